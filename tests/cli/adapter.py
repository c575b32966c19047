"""
An integration that does nothing right, in one named way. A program of its own: standard library only.

    python adapter.py MODE [CHILD]      MODE: idle, dies, floods, silent, at_once, deaf, nonsense

With CHILD, the pid of a child that it leaves running is written into that file.
"""

import http.server
import os
import subprocess
import sys
import threading
import time
from pathlib import Path


class Desk(http.server.BaseHTTPRequestHandler):
    """Ready, and with an answer to every question: none of them right."""

    def do_GET(self) -> None:
        ready = self.path.startswith("/ready")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok" if ready or MODE != "nonsense" else b"<html>certainly</html>")

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def dies() -> None:
    time.sleep(1.5)
    print("I have had enough", flush=True)
    os._exit(7)


def floods() -> None:
    time.sleep(1.0)
    while True:
        sys.stdout.write("the same line again and again\n" * 10_000)


MODE = sys.argv[1]
if len(sys.argv) > 2:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(sys.argv[2]).write_text(str(child.pid))
if MODE == "at_once":
    sys.exit("no configuration found")
if MODE in ("dies", "floods"):
    threading.Thread(target=dies if MODE == "dies" else floods, daemon=True).start()
if MODE == "silent":
    time.sleep(600)
port = int(os.environ["LOTPROOF_PORT"]) + (1 if MODE == "deaf" else 0)
http.server.ThreadingHTTPServer(("127.0.0.1", port), Desk).serve_forever()
