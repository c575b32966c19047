"""A genealogy is walked over the query interface, page by page."""

import pytest
from lotproof.harness.epcis import keys, trace, walk

from tests.epcis.make import SSCC, declared, lot, made, moment, packed, seen, serial
from tests.epcis.server import Server

CHAIN = [
    made(1, {"A": 5, "B": 5}, {}, transformation_id="urn:t:1"),
    made(2, {}, {"M": 10}, transformation_id="urn:t:1"),
    made(3, {"M": 4}, {"F": 4}),
    made(4, {"M": 6}, {"G": 6}),
    made(5, {"X": 6}, {"Y": 6}),
    packed(6, SSCC[0], lots={"F": 4, "Y": 1}),
    seen(7, epcs=[SSCC[0]], step="shipping", event_id="urn:truck:1"),
]


def names(graph):
    return {item.key.rsplit("/", 1)[1] for item in graph.items}


async def test_backward_finds_all_that_went_in_and_no_neighbour():
    """Over two steps, over pages of one transformation, over pages of an answer."""
    server = Server(CHAIN)
    found = await walk.walk(server.get, lot("F"), "backward")
    assert {key.rsplit("/", 1)[1] for key in trace.backward(found, lot("F"))} == {"M", "A", "B"}
    assert found.complete and not names(found) & {"X", "G"}
    assert all(one["orderBy"] == "eventTime" and one["orderDirection"] == "ASC" for one in server.asked)


async def test_forward_goes_on_into_the_box_and_onto_the_truck():
    """From a raw lot to both products, and to the shipment of the pallet that held one of them."""
    found = await walk.walk(Server(CHAIN).get, lot("A"), "forward")
    assert {key.rsplit("/", 1)[1] for key in trace.forward(found, lot("A"))} == {"M", "F", "G"}
    assert "urn:truck:1" in trace.touched(found, lot("A"))


async def test_all_pages_are_read_even_short_ones():
    """A page of one event and more to come is not the end."""
    many = [made(at, {f"R{at}": 1}, {"F": 1}) for at in range(7)]
    for page in (1, 2, 3, 50):
        found = await walk.walk(Server(many, page=page).get, lot("F"), "backward")
        assert names(found) == {"F", *(f"R{at}" for at in range(7))}


async def test_what_was_declared_wrong_is_left_out_and_its_correction_counts():
    """The wrong lot is neither named nor followed."""
    wrong = made(3, {"W": 4}, {"F": 4}, event_id="urn:e:1")
    right = made(3, {"M": 4}, {"F": 4}, event_id="urn:e:2")
    said = [
        made(1, {"V": 1}, {"W": 1}),
        made(1, {"A": 1}, {"M": 1}),
        wrong,
        right,
        declared(wrong, 9, corrections=["x"]),
    ]
    found = await walk.walk(Server(said).get, lot("F"), "backward")
    assert names(found) == {"F", "M", "A"}


async def test_as_of_leaves_out_what_came_later():
    """What had happened by then, and nothing of after."""
    said = [made(1, {"A": 1}, {"T": 1}), made(5, {"B": 1}, {"T": 1})]
    found = await walk.walk(Server(said).get, lot("T"), "backward", as_of=moment(2))
    assert names(found) == {"A", "T"}


@pytest.mark.parametrize(
    ("server", "limits", "part"),
    [
        (Server(CHAIN, broken={"MATCH_outputEPCClass"}), walk.Limits(), "status 500"),
        (Server(CHAIN, loop=True), walk.Limits(), "leads back"),
        (Server(CHAIN), walk.Limits(calls=2), "stopped after 2 calls"),
    ],
)
async def test_what_could_not_be_learnt_is_said(server, limits, part):
    """A failed call, a list that never ends, a limit: the graph is not complete and says why."""
    found = await walk.walk(server.get, lot("F"), "backward", limits=limits)
    assert not found.complete and any(part in one for one in found.unknown)


async def test_a_server_that_keeps_urns_is_asked_in_urns():
    """Where a link finds nothing the URN may; what is found is one genealogy in one spelling."""
    server = Server([made(1, {"urn:epc:class:lgtin:4012345.011111.A": 1}, {lot_urn("F"): 1})], literal=True)
    found = await walk.walk(server.get, lot("F"), "backward")
    assert names(found) == {"F", "A"} and found.complete


def lot_urn(name):
    return keys.urn(lot(name))


async def test_a_rework_loop_ends():
    """Each question is asked once."""
    server = Server([made(1, {"A": 1, "F": 1}, {"F": 1}), made(2, {"F": 1}, {"A": 1})])
    await walk.walk(server.get, lot("F"), "backward")
    assert len(server.asked) <= 6


async def test_a_serial_is_asked_for_as_an_instance_and_leads_to_its_lot():
    """The lot number beside the birth is followed to what the lot was made of."""
    ninth = "https://id.gs1.org/01/04012345666663/10/L9"
    birth = seen(2, "ADD", epcs=[serial("1")], step="commissioning", ilmd={"cbvmda:lotNumber": "L9"})
    server = Server([made(1, {"A": 1}, {ninth: 2}), birth])
    found = await walk.walk(server.get, serial("1"), "backward")
    assert {key.rsplit("/", 1)[1] for key in trace.backward(found, serial("1"))} == {"L9", "A"}
    assert "MATCH_outputEPC" in server.asked[0]


def test_the_next_page_is_read_from_the_link():
    """Only rel=next counts, among several links, in any case; none means the end."""
    link = '<https://x.example/epcis/events?a=b&nextPageToken=t%2B1>; rel="next", <u>; rel="last"'
    assert walk.next_page({"link": link}, {"q": "1"}) == {"a": "b", "nextPageToken": "t+1"}
    assert walk.next_page({"Link": "</events?nextPageToken=2>;rel=next"}, {"q": "1"}) == {
        "q": "1",
        "nextPageToken": "2",
    }
    assert walk.next_page({"Link": '<u>; rel="last"'}, {"q": "1"}) == walk.next_page({}, {}) == {}
