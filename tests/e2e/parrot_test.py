# SPDX-License-Identifier: MIT
"""The parrot repeats what is said; two of them don't repeat each other for ever."""

from processes import wait_until


def levels_of(run) -> "list[float]":
    return [event["rx_dbfs"] for event in run.events if event["type"] == "level"]


def is_silent(run, seconds: int) -> bool:
    levels = levels_of(run)
    return len(levels) >= seconds and all(level < -70 for level in levels[-seconds:])


def parrot(talk, janus, room, *options: object):
    run = talk("parrot", "--room", room, "--events", "--url", janus.url, *options)
    run.wait_for("state", to="up")
    return run


def test_whoever_talks_is_repeated_and_a_kick_ends_it(join, talk, admin, janus, room):
    bird = parrot(talk, janus, room, "--delay", "300ms")
    assert admin.participant(room, "parrot")
    alice = join(room, "alice").wait_until_heard()
    # The mix has no part of one's own: what alice hears is the parrot.
    wait_until(lambda: levels_of(alice) and levels_of(alice)[-1] > -30, "alice to hear herself")
    alice.leave()
    admin.room_request("kick", room=room, id=admin.participant(room, "parrot")["id"])
    bird.finish(expect=10)


def test_two_parrots_do_not_repeat_each_other(join, talk, janus, room, tmp_path):
    birds = [parrot(talk, janus, room, "--id", number, "--delay", "300ms") for number in (7, 5)]
    told = birds[0].wait_for("warning", lambda event: "Another parrot" in event["text"])
    assert "keeps silent" in told["text"]
    listener = talk("listen", "--room", room, "--output", "null", "--record", tmp_path / "heard.wav", "--events", "--url", janus.url)
    listener.wait_for("state", to="up")
    join(room, "alice", "--for", "2s").finish(expect=0)
    wait_until(lambda: any(level > -40 for level in levels_of(listener)), "the listener to hear anything")
    # Ten times what one repetition takes.
    wait_until(lambda: is_silent(listener, 3), "silence")
    # The other one takes over.
    birds[1].leave()
    birds[0].wait_for("warning", lambda event: "this one speaks now" in event["text"])
    bob = join(room, "bob").wait_until_heard()
    wait_until(lambda: levels_of(bob) and levels_of(bob)[-1] > -30, "bob to hear himself")
