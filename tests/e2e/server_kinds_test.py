# SPDX-License-Identifier: MIT
"""Servers differ: how they name rooms, how they trickle, in which order things may be said."""

from pathlib import Path

import pytest

from janus_api import AdminClient
from janus_config import Room
from listening import assert_hears, let_them_talk
from signaling_proxy import SignalingProxy


def talk_through(join, room, tmp_path: Path, *options: object, url: str = "") -> None:
    """Alice joins with these options; Bob, with none, must hear her, and she him."""
    alice = join(room, "alice", "--record", tmp_path / "alice.wav", *options, url=url)
    bob = join(room, "bob", "--input", "tone:660@-14", "--record", tmp_path / "bob.wav", url=url)
    for person in (alice, bob):
        person.wait_until_heard()
    let_them_talk(2.5)
    alice.leave()
    bob.leave()
    assert_hears(tmp_path / "alice.wav", 660)
    assert_hears(tmp_path / "bob.wav", 440)


@pytest.mark.parametrize("option", ["--fast-join", "--no-trickle"])
def test_other_ways_to_join(join, room, tmp_path: Path, option: str):
    talk_through(join, room, tmp_path, option)


def test_a_server_that_trickles_its_candidates(join, start_janus, tmp_path: Path):
    talk_through(join, 1234, tmp_path, url=start_janus(full_trickle=True).url)


def test_a_server_with_string_ids(join, start_janus, tmp_path: Path):
    server = start_janus(string_ids=True, rooms=[Room(id="lobby")])
    talk_through(join, "lobby", tmp_path, url=server.url)
    with AdminClient(server) as admin:
        alice = join("lobby", "alice", "--id", "alice-1", url=server.url).wait_until_up()
        assert admin.participant("lobby", "alice")["id"] == "alice-1"
        assert alice.wait_for("joined")["id"] == "alice-1"
        alice.leave()


def test_big_ids_arrive_exactly(join, admin, room_number):
    room = 2**63 - 1 - (room_number % 1_000_000)
    admin.create_room(room)
    alice = join(room, "alice", "--id", 2**53 + 1).wait_until_up()
    joined = alice.wait_for("joined")
    assert (joined["room"], joined["id"]) == (room, 2**53 + 1)
    assert admin.participant(room, "alice")["id"] == 2**53 + 1
    alice.leave()
    admin.room_request("destroy", room=room)


def test_a_room_with_groups(join, admin, room_number):
    admin.create_room(room_number, groups=["choir", "band"])
    join(room_number, "alice", "--group", "choir").wait_until_up().leave()
    join(room_number, "bob", "--group", "audience").finish(expect=5)
    admin.room_request("destroy", room=room_number)


def test_a_long_list_of_participants_comes_in_fragments(join, janus, room):
    """Janus splits messages above 2800 bytes; the list is read whole."""
    from contextlib import ExitStack

    from janus_api import Observer

    with ExitStack() as guests:
        names = [f"guest {number} " + "ü" * 300 for number in range(10)]
        for name in names:
            guests.enter_context(Observer(janus, room, name))
        alice = join(room, "alice").wait_until_up()
        assert {person["display"] for person in alice.wait_for("joined")["participants"]} == set(names)
        alice.leave()


def test_requests_reach_the_server_in_the_documented_order(join, janus, room):
    with SignalingProxy(janus.url) as proxy:
        join(room, "alice", url=proxy.url).wait_until_heard().leave()
        import json

        sent = [json.loads(text) for direction, text in proxy.log if direction == "to server"]
    verbs = [message["janus"] for message in sent]
    bodies = [message["body"]["request"] for message in sent if message["janus"] == "message"]
    assert bodies[0] == "join" and "configure" in bodies and bodies[-1] == "leave"
    assert [verb for verb in verbs if verb in ("create", "attach", "detach", "destroy")] == [
        "create", "attach", "detach", "destroy",
    ]  # fmt: skip
    offers = [message for message in sent if "jsep" in message]
    assert len(offers) == 1 and offers[0]["body"]["request"] == "configure"
    assert {"completed": True} in [message.get("candidate") for message in sent]
    transactions = [message["transaction"] for message in sent]
    assert len(set(transactions)) == len(transactions)
