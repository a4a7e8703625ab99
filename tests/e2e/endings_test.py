# SPDX-License-Identifier: MIT
"""Every way a conference ends: the exit status, one sentence that helps, and nothing left on the server."""

import signal
import socket
import time

import pytest

from janus_api import AdminClient, Observer
from processes import free_port, wait_until

# Leaving takes at most 3 s by contract. A loaded machine may need more; a program that hangs needs for ever.
LEAVING_LIMIT = 12.0


def hint_lines(run) -> "list[str]":
    return [line for line in run.stderr.text.splitlines() if line.strip()]


# --- we want to leave -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_nothing_behind_on_the_server(join, start_janus, number: int):
    server = start_janus()
    with AdminClient(server) as admin, Observer(server, 1234) as observer:
        alice = join(1234, "alice", url=server.url).wait_until_heard()
        alice_id = admin.participant(1234, "alice")["id"]
        assert len(admin.sessions()) == 2
        begin = time.monotonic()
        alice.send_signal(number)
        alice.finish(expect=0)
        assert time.monotonic() - begin < LEAVING_LIMIT
        assert len(admin.sessions()) == 1, "the session was left to die of old age"
        observer.wait_for(lambda event: event.get("leaving") == alice_id, "alice to be gone")
    states = [event["to"] for event in alice.of_type("state")]
    assert states[-2:] == ["leaving", "ended"]


def test_the_states_on_the_way_up_are_told_in_order(join, room):
    alice = join(room, "alice").wait_until_heard()
    alice.leave()
    states = [event["to"] for event in alice.of_type("state")]
    expected = ["connecting", "creating", "attaching", "joining", "configuring", "trickling", "up", "leaving", "ended"]
    assert [state for state in expected if state in states] == [state for state in states]
    for state in ("connecting", "joining", "up", "leaving", "ended"):
        assert state in states
    changes = [event["change"] for event in alice.of_type("media")]
    for change in ("ice", "dtls", "up", "first-audio"):
        assert change in changes
    assert alice.wait_for("joined")["room"] == room


def test_a_second_signal_does_not_wait_for_a_server_that_hangs(join, start_janus):
    server = start_janus()
    alice = join(1234, "alice", url=server.url).wait_until_heard()
    server.send_signal(signal.SIGSTOP)
    alice.send_signal(signal.SIGINT)
    alice.wait_for("state", to="leaving")
    alice.send_signal(signal.SIGINT)
    assert alice.finish(expect=None) in (0, 9, 130)
    server.send_signal(signal.SIGCONT)


def test_a_server_that_hangs_does_not_hold_up_leaving(join, start_janus):
    server = start_janus()
    alice = join(1234, "alice", url=server.url).wait_until_heard()
    server.send_signal(signal.SIGSTOP)
    begin = time.monotonic()
    alice.send_signal(signal.SIGINT)
    alice.finish(expect=None)
    assert time.monotonic() - begin < LEAVING_LIMIT
    server.send_signal(signal.SIGCONT)


def test_a_signal_before_joining_is_no_success(talk, clean_environment):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        run = talk("join", "--room", 1, "--url", url, "--input", "null", "--output", "null", "--events")
        run.wait_for("state", to="connecting")
        run.leave(expect=130)


def test_for_leaves_by_itself(join, room, admin):
    alice = join(room, "alice", "--for", "500ms")
    alice.finish(expect=0)
    assert alice.of_type("state")[-1]["to"] == "ended"
    assert admin.participants(room) == []


def test_create_makes_the_room_and_takes_it_away_again(join, admin, room_number):
    alice = join(room_number, "alice", "--create").wait_until_heard()
    assert admin.room_exists(room_number)
    bob = join(room_number, "bob", "--create").wait_until_heard()
    bob.leave()
    assert admin.room_exists(room_number), "bob did not make it, so it is not his to destroy"
    alice.leave()
    assert not admin.room_exists(room_number)


# --- the others want us to leave --------------------------------------------------------------------------------


def test_kicked(join, admin, room):
    alice = join(room, "alice").wait_until_heard()
    admin.room_request("kick", room=room, id=admin.participant(room, "alice")["id"])
    alice.finish(expect=10)
    assert "kicked" in alice.stderr.text.lower()


def test_room_destroyed(join, admin, room):
    alice = join(room, "alice").wait_until_heard()
    admin.room_request("destroy", room=room)
    alice.finish(expect=11)
    assert "destroyed" in alice.stderr.text.lower()


def test_another_participant_is_kicked_and_we_stay(join, admin, room):
    alice = join(room, "alice").wait_until_heard()
    bob = join(room, "bob").wait_until_heard()
    admin.room_request("kick", room=room, id=admin.participant(room, "bob")["id"])
    bob.finish(expect=10)
    alice.wait_for("participant", change="kicked", display="bob")
    alice.leave()


# --- we never get in --------------------------------------------------------------------------------------------


def test_no_server(talk):
    run = talk("join", "--room", 1, "--url", f"ws://127.0.0.1:{free_port()}", "--output", "null", "--events")
    run.finish(expect=3)
    assert "refused" in run.stderr.text.lower() or "reach" in run.stderr.text.lower()


def test_a_host_name_that_does_not_exist(talk):
    run = talk("join", "--room", 1, "--url", "ws://no-such-host.invalid", "--output", "null", "--events")
    run.finish(expect=3)
    assert "no-such-host.invalid" in run.stderr.text


def test_no_such_room(join, janus, room_number):
    run = join(room_number, "alice")
    run.finish(expect=5)
    assert str(room_number) in run.stderr.text
    assert "--create" in run.stderr.text or "rooms" in run.stderr.text


def test_an_id_that_is_taken(join, room):
    join(room, "alice", "--id", 42).wait_until_heard()
    join(room, "bob", "--id", 42).finish(expect=5)


def test_a_server_without_the_audiobridge_protocol(talk):
    """Something listens and talks HTTP, but it is no Janus."""
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                connection.recv(4096)

        threading.Thread(target=answer, daemon=True).start()
        url = f"ws://127.0.0.1:{server.getsockname()[1]}"
        talk("join", "--room", 1, "--url", url, "--output", "null", "--events").finish(expect=3)


def test_a_server_that_drains_takes_nobody(join, start_janus):
    server = start_janus()
    with AdminClient(server) as admin:
        admin.request("accept_new_sessions", accept=False)
        join(1234, "alice", url=server.url).finish(expect=13)


# --- the server goes away ---------------------------------------------------------------------------------------


def test_a_server_that_dies_ends_with_12(join, start_janus):
    server = start_janus()
    alice = join(1234, "alice", "--no-reconnect", url=server.url).wait_until_heard()
    server.stop()
    alice.finish(expect=12)


def test_a_session_survives_its_time_out(join, start_janus):
    """Keep-alives follow the server's own time-out, however short."""
    server = start_janus(session_timeout=4)
    with AdminClient(server) as admin:
        alice = join(1234, "alice", url=server.url).wait_until_heard()
        alice.wait_for("stats", lambda event: event["ms"] > 10_000)
        assert len(admin.sessions()) == 1
        alice.leave()


def test_a_session_that_an_administrator_destroys(join, start_janus):
    server = start_janus(session_timeout=4)
    with AdminClient(server) as admin:
        alice = join(1234, "alice", "--no-reconnect", url=server.url).wait_until_heard()
        admin.request("destroy_session", session_id=admin.sessions()[0])
        assert alice.finish(expect=None, timeout=60) in (7, 12)
        wait_until(lambda: not admin.sessions(), "no session to be left")
