"""A server that answers MATCH_* and EQ_* questions over a list of events, a few a page, in no particular form."""

from lotproof.harness.epcis import document, keys, parts
from lotproof.harness.epcis.shape import flatten

SIDES = {"MATCH_output": "out", "MATCH_input": "in"}
STEERED = ("orderBy", "orderDirection", "perPage", "nextPageToken", "GE_eventTime")


class Server:
    """
    `page` events an answer; `broken` parameters are answered with 500; `loop` links back to the page that was read;
    `literal` servers know one spelling only.
    """

    def __init__(self, said, *, page=2, broken=(), loop=False, literal=False):
        self.said, self.page, self.broken, self.loop, self.asked = said, page, broken, loop, []
        self.literal = literal

    async def get(self, path, params):
        self.asked.append(dict(params))
        wanted = {name: value for name, value in params.items() if name not in STEERED}
        if set(wanted) & set(self.broken):
            return 500, {}, {"title": "no"}
        found = sorted((e for e in self.said if all(self.matches(e, *one) for one in wanted.items())), key=_at)
        at = int(params.get("nextPageToken", 0))
        headers = {}
        if at + self.page < len(found) or self.loop:
            ahead = at if self.loop else at + self.page
            headers = {"LINK": f'</events?nextPageToken={ahead}>; rel="next", </events>; rel="first"'}
        listed = [flatten(one) for one in found[at : at + self.page]]
        body = {"@context": document.CONTEXT, "type": "EPCISQueryDocument", "epcisBody": {"queryResults": {}}}
        body["epcisBody"]["queryResults"] = {"queryName": "q", "resultsBody": {"eventList": listed}}
        return 200, headers, body

    def matches(self, event, question, value):
        if question == "EQ_transformationID":
            return getattr(event, "transformation_id", None) == value
        if question == "EQ_bizStep":
            return parts.step_word(event) == value
        if question == "EQ_action":
            return parts.action(event) == value
        of_class = question.endswith("Class")
        for one in parts.mentions(event):
            if one.spelled != value if self.literal else not keys.same(one.spelled, value):
                continue
            made_of = event.type == "TransformationEvent"
            if question == "MATCH_parentID":
                return one.side == "parent"
            if question.startswith("MATCH_epc"):
                found = not made_of and one.side != "parent"
            else:
                found = made_of and one.side == SIDES[question.split("EPC")[0]]
            if found and one.of_class == of_class:
                return True
        return False


def _at(event):
    return event.at
