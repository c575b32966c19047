"""
Writes down what crossed a wire: one entry when a copy is sent, one more with `acked` when the client confirmed it.

Entries are never changed, so a copy that was confirmed has two of them, alike but for `acked`.
"""

from collections import Counter

from lotproof.harness.model.entries import Delivered
from lotproof.harness.model.troubles import Crossing
from lotproof.harness.wire.pen import Pen


class Deliveries:
    """Counts copies of each identity to each client on one wire, from 1, over all its addresses."""

    def __init__(self, *, wire: str, pen: Pen) -> None:
        self._wire, self._pen = wire, pen
        self._copies: Counter[tuple[str, str, int]] = Counter()

    def sent(self, crossing: Crossing, *, how: str, dup: bool = False, acked: bool = False) -> Delivered | None:
        """A copy goes out; None where it bears no source identity (it is then nobody's evidence)."""
        if not crossing.stream:
            return None
        key = (crossing.client, crossing.stream, crossing.seq)
        self._copies[key] += 1
        body = Delivered(
            wire=self._wire,
            address=crossing.address,
            client=crossing.client,
            stream=crossing.stream,
            seq=crossing.seq,
            copy_no=self._copies[key],
            dup=dup,
            acked=acked,
            how=how,
        )
        self._pen.write("delivered", body)
        return body

    def confirmed(self, copy: Delivered | None) -> None:
        """The client confirmed that copy."""
        if copy is None:
            return
        body = Delivered(
            wire=copy.wire,
            address=copy.address,
            client=copy.client,
            stream=copy.stream,
            seq=copy.seq,
            copy_no=copy.copy_no,
            dup=copy.dup,
            acked=True,
            how=copy.how,
        )
        self._pen.write("delivered", body)
