# SPDX-License-Identifier: MIT
"""A man in the middle of the signalling, and answers no honest server gives: 14, and no sound flows."""

from pathlib import Path

import pytest

from listening import assert_silent, let_them_talk
from signaling_proxy import SignalingProxy, change_answer, falsify_fingerprint


def replaced(line: str, start: str, instead: str) -> str:
    return instead if line.startswith(start) else line


def test_a_falsified_fingerprint_ends_the_conference_before_any_sound(join, janus, room, tmp_path: Path):
    """The media goes to the real server, whose certificate is not the announced one. GStreamer would not notice."""
    bob = join(room, "bob", "--input", "tone:660@-14", "--record", tmp_path / "bob.wav").wait_until_heard()
    with SignalingProxy(janus.url, to_client=falsify_fingerprint) as proxy:
        alice = join(room, "alice", "--record", tmp_path / "alice.wav", url=proxy.url)
        alice.finish(expect=14, timeout=60)
    let_them_talk(1)
    bob.leave()
    assert_silent(tmp_path / "alice.wav")
    assert_silent(tmp_path / "bob.wav")
    assert all(event["change"] not in ("up", "first-audio") for event in alice.of_type("media"))
    assert all(event["to"] != "up" for event in alice.of_type("state"))
    assert "fingerprint" in alice.stderr.text.lower() or "certificate" in alice.stderr.text.lower()


@pytest.mark.parametrize(
    "change",
    [
        lambda line: replaced(line, "a=sendrecv", "a=inactive"),
        lambda line: replaced(line, "a=fingerprint", "a=fingerprint:md5 00:11"),
        lambda line: replaced(line, "a=fingerprint", "a=x-nothing"),
        lambda line: replaced(line, "m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 111"),
        lambda line: replaced(line, "m=audio", "m=audio 9 RTP/AVP 111"),
        lambda line: replaced(line, "a=rtpmap", "a=rtpmap:111 PCMU/8000"),
        lambda line: replaced(line, "a=ice-pwd", "a=ice-pwd:short"),
        lambda line: replaced(line, "v=0", "v=0\r\n" + "a=x\r\n" * 50_000),
    ],
    ids=["inactive", "weak digest", "no digest", "rejected", "no encryption", "other codec", "short password", "huge"],
)
def test_answers_that_are_not_acceptable(join, janus, room, change):
    with SignalingProxy(janus.url, to_client=lambda message: change_answer(message, change)) as proxy:
        alice = join(room, "alice", url=proxy.url)
        alice.finish(expect=14)
    assert alice.stderr.text.strip()


def test_a_connection_that_breaks_in_the_middle_ends_with_12(join, janus, room, admin):
    with SignalingProxy(janus.url) as proxy:
        alice = join(room, "alice", "--no-reconnect", url=proxy.url).wait_until_heard()
        proxy.drop_clients()
        alice.finish(expect=12)


def test_an_unanswered_join_ends_by_itself(join, janus, room):
    """The server swallows the join. The request's own time-out is 10 s; --timeout makes it shorter."""

    def without_join(message: dict):
        return None if message.get("body", {}).get("request") == "join" else message

    with SignalingProxy(janus.url, to_server=without_join) as proxy:
        join(room, "alice", "--timeout", "2s", url=proxy.url).finish(expect=9)


def test_messages_nobody_expects_are_survived(join, janus, room):
    """Unknown events, unknown fields, foreign transactions and senders, before and between the real ones."""

    def decorated(message: dict) -> dict:
        return {**message, "x-new-field": {"deep": [None, 1.5, "é"]}}

    with SignalingProxy(janus.url, to_client=decorated) as proxy:
        join(room, "alice", url=proxy.url).wait_until_heard().leave()
