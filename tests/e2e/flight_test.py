# SPDX-License-Identifier: MIT
"""--flight-recorder: what a run that fails leaves behind, and that others leave nothing."""

import json
import stat
from pathlib import Path

from audio import decode, level_dbfs, tone_snr_db
from janus_api import AUDIOBRIDGE, AdminClient
from processes import wait_until

PIN = "4711-pin-canary"
TOKEN = "token-canary"
API_SECRET = "api-secret-canary"


def lines_of(path: Path) -> "list[dict]":
    return [json.loads(line) for line in path.read_text().splitlines()]


def ice_passwords(admin: AdminClient, display: str) -> "list[str]":
    sdp = admin.handle_info(display)["sdps"]
    lines = [line for side in ("local", "remote") for line in sdp[side].splitlines()]
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("a=ice-pwd:")]
    assert len(found) >= 2
    return found


def test_a_call_that_fails_leaves_its_last_seconds_without_a_secret(join, talk, start_janus, tmp_path: Path):
    """The server dies while somebody talks, who is heard on 440 Hz while we send 1000."""
    calls = tmp_path / "calls"
    calls.mkdir()
    server = start_janus(api_secret=API_SECRET, token_auth=True)
    environment = {"JANUS_TALK_API_SECRET": API_SECRET, "JANUS_TALK_TOKEN": TOKEN, "JANUS_TALK_PIN": PIN}
    with AdminClient(server) as admin:
        admin.create_room(77, pin=PIN)
        admin.request("add_token", token=TOKEN, plugins=[AUDIOBRIDGE])
        bob = join(77, "bob", "--no-reconnect", url=server.url, environment=environment).wait_until_heard()
        alice = join(
            77, "alice", "--no-reconnect", "--input", "tone:1000@-14", "--flight-recorder", calls,
            "--control", tmp_path / "alice.sock", url=server.url, environment=environment,
        ).wait_until_heard()  # fmt: skip
        secrets = [PIN, TOKEN, API_SECRET, *map(str, admin.sessions()), *ice_passwords(admin, "alice")]
        alice.wait_for("stats", lambda event: event["rx"]["packets"] > 150)
        assert not list(calls.iterdir()), "something was written while all was well"
        steering = talk("ctl", "--to", tmp_path / "alice.sock", "--json", "subscribe", "flight-recorder")
        wait_until(lambda: '"ok":true' in steering.stdout.text, "the answer to subscribe")
    server.stop()
    alice.finish(expect=12)
    bob.finish(expect=12)

    (flight,) = calls.iterdir()
    (told,) = alice.of_type("flight-recorder")
    assert told["dir"] == str(flight) and str(flight) in alice.stderr.text
    steering.finish(expect=0)
    assert str(flight) in steering.stdout.text.splitlines()[-1]
    assert stat.S_IMODE(flight.stat().st_mode) == 0o700
    for path in flight.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = path.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == [], path.name
    for name, hz in (("heard.opus", 440), ("sent.opus", 1000)):
        sound = decode(flight / name)
        last = sound.mono[-2 * sound.rate : -sound.rate // 2]
        assert level_dbfs(last) > -25 and tone_snr_db(last, sound.rate, hz) > 25, name
    events = lines_of(flight / "events.ndjson")
    assert events[0]["type"] == "hello" and events[-1]["exit"]["code"] == 12
    assert {line["type"] for line in lines_of(flight / "stats.ndjson")} == {"stats", "level"}
    assert {line["way"] for line in lines_of(flight / "wire.ndjson")} == {"sent", "received"}
    offer, answer = ((flight / f"sdp-{which}.txt").read_text() for which in ("offer", "answer"))
    for description in (offer, answer):
        assert "a=ice-pwd:***\n" in description and "a=ice-ufrag:***\n" in description
    assert "a=candidate:" in offer, "trickled after it"
    assert "room = 77 " in (flight / "settings.txt").read_text()
    assert "exit status 12 (outage)" in (flight / "summary.txt").read_text()


def test_a_call_that_ends_well_leaves_nothing(join, room, tmp_path: Path):
    alice = join(room, "alice", "--flight-recorder", tmp_path, "--for", "1s", name="well")
    alice.finish(expect=0)
    waiting = join(room, "bob", "--flight-recorder", tmp_path, "--until", "joined:godot", name="waiting")
    waiting.wait_until_heard().leave(expect=130)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_broken_rule_is_a_failure_and_a_missing_directory_is_refused(listen, room, tmp_path: Path):
    refused = listen(room, "nobody", "--flight-recorder", tmp_path / "missing")
    refused.finish(expect=8)
    assert "missing" in refused.stderr.text and "No such file" in refused.stderr.text
    bob = listen(room, "bob", "--flight-recorder", tmp_path, "--fail-if", "rx.level<-55dBFS/1s")
    bob.finish(expect=1)
    flight = Path(bob.of_type("flight-recorder")[0]["dir"])
    assert "Broken: not rx.level<-55dBFS/1s" in (flight / "summary.txt").read_text()
    assert (flight / "heard.opus").exists() and not (flight / "sent.opus").exists()


def test_a_probe_that_fails_leaves_what_both_of_its_participants_knew(talk, janus, room, tmp_path: Path):
    words = ["--url", janus.url, "--room", room, "--for", "1s", "--max-delay", "1ms", "--events"]
    run = talk("probe", *words, "--flight-recorder", tmp_path)
    run.finish(expect=1)
    flight = Path(run.of_type("flight-recorder")[0]["dir"])
    names = {path.name for path in flight.iterdir()}
    assert {"heard.opus", "sent.opus", "sdp-offer-talker.txt", "sdp-answer-listener.txt"} <= names
    assert {line.get("leg") for line in lines_of(flight / "wire.ndjson")} == {"talker", "listener"}
    assert lines_of(flight / "events.ndjson")[-2]["verdict"] == "fail"
