"""
Equipment: whether it may be worked on, and what it made while it was out of tolerance.

    CMMS says: calibrated, out of tolerance, last in tolerance at `since` --> MES and QMS: out of service
                                                                         '--> QMS: a deviation for each lot in between

What the floor tells late belongs where its time says: so each production looks at the windows, too.
"""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event, Portion, moment
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Equipment(Handler):
    """CMMS to MES and QMS. An older status that is late is left unsaid."""

    flow = "equipment_status"
    hears: tuple[str, ...] = ("cmms.equipment_calibrated", "cmms.equipment_status_changed")

    def write(self, event: Event) -> Iterator[Draft]:
        said = event.details
        machine = str(said.get("equipment"))
        for system in ("mes", "qms"):
            yield Draft(
                system=system,
                path=f"/equipment/{event.plant}/{machine}/status",
                body={name: str(said.get(name) or "") for name in ("status", "document", "reason")},
                flow=self.flow,
                part=f"status-{system}",
                subject=about(event, machine),
                lane=f"equipment:{event.plant}/{machine}",
                rank=f"{event.seq:020d}",
                entity=f"{system}:equipment:{event.plant}/{machine}",
            )


class Calibrations(Handler):
    """The lots that a calibration brings into question, whichever of both is heard first."""

    flow = "equipment_status"
    hears: tuple[str, ...] = ("cmms.equipment_calibrated", "floor.produced")

    def write(self, event: Event) -> Iterator[Draft]:
        if "cmms" not in self.books.systems:
            return
        if event.kind == "produced":
            yield from self.made(event)
        elif event.details.get("result") == "out_of_tolerance":
            yield from self.found(event)

    def made(self, event: Event) -> Iterator[Draft]:
        """Note who made what and when; what lies in a window that is known is told."""
        at, machine = moment(event.occurred_at), event.equipment
        for portion in (one for one in event.outputs if one.lot):
            name = f"made by {event.plant}/{machine}:{at}:{portion.item}:{portion.lot}"
            self.books.store.know(name, event.source)
            for since, until, calibration in self.windows(event.plant, machine):
                if since < at <= until:
                    yield from self.doubt(event, machine, calibration, portion)

    def found(self, event: Event) -> Iterator[Draft]:
        said = event.details
        machine, calibration = str(said.get("equipment")), str(said.get("calibration"))
        since, until = self.window(said.get("since"), event)
        self.books.store.know(f"window of {event.plant}/{machine}:{calibration}", f"{since} {until}")
        for at, portion in self.made_by(event.plant, machine):
            if since < at <= until:
                yield from self.doubt(event, machine, calibration, portion)

    def window(self, since: object, event: Event) -> tuple[str, str]:
        """From when it was last in tolerance to when it was found out of it; from the beginning where it never was."""
        return moment(str(since)) if since else "", moment(event.occurred_at)

    def windows(self, plant: str, machine: str) -> Iterator[tuple[str, str, str]]:
        for name, value in self.books.store.known_under(f"window of {plant}/{machine}:").items():
            since, _, until = value.rpartition(" ")
            yield since, until, name

    def made_by(self, plant: str, machine: str) -> Iterator[tuple[str, Portion]]:
        """What a machine made, and when."""
        for name in self.books.store.known_under(f"made by {plant}/{machine}:"):
            at, _, thing = name.partition("Z:")
            item, _, lot = thing.partition(":")
            yield f"{at}Z", Portion(item=item, lot=lot)

    def doubt(self, event: Event, machine: str, calibration: str, portion: Portion) -> Iterator[Draft]:
        """One deviation for a calibration and a lot, however often the lot was told."""
        once = f"doubted:{calibration}:{portion.item}:{portion.lot}"
        if self.books.store.known(once):
            return
        self.books.store.know(once, event.source)
        yield Draft(
            system="qms",
            path="/deviations",
            body={"calibration": calibration, "equipment": machine, "plant": event.plant, **self.lot(portion)},
            flow=self.flow,
            part=f"deviation-{calibration}-{portion.lot}",
            subject={"system": "mes", "kind": "lot", "scope": portion.item, "id": portion.lot},
        )


def about(event: Event, machine: str) -> JSON:
    return {"system": "cmms", "kind": "equipment", "scope": event.plant, "id": machine}
