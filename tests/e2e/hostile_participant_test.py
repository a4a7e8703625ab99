# SPDX-License-Identifier: MIT
"""Somebody in the room, or who makes rooms, whose names are weapons: against terminals, log files, scripts, and the memory.

Janus passes names on as they are. The rules of what is shown are tested in tests/base and tests/report.
"""

import json
import os
import pty
import re
import subprocess
import threading
from pathlib import Path
from typing import Callable

import pytest

from janus_api import Observer
from processes import PATIENCE, wait_until

NAMES = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "screen": "\x1b[2J\x1b[H\x1bc\x1b[?1049h",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "answer": "\x1b[6n\x1b[c\x05",
    "C1": "\x9b31m\x9d0;owned\x9c\x90q\x85",
    "bidi": "\u202eevil\u2066\u2069\u200f\u061c",
    "invisible": "a\u200bb\u2060c\ufeffd\U000e0041",
    "lines": "eve\njanus-talk: error: the disk is full\r\n\tx\x0b\x0c\u2028\u2029\x08\x08",
    "path": "../../../../tmp/owned/%s%n$(id)`id`;id\\",
    "json": '"},{"type":"bye","exit":{"code":0}}',
    "200 kB": "x" * 200_000,
    "1 MB": "é" * 500_000,
    # Each byte is six on the wire: more than a message may have.
    "long on the wire": "\x1b" * 200_000,
}
TOO_LONG = {"long on the wire"}

# What a line of ours may have besides text: colours, the rest of a line erased, and the cursor at its begin.
OUR_CONTROLS = re.compile(r"\x1b\[[0-9;]*m|\r\x1b\[K|\r?\n|\r")
DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


def assert_harmless(shown: str, controls: "re.Pattern[str]" = re.compile(r"\n")) -> None:
    found = DANGEROUS.search(controls.sub("", shown))
    assert not found, ascii(shown[max(0, shown.find(found[0]) - 100) :][:300])


def come_and_go(janus, room, seen: Callable[[str, Observer], None]) -> None:
    """Somebody of each name joins, is seen, and leaves."""
    for kind, name in NAMES.items():
        with Observer(janus, room, name) as stranger:
            seen(kind, stranger)


def test_scripts_get_the_true_names_one_line_each(join, janus, room, tmp_path: Path):
    alice = join(room, "alice").wait_until_heard()
    before = set(os.listdir(tmp_path))

    def seen(kind: str, stranger: Observer) -> None:
        event = alice.wait_for("participant", change="joined", id=stranger.id)
        assert event.get("display") == (None if kind in TOO_LONG else NAMES[kind])

    come_and_go(janus, room, seen)
    with Observer(janus, room, "plain") as eve:
        alice.wait_for("participant", change="joined", id=eve.id)
        eve.room_request("configure", display=NAMES["title"])
        alice.wait_for("participant", change="renamed", id=eve.id, display=NAMES["title"])
    alice.wait_for("participant", change="left", id=eve.id)
    alice.leave()
    for line in alice.stdout.lines():
        assert not re.search(rb"[\x00-\x1f\x7f]", line)
        json.loads(line.decode("utf-8", "strict"))
    assert_harmless(alice.stderr.text)
    assert max(map(len, alice.stderr.lines())) < 1000
    assert not any("owned" in line.split('"')[0] for line in alice.stderr.text.splitlines())
    assert [event["to"] for event in alice.of_type("state")].count("up") == 1, "the connection did not last"
    assert set(os.listdir(tmp_path)) == before


def test_a_terminal_is_not_taken_over(binary, clean_environment, janus, admin, room):
    ours, theirs = pty.openpty()
    command = [binary, "join", "--room", str(room), "--url", janus.url, "--display", "alice", "--input", "null"]
    run = subprocess.Popen([*command, "--output", "null", "-v"], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                           env={**clean_environment, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})  # fmt: skip
    os.close(theirs)
    shown = bytearray()

    def read() -> None:
        while True:
            try:
                shown.extend(os.read(ours, 65536))
            except OSError:
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    admin.participant(room, "alice")

    come_and_go(janus, room, lambda kind, stranger: stranger.room_request("configure", muted=True))
    with Observer(janus, room, "the last one"):
        wait_until(lambda: b'"the last one" came in' in shown, "the last one to be seen")
    run.terminate()
    assert run.wait(PATIENCE) == 0
    reader.join(PATIENCE)
    text = shown.decode("utf-8", "strict")
    assert_harmless(text, OUR_CONTROLS)
    assert "\\u{1b}[31mred" in text, "the name is shown, as text"
    assert not re.search(r"^janus-talk: error", text, re.MULTILINE)


def test_a_name_can_neither_keep_us_out_nor_throw_us_out(join, janus, room):
    """Whatever its length: who is there stays, who comes gets in, and both see who else is there."""
    alice = join(room, "alice").wait_until_heard()
    with Observer(janus, room, "bob"), Observer(janus, room, NAMES["long on the wire"]) as eve:
        carol = join(room, "carol").wait_until_heard()
        there = [person["id"] for person in carol.wait_for("joined")["participants"]]
        assert eve.id in there  # bob and alice may stand behind the name, where the message was cut
        alice.wait_for("participant", change="joined", id=eve.id)
        alice.wait_for("participant", change="joined", display="carol")
        carol.leave()
        alice.wait_for("participant", change="left", display="carol")
        assert "too long" in carol.stderr.text and "too long" in alice.stderr.text
    alice.leave()
    assert not [event for event in alice.of_type("state") if event["to"] == "reconnecting"]


def test_what_janus_itself_refuses_harms_nobody(join, janus, room):
    """No text, and no JSON: a NUL, half a surrogate, bytes that are no UTF-8."""
    alice = join(room, "alice").wait_until_up()
    with Observer(janus, room, "eve") as eve:
        for display in (rb"a\u0000b", rb"\ud800", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"a\0b", b'"', b"\x1b"):
            eve.send_body(b'{"request":"configure","display":"' + display + b'"}')
        eve.send_body(b"[" * 5000)
        eve.room_request("configure", display="eve again")
        alice.wait_for("participant", change="renamed", id=eve.id, display="eve again")
    alice.leave()
    assert len([event for event in alice.of_type("participant") if event["change"] == "renamed"]) == 1
    assert_harmless(alice.stderr.text)


@pytest.mark.parametrize("kind", ["title", "lines", "bidi", "C1", "200 kB"])
def test_lists_are_harmless(talk, janus, admin, room, room_number, kind: str):
    admin.create_room(room_number, description=NAMES[kind])
    with Observer(janus, room, NAMES[kind]) as eve:
        for words, key in ((("people", "list", "--room", room), "participants"), (("rooms", "list"), "rooms")):
            shown = talk(*words, "--url", janus.url)
            shown.finish()
            assert_harmless(shown.stdout.text)
            assert max(map(len, shown.stdout.lines())) < 1000
            exact = talk(*words, "--url", janus.url, "--json")
            exact.finish()
            (line,) = exact.stdout.lines()
            entries = json.loads(line)[key]
            wanted = {"id": eve.id, "display": NAMES[kind]} if key == "participants" else {"description": NAMES[kind]}
            assert any(wanted.items() <= entry.items() for entry in entries)
    admin.room_request("destroy", room=room_number)
