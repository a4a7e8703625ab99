# SPDX-License-Identifier: MIT
"""What scripts and people read: events, messages, names from strangers, and wrong usage."""

import json
import re
import subprocess

import pytest

from janus_api import Observer
from processes import wait_until

# What must never reach a terminal: C0 but line feed and tab, DEL, C1, and the controls of writing direction.
DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def strip_status_line(text: str) -> str:
    return text.replace("\r", "")


@pytest.mark.parametrize(
    "name",
    ["\x1b[31mred\x1b[0m\x1b]0;title\x07", "line\nbreak\r\ttab", "x" * 10_000, "\u202eevil\u2066", "\x9b31mC1 \x85",
     "quote\" back\\slash \u2028 {}", "", "日本語 👩\u200d🚀"],
    ids=["escape", "lines", "10 kB", "right to left", "C1", "json", "empty", "wide"],
)  # fmt: skip
def test_names_of_strangers_are_data(join, janus, room, name: str):
    alice = join(room, "alice").wait_until_up()
    with Observer(janus, room, name) as stranger:
        event = alice.wait_for("participant", change="joined", id=stranger.id)
        assert event.get("display", "") == name
    alice.wait_for("participant", change="left", id=stranger.id)
    alice.leave()
    assert not DANGEROUS.search(strip_status_line(alice.stderr.text)), alice.stderr.content
    assert max(map(len, alice.stderr.lines()), default=0) < 1000


@pytest.mark.parametrize("display", ["tab\there", "x" * 10_000, "\x1b[31m"], ids=["tab", "10 kB", "escape"])
def test_a_display_name_of_ours_that_would_harm_others_is_refused(join, room, display: str):
    run = join(room, display, name="alice")
    run.finish(expect=2)
    assert not DANGEROUS.search(run.stderr.text)


def test_events_tell_who_was_there_and_who_comes_and_goes(join, janus, room):
    with Observer(janus, room, "early") as early:
        alice = join(room, "alice", "--id", 7).wait_until_up()
        joined = alice.wait_for("joined")
        assert joined["id"] == 7 and joined["room"] == room
        assert [person["display"] for person in joined["participants"]] == ["early"]
        with Observer(janus, room, "late") as late:
            alice.wait_for("participant", change="joined", id=late.id, display="late")
            late.room_request("configure", muted=True)
            alice.wait_for("participant", change="muted", id=late.id)
        alice.wait_for("participant", change="left", id=late.id)
        alice.leave()
        hello = alice.wait_for("hello")
        assert hello["command"] == "join" and hello["room"] == room and hello["display"] == "alice"
        assert hello["pid"] == alice.pid and hello["url"].startswith(janus.url)
        assert early.id


def test_json_gives_the_result_in_one_line(join, room):
    run = join(room, "alice", "--json", "--for", "700ms", events=False)
    run.finish()
    lines = run.stdout.text.splitlines()
    assert len(lines) == 1
    result = json.loads(lines[0])
    assert isinstance(result, dict) and result


def test_people_read_on_stderr_and_stdout_stays_empty(join, janus, admin, room):
    run = join(room, "alice", events=False)
    admin.participant(room, "alice")
    with Observer(janus, room, "stranger"):
        wait_until(lambda: "stranger" in run.stderr.text or not run.is_running(), "the stranger to be mentioned")
    run.leave()
    assert run.stdout.content == b""
    assert "\x1b" not in run.stderr.text, "colours although stderr is no terminal"


def test_quiet_says_nothing_when_all_is_well(join, room):
    run = join(room, "alice", "-q", "--for", "500ms", events=False)
    run.finish()
    assert run.stdout.content == b"" and run.stderr.content == b""


# --- usage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, hint",
    [
        ([], "--help"),
        (["jion", "--room", "1"], "join"),
        (["join"], "--room"),
        (["join", "--room", "1", "--dislpay", "x"], "--display"),
        (["join", "--room", "1", "--url", "http://127.0.0.1"], "ws://"),
        (["join", "--room", "1", "--url", "ws://"], "ws://"),
        (["join", "--room", "1", "--url", "ws://host:99999"], "port"),
        (["join", "--room", "1", "--url", "not a url"], "URL"),
        (["join", "--room", "99999999999999999999"], "99999999999999999999"),
        (["join", "--room", "-5"], "-5"),
        (["join", "--room", ""], "--room"),
        (["join", "--room", "1", "--prebuffer", "0"], "prebuffer"),
        (["join", "--room", "1", "--timeout", "soon"], "soon"),
        (["join", "--room", "1", "--input", "tone:fast"], "tone"),
        (["join", "--room", "1", "--format", "mp3"], "s16le"),
        (["join", "--room", "1", "--turn", "http://x"], "turn"),
        (["join", "--room", "1", "--rtp-ports", "9-3"], "9-3"),
        (["join", "--room", "1", "--record", "x.mp3"], "wav"),
    ],
    ids=lambda value: " ".join(value)[-32:] or "nothing" if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_2_and_a_hint(talk, arguments: list, hint: str):
    run = talk(*arguments)
    run.finish(expect=2)
    assert hint in run.stderr.text
    assert run.stdout.content == b""


def test_help_and_version(talk):
    version = talk("--version")
    version.finish()
    assert re.match(r"^janus-talk \d+\.\d+\.\d+", version.stdout.text)
    for arguments in (["--help"], ["-h"], ["join", "--help"], ["join", "-h"]):
        run = talk(*arguments)
        run.finish()
        assert "--room" in run.stdout.text or "join" in run.stdout.text
        assert run.stderr.content == b""


@pytest.mark.parametrize("arguments", [["version"], ["help"], ["help", "join"]], ids=" ".join)
def test_words_for_help_and_version(talk, arguments):
    run = talk(*arguments)
    run.finish()
    assert run.stdout.text


def test_a_missing_plugin_is_named_with_its_package(join, room, tmp_path):
    (tmp_path / "empty").mkdir()
    environment = {
        "GST_PLUGIN_SYSTEM_PATH_1_0": str(tmp_path / "empty"),
        "GST_REGISTRY": str(tmp_path / "registry.bin"),
    }
    run = join(room, "alice", environment=environment)
    run.finish(expect=8)
    assert "gstreamer1.0-" in run.stderr.text


def test_few_descriptors_are_a_clear_error(binary, janus, room, clean_environment):
    # GLib's own complaints are not the program's.
    clean_environment = {**clean_environment, "G_DEBUG": ""}
    command = ["prlimit", "--nofile=12", str(binary), "join", "--room", str(room), "--url", janus.url,
               "--input", "null", "--output", "null"]  # fmt: skip
    done = subprocess.run(command, env=clean_environment, capture_output=True, text=True, timeout=60)
    assert done.returncode in (3, 8), done.stderr
