"""
The process in which an integration's own Python function answers trace questions (`[trace] kind = "python"`).

    python -m lotproof.harness.suite.answering package.module:function

One question a line on stdin, one answer a line on stdout. The function gets the question as a dict and gives the
`graph` answer as a dict, text or bytes; what it prints goes to stderr, and what it raises is its answer, with status
500. It imports nothing of lotproof, and lotproof nothing of it.
"""

import json
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Answer = Callable[[dict[str, str]], Any]


def found(entry_point: str) -> Answer:
    """
    The function that is meant.

    Raises:
        Exception: whatever its import raises.
    """
    module, _, name = entry_point.partition(":")
    function: Any = import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
    answer: Answer = function
    return answer


def told(entry_point: str, question: dict[str, str]) -> dict[str, Any]:
    """Status and body of one answer."""
    try:
        answer = found(entry_point)(question)
        return {"status": 200, "body": _text(answer)}
    except Exception as wrong:
        traceback.print_exc()
        return {"status": 500, "body": f"{type(wrong).__name__}: {wrong}"}


def _text(answer: Any) -> str:
    if isinstance(answer, bytes):
        return answer.decode()
    return answer if isinstance(answer, str) else json.dumps(answer, default=str)


def main(entry_point: str) -> None:
    """Answer until nobody asks any more."""
    sys.path.insert(0, str(Path.cwd()))
    ours, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(told(entry_point, json.loads(line))), file=ours, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
