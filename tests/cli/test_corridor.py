"""The whole corridor through the real command: plan, play, record, judge, report."""

import contextlib
import getpass
import json
import re
import shutil
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, integration

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(400)]

REFERENCE = ("{python}", "-m", "lotproof.mocks.integration")
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin") or ""
MOSQUITTO_PASSWD = shutil.which("mosquitto_passwd") or ""
CLAIMED = len(tomllib.loads((Path(__file__).parents[2] / "mocks/integration/lotproof.toml").read_text())["claims"])
RHYTHM = {"poll_s": 1.0, "floor_poll_s": 0.1}


def lotproof(*arguments: str, cwd: Path, code: int = 0) -> Command:
    """A call that ends as it should and leaves nothing running."""
    command = Command(*arguments, cwd=cwd)

    assert command.done() == code, command.out[-3000:] + command.err[-3000:]
    assert command.left() == []
    return command


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Command]:
    """The reference, certified; the folder in which that was done."""
    folder = tmp_path_factory.mktemp("certified")
    return folder, lotproof("certify", cwd=folder)


def run_of(folder: Path) -> Path:
    return sorted(folder.glob("runs/*"))[0]


def test_the_reference_conforms(certified: tuple[Path, Command]) -> None:
    """The last line says conclusion, scope and counts; where the time went stands above."""
    _, command = certified
    last = command.out.splitlines()[-1]

    said = rf"reference: conforms \(2026\.1, \d+ rows, {CLAIMED} flows, sockets, food_hold\): \d+ pass"
    assert re.match(said, last)
    assert re.search(r"^time: .* s in all$", command.out, re.MULTILINE)


def test_every_report_is_written(certified: tuple[Path, Command]) -> None:
    """HTML, JUnit, JSON and Markdown lie in the run's folder, and their paths are printed."""
    folder, command = certified

    for name in ("report.html", "junit.xml", "report.json", "summary.md"):
        assert (run_of(folder) / name).exists()
        assert name in command.out


def test_no_secret_is_in_the_run(certified: tuple[Path, Command]) -> None:
    """A run folder can be handed on: no file of it says client_secret, password or token."""
    folder, _ = certified
    files = [path for path in run_of(folder).rglob("*") if path.is_file()]
    words = (b"client_secret", b"whsec_", b"access_token", b"password")

    assert [str(path) for path in files if any(word in path.read_bytes() for word in words)] == []
    assert not list(run_of(folder).rglob("world.json"))


def test_judging_again_gives_the_same_bytes(certified: tuple[Path, Command]) -> None:
    """`lotproof judge RUN` writes the very same verdicts."""
    folder, _ = certified
    path = run_of(folder) / "verdicts.json"
    before = path.read_bytes()
    lotproof("judge", str(run_of(folder)), cwd=folder)

    assert path.read_bytes() == before


def test_a_run_is_listed_with_its_conclusion(certified: tuple[Path, Command]) -> None:
    """`lotproof list runs --json` names the run and what was concluded."""
    folder, _ = certified
    rows = json.loads(lotproof("list", "runs", "--json", cwd=folder).out)

    assert [row["conclusion"] for row in rows] == ["conforms"]


def test_a_fact_is_explained(certified: tuple[Path, Command]) -> None:
    """`lotproof explain` tells what was shown, delivered, called, committed and answered about one fact."""
    folder, _ = certified
    facts = (run_of(folder) / "truth.jsonl").read_text().splitlines()
    fact = next(fact for fact in map(json.loads, facts) if fact["kind"] == "consumed")
    told = lotproof("explain", fact["id"], cwd=folder).out

    for words in ("shown on mqtt", "confirmed by reference", "reference calls POST", "committed: consumption"):
        assert words in told
    assert json.loads(lotproof("explain", fact["id"], "--json", cwd=folder).out)["fact"] == fact["id"]


def test_changed_evidence_is_refused(certified: tuple[Path, Command], tmp_path: Path) -> None:
    """A run whose ledger was changed after it was sealed is not judged: wrong input, and the file is named."""
    import shutil

    folder, _ = certified
    copy = tmp_path / "changed"
    shutil.copytree(run_of(folder), copy)
    ledger = copy / "ledger" / "systems.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"TOMATO", b"POTATO", 1))

    assert "systems.jsonl" in lotproof("judge", str(copy), cwd=tmp_path, code=2).err


def test_demo_shows_both(tmp_path: Path) -> None:
    """The demo certifies the reference, catches a broken one, and says that this was meant."""
    out = lotproof("demo", cwd=tmp_path).out

    assert "reference: conforms" in out
    assert "does not conform" in out and "expected" in out and "observed" in out
    assert "This failure was meant" in out
    assert len(re.findall(r"report\.html$", out, re.MULTILINE)) == 2


