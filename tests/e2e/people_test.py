# SPDX-License-Identifier: MIT
"""`janus-talk people …`: what it does to others, as the server and the others see it."""

import json
from pathlib import Path

import pytest

from janus_api import Observer

SECRET = "room-secret-canary"


@pytest.fixture
def people(talk, janus):
    """people("mute", "--room", …, expect=0): one `janus-talk people` command on `janus`, finished."""

    def run(*arguments: object, expect: int = 0, **options):
        command = talk("people", *arguments, "--url", janus.url, **options)
        command.finish(expect=expect)
        return command

    return run


def test_who_is_in_the_room(people, join, room):
    assert people("list", "--room", room).stdout.text == "Nobody.\n"
    alice = join(room, "alice", "--id", 2**53 + 1, "--muted").wait_until_up()
    listing = json.loads(people("list", "--room", room, "--json").stdout.text)
    (person,) = listing["participants"]
    assert (person["id"], person["display"], person["muted"], person["setup"]) == (2**53 + 1, "alice", True, True)
    head, row = people("list", "--room", room).stdout.text.splitlines()
    assert head.split()[:4] == ["ID", "NAME", "MEDIA", "MUTED"]
    assert row.split()[:4] == [str(2**53 + 1), "alice", "yes", "yes"]
    alice.leave()


def test_somebody_is_muted_and_unmuted(people, janus, admin, room):
    with Observer(janus, room, "alice", id=17) as alice:
        assert people("mute", "--room", room, "--id", 17).stdout.text == "Participant 17 was muted.\n"
        alice.wait_for_update("alice", muted=True)
        assert admin.participant(room, "alice")["muted"] is True
        assert people("mute", "--room", room, "--id", 17).stdout.text == "Participant 17 was already muted.\n"
        people("unmute", "--room", room, "--id", 17)
        alice.wait_for_update("alice", muted=False)
        assert admin.participant(room, "alice")["muted"] is False


def test_somebody_is_kicked(people, join, janus, admin, room):
    alice = join(room, "alice", "--id", 17).wait_until_up()
    with Observer(janus, room) as observer:
        assert "--yes" in people("kick", "--room", room, "--id", 17, expect=2).stderr.text
        assert admin.participant(room, "alice")
        people("kick", "--room", room, "--id", 17, "--yes")
        assert observer.wait_for(lambda event: "kicked" in event, "somebody to be kicked")["kicked"] == 17
        alice.finish(expect=10)


def test_everybody_is_kicked(people, join, admin, room):
    runs = [join(room, name).wait_until_up() for name in ("alice", "bob")]
    assert "--yes" in people("kick-all", "--room", room, expect=2).stderr.text
    people("kick-all", "--room", room, "--yes")
    for run in runs:
        run.finish(expect=10)
    assert admin.participants(room) == []


def test_nobody_of_that_id(people, room):
    run = people("mute", "--room", room, "--id", 99, "--json", expect=5)
    assert json.loads(run.stdout.text)["error"]["janus"]["code"] == 492


def test_the_secret_of_the_room(people, janus, admin, room_number):
    admin.create_room(room_number, secret=SECRET)
    with Observer(janus, room_number, "alice", id=17):
        which = ["--room", room_number, "--id", 17]
        people("mute", *which, environment={"JANUS_TALK_SECRET": "wrong"}, expect=4)
        assert admin.participant(room_number, "alice")["muted"] is False
        people("mute", *which, environment={"JANUS_TALK_SECRET": SECRET}, secrets=[SECRET])
        assert admin.participant(room_number, "alice")["muted"] is True
    admin.room_request("destroy", room=room_number, secret=SECRET)


@pytest.mark.parametrize(
    "words, version",
    [(["suspend"], "1.2.1"), (["resume"], "1.2.1"), (["denoise"], "1.2.3"), (["denoise", "--off"], "1.2.3")],
    ids=str,
)
def test_what_the_server_is_too_old_for_is_not_sent(people, janus, room, words, version: str):
    with Observer(janus, room, id=17):
        run = people(*words, "--room", room, "--id", 17, expect=14)
    assert version in run.stderr.text and "1.1.2" in run.stderr.text


def test_a_decoder_is_reset_on_the_handle_of_its_owner(people, join, janus, admin, room, tmp_path: Path):
    alice = join(room, "alice").wait_until_heard()
    info = admin.handle_info("alice")
    session = tmp_path / "session"
    session.write_text(f"{info['session_id']}\n")
    session.chmod(0o600)
    secret = [str(info["session_id"])]
    where = ["--session-id-file", session, "--handle-id", info["handle_id"]]
    assert people("reset-decoder", *where, secrets=secret).stdout.text == "The decoder was reset.\n"
    # Whose session it was goes on.
    assert info["session_id"] in admin.sessions() and alice.is_running()
    lost = people("reset-decoder", "--session-id-file", session, "--handle-id", 42, "-vv", expect=5, secrets=secret)
    assert "no such session or handle" in lost.stderr.text and "459" in lost.stderr.text
    with Observer(janus, room, "eve") as eve:
        assert eve.id
        other = admin.handle_info("eve")
        session.write_text(f"{other['session_id']}\n")
        people("reset-decoder", "--session-id-file", session, "--handle-id", other["handle_id"])
    people("reset-decoder", "--handle-id", 42, expect=2)
    alice.leave()


def test_an_evil_name_is_only_text(people, janus, room):
    evil = "a\x1b]0;owned\x07\nID\u202eb"
    with Observer(janus, room, evil):
        shown = people("list", "--room", room).stdout
    assert b"\x1b" not in shown.content and "\u202e" not in shown.text and "owned" in shown.text
    assert len(shown.text.splitlines()) == 2
