"""Who is certified: files that the user names, the reference where none is named, and the escort for what is left."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.suite.connector import check_claims, read_connector

ESCORT = "escort"


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who lives in the world: an integration under test, or the escort; `here` is its file's folder."""

    name: str
    connector: Connector
    here: Path
    escort: bool = False


def reference_file(variant: str = "") -> Path:
    """The reference integration's own `lotproof.toml`; of a variant, the one by which its vice shows."""
    import lotproof.mocks.integration as reference

    return Path(str(reference.__file__)).parent / (_file_of(variant) if variant else "lotproof.toml")


def _file_of(variant: str) -> str:
    from lotproof.mocks.integration.variants import variants

    known = variants()
    return known[variant].file if variant in known else "lotproof.toml"


def guests(files: Sequence[Path], *, variant: str = "") -> tuple[Guest, ...]:
    """
    Everybody who takes part.

    Args:
        files: `lotproof.toml` files; none means the reference.
        variant: a faulty variant of the reference, in place of the reference itself.

    Raises:
        InputError: if a file cannot be used, or a flow is claimed twice.
    """
    paths = [path / "lotproof.toml" if path.is_dir() else path for path in files] or [reference_file(variant)]
    read = {path.resolve(): read_connector(path) for path in paths}
    check_claims(read)
    under_test = [Guest(name=one.name, connector=one, here=path.parent) for path, one in read.items()]
    if variant:
        under_test = [_with(guest, "--variant", variant) for guest in under_test]
    left = unclaimed(read.values())
    return (*under_test, *((escort(left),) if left else ()))


def unclaimed(connectors: Iterable[Connector]) -> tuple[str, ...]:
    """The judged flows that nobody claims."""
    claimed = {flow for connector in connectors for flow in connector.claims}
    return tuple(flow.name for flow in FLOWS.values() if flow.judged and flow.name not in claimed)


def escort(flows: tuple[str, ...]) -> Guest:
    """The reference, limited to exactly these flows, under credentials of its own."""
    path = reference_file()
    connector = msgspec.structs.replace(read_connector(path), name=ESCORT, claims=flows)
    guest = Guest(name=ESCORT, connector=connector, here=path.parent, escort=True)
    return _with(guest, "--flows", ",".join(flows))


def _with(guest: Guest, *more: str) -> Guest:
    process = msgspec.structs.replace(guest.connector.process, command=(*guest.connector.process.command, *more))
    return msgspec.structs.replace(guest, connector=msgspec.structs.replace(guest.connector, process=process))