def test_a_trace_that_is_nonsense_is_a_finding(tmp_path: Path) -> None:
    """An integration that answers trace questions with something else does not conform; the rig goes on."""
    from lotproof.harness.model.flows import FLOWS

    claims = tuple(name for name, flow in FLOWS.items() if flow.judged)
    trace = {"kind": "graph", "url": "http://127.0.0.1:{port}/figures"}
    integration(tmp_path, *REFERENCE, claims=claims, trace=trace, rhythm=RHYTHM)
    out = lotproof("certify", cwd=tmp_path, code=1).out

    assert re.search(r"^GEN-03 +M fail", out, re.MULTILINE)


def test_an_adapter_for_one_flow_is_escorted(tmp_path: Path) -> None:
    """An adapter that only carries movements is judged on those; the escort's rows are outside, its work is done."""
    integration(tmp_path, *REFERENCE, "--flows", "movement", rhythm=RHYTHM)
    command = Command("certify", "--json", "--seed", "7", cwd=tmp_path)
    command.done()
    outcome = json.loads(command.out)
    rows = {row["requirement"]: row["outcome"] for row in outcome["verdicts"][0]["verdicts"]}

    assert outcome["exit_code"] in (0, 4), command.out[-2000:]
    assert rows["FLOW-08"] == "pass"
    assert set(rows.values()) <= {"pass", "skip", "omit"}
    assert "FLOW-05" in outcome["verdicts"][0]["scope"]["outside"]
    assert command.left() == []


def test_a_world_is_kept(tmp_path: Path) -> None:
    """With --world, addresses and secrets are the same next time, and time goes on."""
    told = [kept(tmp_path), kept(tmp_path)]

    assert told[0] == told[1]
    runs = [json.loads((run / "ledger" / "conductor.jsonl").read_text().splitlines()[0]) for run in both(tmp_path)]
    assert runs[0]["body"]["epoch"] < runs[1]["body"]["epoch"]
    assert runs[0]["body"]["tag"] != runs[1]["body"]["tag"]


def kept(folder: Path) -> dict[str, object]:
    """Certify in a kept world; what the integration was told."""
    lotproof("certify", "--world", "world", cwd=folder)
    content: dict[str, object] = json.loads((folder / "world" / "clients" / "reference" / "world.json").read_bytes())
    return content


def both(folder: Path) -> list[Path]:
    return sorted(folder.glob("runs/*"))


def test_amqtt_carries_the_floor(tmp_path: Path) -> None:
    """On amqtt the reference conforms on what that broker's preflight allows."""
    assert "reference: conforms" in lotproof("certify", "--broker", "amqtt", cwd=tmp_path).out


@pytest.mark.skipif(not MOSQUITTO, reason="Mosquitto is not installed here (make mosquitto)")
def test_somebody_elses_broker_carries_the_floor(tmp_path: Path) -> None:
    """On a Mosquitto that knows one account only, the reference conforms, rows about cuts and kills included."""
    with mosquitto(tmp_path / "broker") as url:
        command = lotproof("certify", "--broker", url, "--json", cwd=tmp_path)
    scope = json.loads(command.out)["verdicts"][0]["scope"]

    assert {"RES-03", "RES-05", "IDM-01", "IDM-07"} <= set(scope["inside"])
    header = json.loads((run_of(tmp_path) / "ledger" / "conductor.jsonl").read_text().splitlines()[0])["body"]
    assert header["versions"]["broker"] == "external"
    assert not {"persistent_sessions", "offline_queue", "retained"} & set(header.get("lacks", ()))


@contextlib.contextmanager
def mosquitto(folder: Path) -> Iterator[str]:
    """A Mosquitto with one account; its URL."""
    folder.mkdir()
    subprocess.run([MOSQUITTO_PASSWD, "-b", "-c", str(folder / "users"), "site", "word"], check=True)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    config = folder / "mosquitto.conf"
    config.write_text(f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\npassword_file {folder / 'users'}\n")
    broker = subprocess.Popen([MOSQUITTO, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 10
        while not listens(port):
            assert time.monotonic() < end and broker.poll() is None
        yield f"mqtt://site:word@127.0.0.1:{port}"
    finally:
        broker.terminate()
        broker.wait()


def listens(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(0.2)
        return door.connect_ex(("127.0.0.1", port)) == 0


def test_smoke_tries_the_wiring(tmp_path: Path) -> None:
    """A token, an order, a message, a posting: each step of the reference's wiring is fine."""
    out = lotproof("smoke", cwd=tmp_path).out

    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", name] for name in ("ready", "token", "order", "receipt", "message", "posting")
    ]


def test_up_keeps_a_world_for_developers(tmp_path: Path) -> None:
    """`lotproof up` prints endpoints and credentials, and ends in good order with Ctrl-C."""
    command = Command("up", "--world", "world", cwd=tmp_path)
    assert command.process.stdout
    lines = []
    for line in command.process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    command.interrupt()

    assert command.done() == 0, command.err
    told = "".join(lines)
    for words in ("erp", "/docs", "mqtt://", "opc.tcp://", "export LOTPROOF_WORLD=", "client secret"):
        assert words in told
    assert command.left() == []
