# SPDX-License-Identifier: MIT
"""The way back into a room that is gone, or where somebody else has our id, or through a server that speaks nonsense."""

import signal
import threading
from pathlib import Path

import pytest

from janus_api import AdminClient, Observer
from janus_server import JanusServer
from listening import let_them_talk, talk_on
from processes import wait_until
from signaling_proxy import SignalingProxy
from silences import assert_heard_at_the_end

_ROOM = 1234
# Not in the server's configuration: a restart forgets it.
_PASSING_ROOM = 77
_ID = 42


@pytest.fixture
def server(start_janus) -> JanusServer:
    one = start_janus()
    with AdminClient(one) as admin:
        admin.create_room(_PASSING_ROOM)
    return one


def lose_the_room(server: JanusServer, *runs) -> None:
    """The server is killed and comes back without it."""
    server.send_signal(signal.SIGKILL)
    for run in runs:
        run.wait_for("state", to="reconnecting")
    server.restart()


def tries(run) -> int:
    return sum(event["to"] == "reconnecting" for event in run.of_type("state"))


def test_a_room_that_is_made_again_after_a_restart_is_waited_for(join, server, tmp_path: Path):
    bob = join(_PASSING_ROOM, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    alice = join(_PASSING_ROOM, "alice", url=server.url).wait_until_heard()
    lose_the_room(server, alice, bob)
    wait_until(lambda: tries(alice) >= 3 and tries(bob) >= 3, "both to have knocked in vain")
    with AdminClient(server) as admin:
        admin.create_room(_PASSING_ROOM)
        for run in (alice, bob):
            assert run.wait_for("resumed")["by"] == "rejoin"
        assert sorted(person["display"] for person in admin.participants(_PASSING_ROOM)) == ["alice", "bob"]
    let_them_talk(2.0)
    bob.leave()
    alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_a_room_that_is_not_made_again_ends_with_12(join, server):
    alice = join(_PASSING_ROOM, "alice", "--max-outage", "3s", url=server.url).wait_until_heard()
    lose_the_room(server, alice)
    alice.finish(expect=12)
    assert "there is no such room" in alice.stderr.text
    with AdminClient(server) as admin:
        assert admin.sessions() == []


def test_a_room_that_was_destroyed_while_we_were_away_is_final(join, start_janus):
    server = start_janus(reclaim_session_timeout=30)
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=proxy.url).wait_until_heard()
        alice.send_signal(signal.SIGSTOP)
        proxy.drop_clients()
        admin.room_request("destroy", room=_ROOM)
        alice.send_signal(signal.SIGCONT)
        alice.finish(expect=11)
        assert "destroyed while we were away" in alice.stderr.text
        wait_until(lambda: admin.sessions() == [], "nothing to be left on the server")


@pytest.fixture
def robbed(join, server):
    """robbed(proxy, …): alice, whose session is gone and whose id somebody else has taken, and that somebody."""

    def start(proxy: SignalingProxy, *options: object):
        alice = join(_ROOM, "alice", "--id", _ID, *options, url=proxy.url).wait_until_heard()
        alice.send_signal(signal.SIGSTOP)
        proxy.drop_clients()
        with AdminClient(server) as admin:
            wait_until(lambda: not admin.participants(_ROOM), "the server to have noticed")
        thief = Observer(server, _ROOM, "thief", id=_ID)
        alice.send_signal(signal.SIGCONT)
        return alice, thief

    return start


def test_an_id_that_was_taken_meanwhile_is_waited_for(robbed, server):
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice, thief = robbed(proxy)
        wait_until(lambda: sum('"error_code": 490' in text for _, text in proxy.log) >= 2, "two refusals")
        thief.close()
        assert alice.wait_for("resumed")["by"] == "rejoin"
        assert [person["id"] for person in admin.participants(_ROOM)] == [_ID]
        alice.leave()


def test_an_id_that_stays_taken_ends_with_12(robbed, server):
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice, thief = robbed(proxy, "--max-outage", "3s")
        with thief:
            alice.finish(expect=12)
            assert "the id is taken" in alice.stderr.text
            assert [person["display"] for person in admin.participants(_ROOM)] == ["thief"]


def test_a_handle_that_an_administrator_detaches_is_made_anew(pair, start_janus, tmp_path: Path):
    server = start_janus()
    with AdminClient(server) as admin:
        alice, bob = pair(server)
        admin.handle_request("detach_handle", "alice")
        assert alice.wait_for("resumed")["by"] == "rejoin"
        talk_on(alice, bob)
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_a_server_that_breaks_the_protocol_on_each_way_back_ends_with_14(join, start_janus):
    with SignalingProxy(start_janus().url) as proxy:
        alice = join(_ROOM, "alice", url=proxy.url).wait_until_heard()
        proxy.greeting = b"\x83\x00"  # there is no opcode 3
        proxy.drop_clients()
        alice.finish(expect=14)
        assert proxy.connections == 1 + 5


def test_a_server_that_answers_nonsense_on_the_way_back_ends_with_14(join, start_janus):
    is_mad = threading.Event()

    def nonsense(message: dict) -> dict:
        return {**message, "data": "nonsense"} if is_mad.is_set() and message.get("janus") == "success" else message

    with SignalingProxy(start_janus().url, to_client=nonsense) as proxy:
        alice = join(_ROOM, "alice", url=proxy.url).wait_until_heard()
        is_mad.set()
        proxy.drop_clients()
        alice.finish(expect=14)
