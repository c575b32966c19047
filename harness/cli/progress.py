"""Progress while the suite works: one line that changes where a person looks, else a line now and then."""

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lotproof.harness.suite.options import Progress

EVERY = 20


class Teller:
    """Tells on stderr, so that what a command prints can be piped on."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._began = time.monotonic()
        self._stage = self._text = ""
        self._next = 0

    def __call__(self, progress: "Progress") -> None:
        """Tell it, if it is time to."""
        if self._live:
            sys.stderr.write(f"\r\x1b[2K{self._line(progress)[:110]}")
            sys.stderr.flush()
        elif self._is_news(progress):
            self._next = progress.done + EVERY
            print(self._line(progress), file=sys.stderr, flush=True)
        self._stage, self._text = progress.stage, progress.text

    def _is_news(self, progress: "Progress") -> bool:
        if progress.stage != self._stage:
            return True
        return progress.done >= self._next if progress.total else progress.text != self._text

    def done(self) -> None:
        """Nothing more is told: the changing line goes away."""
        if self._live and self._stage:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def _line(self, progress: "Progress") -> str:
        since_s = time.monotonic() - self._began
        count = f" {progress.done} of about {progress.total} facts" if progress.total else ""
        return f"[{since_s:5.1f} s] {progress.stage:<6}{count} {progress.text}"
