# SPDX-License-Identifier: MIT
"""`wait`: looks into a room of a real server without entering it."""

import json

from processes import wait_until


def test_somebody_who_comes_is_noticed_and_the_one_who_waits_is_not(talk, join, janus, room, admin):
    before = set(admin.sessions())
    waiting = talk("wait", "--room", room, "joined:alice && participants==1", "--json", "--url", janus.url)
    wait_until(lambda: set(admin.sessions()) - before, "the one who waits to look")
    assert admin.participants(room) == []
    alice = join(room, "alice").wait_until_heard()
    waiting.finish()
    result = json.loads(waiting.stdout.text)
    assert result["ok"] and result["holds"] and result["condition"] == "joined:alice && participants==1"
    assert [person["display"] for person in admin.participants(room)] == ["alice"]
    alice.leave()


def test_what_does_not_come_true_ends_with_9_and_a_room_that_is_not_there_with_5(talk, janus, room):
    late = talk("wait", "--room", room, "participants>=1", "--timeout", "300ms", "--interval", "100ms", "--url", janus.url)
    late.finish(expect=9)
    assert "did not hold within --timeout" in late.stderr.text
    talk("wait", "--room", 987654321, "alone 1s", "--url", janus.url).finish(expect=5)
    talk("wait", "--room", 987654321, "destroyed", "--url", janus.url).finish()
    wrong = talk("wait", "--room", room, "joined:", "--url", janus.url)
    wrong.finish(expect=2)
    assert "column 8" in wrong.stderr.text


def test_a_room_that_is_destroyed_meanwhile_ends_it_with_11(talk, janus, admin, room_number):
    admin.create_room(room_number)
    waiting = talk("wait", "--room", room_number, "participants>=1", "--interval", "50ms", "-vv", "--url", janus.url)
    wait_until(lambda: '"participants":[]' in waiting.stderr.text.replace(" ", ""), "the one who waits to have looked")
    admin.room_request("destroy", room=room_number)
    waiting.finish(expect=11)
