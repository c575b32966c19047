"""The floor on OPC UA: one server per line, in this process, all on one loop."""

from collections.abc import Iterable
from pathlib import Path

from lotproof.harness.model.clocks import Clock, SystemClock
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Troubles
from lotproof.harness.model.world import Credentials, OpcuaEndpoint
from lotproof.harness.record.segment import Segment
from lotproof.harness.wire.cards import CARD_PATH, card_fields, event_fields, value_fields
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.opcua_certificates import client_papers
from lotproof.harness.wire.opcua_line import Line, LineServer
from lotproof.harness.wire.pen import Pen
from lotproof.harness.wire.shift import Shift
from lotproof.harness.wire.showing import repeated, resent
from lotproof.harness.wire.strikes import Strikes

UNWATCHED = "This asyncua is not one that lotproof can watch: OPC UA deliveries are not recorded."


class OpcuaFloor:
    """
    The Channel `opcua`.

    Args:
        lines: what the servers stand for; a port of 0 takes a free one.
        users: user names and passwords that are let in.
        folder: where certificates are made once and kept.
        troubles: faults by name (`harness.faults.troubles.troubles()`).
        under_test: users that strikes are for; none means all.
        segment: where deliveries and strikes are written; `record` changes it between runs.

    `notes` are sentences for the report.
    """

    name = "opcua"

    def __init__(
        self,
        *,
        lines: Iterable[Line],
        users: dict[str, str],
        folder: Path,
        troubles: Troubles,
        under_test: Iterable[str] = (),
        segment: Segment | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.pen = Pen(segment)
        self._clock = clock or SystemClock()
        self._folder, self._host = folder, host
        self.deliveries = Deliveries(wire=self.name, pen=self.pen)
        self.strikes = Strikes(wire=self.name, pen=self.pen, troubles=troubles, under_test=under_test)
        self.notes: list[str] = []
        self._shift = Shift()
        self.servers = {
            (line.plant, line.line): LineServer(
                line,
                users=users,
                folder=folder,
                host=host,
                clock=self._clock,
                deliveries=self.deliveries,
                strikes=self.strikes,
            )
            for line in lines
        }

    def record(self, segment: Segment | None) -> None:
        """From now on entries go into this segment."""
        self.pen.segment = segment
        self._shift.forget()

    def aim(self, under_test: Iterable[str]) -> None:
        """From now on strikes are for these users."""
        self.strikes.under_test = frozenset(under_test)

    def address(self, signal: Signal) -> str:
        """The node that bears the signal's number."""
        return f"{signal.equipment}.Last.{signal.kind}.SourceSeq"

    async def describe(self, credentials: Credentials, client: str) -> tuple[OpcuaEndpoint, ...]:
        """All servers as `world.json` tells them to one client, with a certificate of its own."""
        papers = await client_papers(self._folder, f"client-{client}", self._host)
        return tuple(
            OpcuaEndpoint(
                url=server.url,
                secure_url=server.url,
                namespace=server.line.namespace,
                browse_root="Objects/Machines",
                machines=tuple(machine.name for machine in server.line.machines),
                credentials=credentials,
                server_certificate=str(server.papers.certificate) if server.papers else "",
                client_certificate=str(papers.certificate),
                client_key=str(papers.key),
                card_path=CARD_PATH,
                values=value_fields(),
                card=card_fields(),
                event=event_fields(),
            )
            for server in self.servers.values()
        )

    async def open(self) -> None:
        """
        Start every server.

        Raises:
            InputError: if a port that was named is taken.
            RigError: if a server does not start.
        """
        for server in self.servers.values():
            await server.start()
        if any(not server.watched for server in self.servers.values()):
            self.notes.append(UNWATCHED)

    async def show(self, signal: Signal) -> None:
        """Write values, card and event; a strike may have them shown again, or cut connections right after."""
        server = self._server(signal)
        await server.show(signal)
        self._shift.note(signal)
        if self.strikes.cuts(signal.stream, signal.seq):
            server.cut()
        for _ in range(self.strikes.shown(signal.stream, signal.seq)):
            again = repeated(signal, self._clock)
            self.pen.write("sent", resent(self.name, self.address(again), again))
            await server.show(again)

    async def strike(self, plan: StrikePlan, signal: Signal | None) -> None:
        """Arm a strike; call it before `show` of the signal that it is aimed at. A replay is through on return."""
        self.strikes.begin(plan, signal)
        for before in self.strikes.replay(plan, self._shift):
            again = repeated(before, self._clock)
            self.pen.write("sent", resent(self.name, self.address(again), again))
            await self._server(again).tell(again)

    def away(self) -> bool:
        """Whether a client that was cut off from any of the servers has no session there yet."""
        return any(server.watch is not None and server.watch.away() for server in self.servers.values())

    async def close(self) -> None:
        """End strikes, and close every server."""
        self.strikes.close()
        for server in self.servers.values():
            await server.stop()

    def longest_interval_s(self) -> float:
        """The longest publishing interval that a client subscribes with now; 0 without any."""
        return max((server.longest_interval_s() for server in self.servers.values()), default=0.0)

    def _server(self, signal: Signal) -> LineServer:
        found = self.servers.get((signal.plant, signal.line))
        if found is None:
            raise unknown("line", f"{signal.plant}/{signal.line}", ("/".join(key) for key in self.servers))
        return found
