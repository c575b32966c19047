"""Packets are cut at their borders however the bytes are dealt out, and survive being taken apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lotproof.harness.wire import mqtt_packets as mqtt

topics = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
publishes = st.builds(
    mqtt.Publish,
    topic=topics,
    payload=st.binary(max_size=400),
    qos=st.sampled_from([1, 2]),
    dup=st.booleans(),
    retain=st.booleans(),
    packet_id=st.integers(1, 65_535),
    properties=st.just(b""),
)
packets = st.builds(mqtt.Packet, kind=st.integers(1, 15), flags=st.integers(0, 15), body=st.binary(max_size=300))


@given(st.lists(packets, max_size=8), st.lists(st.integers(0, 2400), max_size=6))
def test_a_stream_gives_the_same_packets_however_it_is_cut(sent: list[mqtt.Packet], cuts: list[int]) -> None:
    """What was encoded comes out again, whatever pieces arrive."""
    stream = b"".join(packet.encode() for packet in sent)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    splitter = mqtt.Splitter()
    got = [packet for a, b in pairwise(places) for packet in splitter.feed(stream[a:b])]
    assert got == sent


@given(publishes)
def test_a_publish_survives_being_taken_apart(letter: mqtt.Publish) -> None:
    """Parsing what was encoded gives the same."""
    (packet,) = mqtt.Splitter().feed(letter.encode())
    assert mqtt.publish(packet) == letter


@given(publishes, st.binary(max_size=100))
def test_properties_of_mqtt_5_are_kept_apart_from_the_payload(letter: mqtt.Publish, properties: bytes) -> None:
    """A version 5 PUBLISH keeps its properties as they are."""
    whole = letter._replace(properties=mqtt.length(len(properties)) + properties)
    (packet,) = mqtt.Splitter().feed(whole.encode())
    assert mqtt.publish(packet, level=5) == whole


@given(st.integers(0, mqtt.LARGEST))
def test_a_length_reads_back(size: int) -> None:
    """Every length that MQTT allows reads back, in as few bytes as the standard says."""
    encoded = mqtt.length(size)
    assert mqtt.header(b"\x30" + encoded, 0) == (size, 1 + len(encoded))
    assert len(encoded) == (1 if size < 128 else 2 if size < 16_384 else 3 if size < 2_097_152 else 4)


@given(st.binary(max_size=200))
def test_noise_gives_packets_or_a_clear_no(noise: bytes) -> None:
    """No bytes make the parser fail in any other way than MalformedError."""
    try:
        for packet in mqtt.Splitter(1000).feed(noise):
            for parse in (mqtt.connect, mqtt.publish, mqtt.accepted, lambda one: one.packet_id):
                try:
                    parse(packet)
                except mqtt.MalformedError:
                    continue
    except mqtt.MalformedError:
        return


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.booleans(), st.integers(0, 65_535))
def test_a_connect_says_who_comes(name: str, clean: bool, keepalive_s: int) -> None:
    """Client id, user name, clean session and keep-alive are read from a CONNECT."""
    raw = mqtt.connect_packet("c1", username=name, password="w", clean=clean, keepalive_s=keepalive_s)
    (packet,) = mqtt.Splitter().feed(raw)
    assert mqtt.connect(packet) == mqtt.Connect(4, "c1", name, clean, keepalive_s)


def test_a_will_stands_before_the_user_name() -> None:
    """A CONNECT with a will still gives the right user name, in version 5 with properties too."""
    fields = mqtt.text("c1") + mqtt.text("will/topic") + mqtt.text("gone") + mqtt.text("ann") + mqtt.text("w")
    packet = mqtt.Packet(mqtt.CONNECT, 0, mqtt.text("MQTT") + bytes([4, 0b11000110, 0, 30]) + fields)
    assert mqtt.connect(packet).username == "ann"
    five = mqtt.text("c1") + b"\x00" + mqtt.text("t") + mqtt.text("gone") + mqtt.text("ann") + mqtt.text("w")
    packet = mqtt.Packet(mqtt.CONNECT, 0, mqtt.text("MQTT") + bytes([5, 0b11000110, 0, 30]) + b"\x02\x21\x05" + five)
    assert mqtt.connect(packet).username == "ann"


def test_five_length_bytes_are_refused() -> None:
    """A remaining length of more than four bytes is malformed."""
    with pytest.raises(mqtt.MalformedError):
        mqtt.Splitter().feed(b"\x30\xff\xff\xff\xff\x01")
