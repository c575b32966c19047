"""Exports are asked for page by page, and what cannot be used is said so."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lotproof.harness.model.connector import Connector, Exports
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.seams import Reply
from lotproof.harness.play.exports_asked import PAGES, exported, exports_of

EPOCH = datetime(2021, 3, 2, 6, tzinfo=UTC)


class Served:
    """Answers from a list, one after the other, and remembers what was asked."""

    def __init__(self, *replies: Reply | OSError) -> None:
        self.replies, self.asked = list(replies), list[str]()

    async def ask(self, url: str) -> Reply:
        self.asked.append(url)
        reply = self.replies.pop(0)
        if isinstance(reply, OSError):
            raise reply
        return reply

    def heard(self, name: str, url: str = "http://it/e") -> Observed:
        return asyncio.run(exported(self.ask, name, url, source="it", epoch=EPOCH))


def page(number: int, link: str = "") -> Reply:
    said: dict[str, Any] = {"type": "EPCISDocument", "creationDate": str(number), "epcisBody": {"eventList": []}}
    return Reply(status=200, headers={"Link": link} if link else {}, body=json.dumps(said).encode())


def text(body: bytes, status: int = 200) -> Reply:
    return Reply(status=status, headers={}, body=body)


def test_only_what_is_claimed_is_asked_for() -> None:
    """None, one or both."""
    assert list(exports_of(Connector(name="it", claims=()))) == []
    one = Connector(name="it", claims=(), exports=Exports(fsma204="http://it/s"))
    assert list(exports_of(one)) == [("fsma204", "http://it/s")]


def test_pages_are_followed_from_a_day_before_the_run() -> None:
    """A relative link leads on; the answer bears every page."""
    served = Served(page(1, '</e?p=2>; rel="next"'), page(2))
    found = served.heard("epcis")
    assert [one["creationDate"] for one in found.answer["documents"]] == ["1", "2"]
    assert parse_qs(urlsplit(served.asked[0]).query) == {"GE_eventTime": ["2021-03-01T06:00:00.000Z"]}
    assert served.asked[1] == "http://it/e?p=2"


def test_a_link_of_a_token_alone_keeps_the_question() -> None:
    """As with trace answers; what the URL itself asks for is kept too."""
    served = Served(page(1, '<?nextPageToken=t>; rel="next"'), page(2))
    assert len(served.heard("epcis", "http://it/e?plant=N").answer["documents"]) == 2
    first, second = (parse_qs(urlsplit(url).query) for url in served.asked)
    assert first == {"plant": ["N"], "GE_eventTime": ["2021-03-01T06:00:00.000Z"]}
    assert second == {**first, "nextPageToken": ["t"]}


def test_pages_without_an_end_are_said_so() -> None:
    """Each page leads to the next: it ends, and says why."""
    served = Served(*[page(1, '</e?p=2>; rel="next"')] * (PAGES + 1))
    assert f"at most {PAGES} pages" in served.heard("epcis").problem


def test_who_does_not_know_since_is_asked_without() -> None:
    """A sheet that knows no parameter is still a sheet."""
    served = Served(text(b"", 400), text(b"cte,tlc\r\nshipping,A1\r\n"))
    found = served.heard("fsma204")
    assert found.answer == {"columns": ("cte", "tlc"), "rows": (("shipping", "A1"),)}
    assert served.asked[1] == "http://it/e"


def test_what_cannot_be_used_is_said() -> None:
    """Silence, an error and nonsense."""
    assert "no answer" in Served(OSError("refused")).heard("epcis").problem
    assert "500" in Served(text(b"oh", 500)).heard("epcis").problem
    assert "JSON" in Served(text(b"oh")).heard("epcis").problem
    assert "first row" in Served(text(b"")).heard("fsma204").problem
