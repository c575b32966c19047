"""Reading `lotproof.toml`: every mistake is named with file, field, expected and got."""

import re
import sys
import tomllib
from pathlib import Path

import msgspec
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.errors import InputError, unknown
from lotproof.harness.model.flows import FLOWS

REVISIONS = ("2026.1",)
NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")
ENTRY_POINT = re.compile(r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$")
RESERVED = ("escort", "rig")
TRACES = ("epcis", "graph", "python", "none")


def read_connector(path: Path) -> Connector:
    """
    What an integration says about itself.

    Args:
        path: a `lotproof.toml`, or a folder that holds one.

    Raises:
        InputError: if the file is missing, is no TOML, or says something that cannot be used.
    """
    path = path / "lotproof.toml" if path.is_dir() else path
    connector = _decode(path, _parse(path))
    _check(connector, path)
    return connector


def _parse(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise InputError(
            "there is no such file", which=str(path), expected="a lotproof.toml", where="`lotproof init` writes one."
        ) from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise InputError("the file is no TOML", which=str(path), got=str(wrong)) from wrong


def _decode(path: Path, table: dict[str, object]) -> Connector:
    _known_fields(path, "", table, Connector)
    try:
        return msgspec.convert(table, Connector)
    except msgspec.ValidationError as wrong:
        text, _, at = str(wrong).partition(" - at `$")
        field = at.rstrip("`").lstrip(".") or "the file"
        raise InputError(
            f"{field} is not as it should be", which=str(path), got=text, where="See docs/reference/lotproof.toml."
        ) from wrong


def _known_fields(path: Path, prefix: str, table: dict[str, object], kind: type) -> None:
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for name, value in table.items():
        if name not in fields:
            raise unknown("field", prefix + name, [prefix + f for f in fields], which=str(path))
        inner = fields[name]
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            _known_fields(path, f"{prefix}{name}.", value, inner)


def _check(connector: Connector, path: Path) -> None:
    if not NAME.match(connector.name) or connector.name in RESERVED:
        raise InputError(
            "name cannot be used",
            which=str(path),
            expected="letters, digits, - and _, at most 32, not escort or rig",
            got=repr(connector.name),
        )
    if connector.requirements not in REVISIONS:
        raise unknown("requirement revision", connector.requirements, REVISIONS, which=f"{path}: requirements")
    if not connector.claims:
        raise InputError(
            "claims is empty", which=str(path), expected="at least one flow", where="`lotproof list flows` shows them."
        )
    for claim in connector.claims:
        if claim not in FLOWS:
            raise unknown("flow", claim, FLOWS, which=f"{path}: claims", where="`lotproof list flows` explains them.")
    if connector.trace.kind not in TRACES:
        raise unknown("trace kind", connector.trace.kind, TRACES, which=f"{path}: trace.kind")
    _check_urls(connector, path)


def _check_urls(connector: Connector, path: Path) -> None:
    urls = {
        "process.ready": connector.process.ready,
        "receive.webhook_url": connector.receive.webhook_url,
        "trace.url": connector.trace.url,
        "exceptions.url": connector.exceptions.url,
        "figures.url": connector.figures.url,
    }
    for field, url in urls.items():
        if url and not url.startswith(("http://", "https://")):
            raise InputError(f"{field} is no URL", which=str(path), expected="http://... or https://...", got=repr(url))
    if connector.trace.kind in ("graph", "epcis") and not connector.trace.url:
        raise InputError(
            "trace.url is missing", which=str(path), expected=f"the URL of the {connector.trace.kind} answer"
        )
    if connector.trace.kind == "python" and not ENTRY_POINT.match(connector.trace.entry_point):
        raise InputError(
            "trace.entry_point is no entry point",
            which=str(path),
            expected="package.module:function",
            got=repr(connector.trace.entry_point),
        )
    if connector.process.command and not connector.process.ready:
        raise InputError(
            "process.ready is missing", which=str(path), expected="a URL that answers 2xx once it is ready"
        )


def check_claims(connectors: dict[Path, Connector]) -> None:
    """
    Each flow is claimed once over all files.

    Raises:
        InputError: if two files claim one flow, or bear one name.
    """
    claimed: dict[str, Path] = {}
    names: dict[str, Path] = {}
    for path, connector in connectors.items():
        if connector.name in names:
            raise InputError(
                "two files have the same name", which=f"{names[connector.name]} and {path}", got=repr(connector.name)
            )
        names[connector.name] = path
        for flow in connector.claims:
            if flow in claimed:
                raise InputError(
                    f"the flow {flow} is claimed twice",
                    which=f"{claimed[flow]} and {path}",
                    expected="each flow in one file",
                )
            claimed[flow] = path


def filled(connector: Connector, *, port: int, here: Path) -> Connector:
    """The same connector with `{port}`, `{python}` and `{here}` written out."""

    def fill(value: object) -> object:
        if isinstance(value, str):
            text = value.replace("{port}", str(port)).replace("{python}", sys.executable)
            return text.replace("{here}", str(here))
        if isinstance(value, dict):
            return {key: fill(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [fill(inner) for inner in value]
        return value

    return msgspec.convert(fill(msgspec.to_builtins(connector)), Connector)
