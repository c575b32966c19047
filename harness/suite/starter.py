"""The `lotproof.toml` that `lotproof init` writes: it can be read as it stands, and says what to fill in."""

from pathlib import Path

from lotproof.harness.model.errors import InputError

STARTER = """\
# What an integration says about itself. `lotproof certify` reads this file.
name = "{name}"            # its client id at every system, its user on MQTT and OPC UA
version = "0.1"
requirements = "2026.1"    # the catalogue revision to be judged by
# The flows that it carries; `lotproof list flows` explains them. What is not claimed, an escort carries.
claims = [
  "order_release", "order_status", "receipt", "material_issue", "operation_completion",
  "movement", "quality_event", "lot_status", "shipment", "return",
]

[process]
# How it is started. {{port}} is a port for its own HTTP server, also in LOTPROOF_PORT; {{here}} is this folder.
# LOTPROOF_WORLD names world.json: every address, credential, stream and rule. LOTPROOF_STATE is a folder to keep.
# Leave `command` away if it already runs.
command = ["python3", "{{here}}/adapter.py", "--port", "{{port}}"]
ready = "http://127.0.0.1:{{port}}/ready"    # answers 2xx once it listens to floor and systems
ready_s = 30

# [receive]
# webhook_url = "http://127.0.0.1:{{port}}/webhooks"   # or it registers itself at each system's /webhooks

# [trace]
# kind = "graph"                                       # epcis, graph, python or none
# url = "http://127.0.0.1:{{port}}/trace"

# [exceptions]
# url = "http://127.0.0.1:{{port}}/exceptions"

# [figures]
# url = "http://127.0.0.1:{{port}}/figures"

[rhythm]
# Seconds. Deadlines allow for them, and the certificate prints them.
poll_s = 0             # between two looks at a change feed
floor_poll_s = 0       # between two reads of the floor
flush_s = 0            # how long postings are gathered
backoff_max_s = 2.0    # the longest pause between two attempts
"""


def write_starter(folder: Path) -> Path:
    """
    Write it.

    Raises:
        InputError: if there is one already.
    """
    path = folder / "lotproof.toml"
    if path.exists():
        raise InputError("there is a file already", which=str(path), where="Edit it, or name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(STARTER.format(name=_name(folder)), encoding="utf-8")
    return path


def _name(folder: Path) -> str:
    letters = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in folder.resolve().name)
    return letters[:32] if letters[:1].isalpha() else "adapter"
