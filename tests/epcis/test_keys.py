"""GS1 keys compare in one spelling."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lotproof.harness.epcis import keys

PAIRS = [
    ("urn:epc:id:sgtin:0614141.107346.2017", "https://id.gs1.org/01/10614141073464/21/2017"),
    ("urn:epc:class:lgtin:4012345.011111.4444", "https://id.gs1.org/01/04012345111118/10/4444"),
    ("urn:epc:idpat:sgtin:4012345.066666.*", "https://id.gs1.org/01/04012345666663"),
    ("urn:epc:id:sscc:0614141.1234567890", "https://id.gs1.org/00/106141412345678908"),
    ("urn:epc:id:sgln:4012345.00001.0", "https://id.gs1.org/414/4012345000016"),
    ("urn:epc:id:sgln:4012345.00001.a%2Fb", "https://id.gs1.org/414/4012345000016/254/a%2Fb"),
    ("urn:epc:id:pgln:4012345.00225", "https://id.gs1.org/417/4012345002256"),
    ("urn:epc:id:giai:4000001.111", "https://id.gs1.org/8004/4000001111"),
    ("urn:epc:id:grai:4012345.55555.987", "https://id.gs1.org/8003/04012345555554987"),
    ("urn:epc:id:gsrn:0614141.0000010253", "https://id.gs1.org/8018/061414100000102534"),
]


@pytest.mark.parametrize(("urn", "link"), PAIRS)
def test_urn_and_link_of_one_thing_are_one(urn, link):
    """The published pairs agree."""
    assert keys.canonical(urn) == keys.canonical(link) == link
    assert keys.wrong(urn) == keys.wrong(link) == ""


@pytest.mark.parametrize(("urn", "link"), PAIRS[:6])
def test_a_link_goes_back_to_its_urn_when_the_prefix_is_known(urn, link):
    """With the owner's prefix length; without it nothing is guessed that the published table does not hold."""
    assert keys.urn(link, 7) == urn
    assert keys.urn("https://id.gs1.org/01/04012345111118/10/A") == "urn:epc:class:lgtin:4012345.011111.A"
    assert keys.urn("urn:example:lot:7") == ""


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://example.com/shop/01/10614141073464/21/7?17=260101", "(01)10614141073464(21)7", True),
        ("https://id.gs1.org/01/614141123452/10/A", "https://id.gs1.org/01/00614141123452/10/A", True),
        ("https://id.gs1.org/01/04012345111118/10/a", "https://id.gs1.org/01/04012345111118/10/A", False),
        ("https://id.gs1.org/01/04012345111118/10/01", "https://id.gs1.org/01/04012345111118/10/1", False),
        ("https://id.gs1.org/01/04012345111118/10/L/21/7", "https://id.gs1.org/01/04012345111118/21/7", True),
        ("https://id.gs1.org/01/04012345111118/10/A", "https://id.gs1.org/01/04012345666663/10/A", False),
        ("urn:example:lot:7", "urn:example:lot:7", True),
        ("http://transaction.acme.com/po/12345678", "https://transaction.acme.com/po/12345678", False),
    ],
)
def test_only_spellings_of_one_thing_are_equal(one, other, equal):
    """Forms and padding differ harmlessly; characters of lots and serials never do."""
    assert keys.same(one, other) is equal


@pytest.mark.parametrize(
    ("text", "kind", "is_class"),
    [
        (PAIRS[0][0], "serial", False),
        (PAIRS[1][1], "lot", True),
        (PAIRS[2][0], "item", True),
        (PAIRS[3][1], "unit", False),
        (PAIRS[4][0], "place", False),
    ],
)
def test_lots_serials_and_handling_units_are_told_apart(text, kind, is_class):
    """A lot is a class of pieces; a serial and a pallet are one thing each."""
    assert (keys.read(text).kind, keys.read(text).is_class) == (kind, is_class)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("https://id.gs1.org/00/106141412345678907", "check digit 7 where 8"),
        ("https://id.gs1.org/01/10614141073465/21/1", "check digit 5 where 4"),
        ("https://id.gs1.org/00/1234", "not a well-formed"),
        ("urn:epc:id:sgtin:0614141.1073.1", "not a well-formed"),
        ("urn:epc:id:sgtin:0614141.107346", "not a well-formed"),
        ("urn:example:anything", ""),
    ],
)
def test_wrong_keys_are_named(text, part):
    """A wrong check digit or length is said; a private URI is nobody's business."""
    assert part in keys.wrong(text)
    assert bool(part) == bool(keys.wrong(text))


def test_a_link_with_lot_and_serial_remembers_the_lot():
    """The finest level identifies; the lot beside it is a statement about the serial."""
    key = keys.read("https://id.gs1.org/01/04012345111118/10/L%2F1/21/7")
    assert (key.kind, key.lot, key.element_string) == ("serial", "L/1", "(01)04012345111118(21)7")


def test_a_barcode_is_read():
    """An element string as a scanner gives it."""
    assert keys.barcode("0110614141073464212017").link == PAIRS[0][1]


@example("a..b", 7, 1)
@given(st.text(min_size=1, max_size=20), st.integers(6, 12), st.integers(0, 10**13 - 1))
def test_lots_survive_the_way_there_and_back(lot, length, number):
    """Whatever characters a lot has, link to URN to link gives the link again."""
    gtin = keys.check(f"{number:013d}")
    link = keys.Key(kind="lot", parts=(("01", gtin), ("10", lot))).link
    assert keys.canonical(keys.urn(link, length)) == keys.canonical(link) == link
