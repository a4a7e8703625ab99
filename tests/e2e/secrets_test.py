# SPDX-License-Identifier: MIT
"""PIN, API secret and tokens: the right ones open, the wrong ones are told so, and none is ever shown."""

import json
from pathlib import Path

import pytest

from control_client import ControlClient
from janus_api import AUDIOBRIDGE, AdminClient, signed_token

PIN = "4711-pin-canary"
WRONG_PIN = "0815-pin-canary"
API_SECRET = "api-secret-canary"
TOKEN = "token-canary"


@pytest.fixture
def locked_room(admin, room_number):
    admin.create_room(room_number, pin=PIN)
    yield room_number
    admin.room_request("destroy", room=room_number)


def secret_file(path: Path, secret: str, mode: int = 0o600) -> Path:
    path.write_text(secret + "\n")
    path.chmod(mode)
    return path


def test_the_right_pin_in_all_its_forms(join, locked_room, tmp_path: Path):
    path = secret_file(tmp_path / "pin", PIN)
    ways = {
        "file": (["--pin-file", path], {}),
        "environment": ([], {"JANUS_TALK_PIN": PIN}),
        "file in the environment": ([], {"JANUS_TALK_PIN_FILE": str(path)}),
        "option": (["--pin", PIN], {}),
        "option with =": ([f"--pin={PIN}"], {}),
    }
    runs = [
        join(locked_room, f"by {way}", *options, environment=environment, secrets=[PIN], name=way.replace(" ", "-"))
        for way, (options, environment) in ways.items()
    ]
    for run in runs:
        run.wait_until_up()
        assert PIN not in run.command_line()
        assert PIN.encode() not in Path(f"/proc/{run.pid}/environ").read_bytes(), "readable to later children"
        warned = "--pin" in " ".join(event["text"] for event in run.of_type("warning")) + run.stderr.text
        assert warned == any("--pin" in word and "file" not in word for word in run.arguments)
        run.leave()


@pytest.mark.parametrize("pin", [WRONG_PIN, None], ids=["wrong", "missing"])
def test_wrong_and_missing_pins_are_refused(join, locked_room, pin):
    environment = {} if pin is None else {"JANUS_TALK_PIN": pin}
    run = join(locked_room, "alice", environment=environment, secrets=[WRONG_PIN])
    run.finish(expect=4)
    assert "PIN" in run.stderr.text


def test_a_secret_file_that_others_can_read_is_refused(join, room, tmp_path: Path):
    path = secret_file(tmp_path / "pin", PIN, mode=0o644)
    run = join(room, "alice", "--pin-file", path, secrets=[PIN])
    run.finish(expect=2)
    assert "chmod 600" in run.stderr.text
    missing = join(room, "bob", "--pin-file", tmp_path / "nowhere")
    missing.finish(expect=2)
    assert "nowhere" in missing.stderr.text


def test_the_api_secret(join, start_janus):
    server = start_janus(api_secret=API_SECRET)
    right = {"JANUS_TALK_API_SECRET": API_SECRET}
    run = join(1234, "alice", url=server.url, environment=right, secrets=[API_SECRET]).wait_until_heard()
    run.leave()
    for environment in ({}, {"JANUS_TALK_API_SECRET": "wrong-canary"}):
        run = join(1234, "alice", url=server.url, environment=environment, secrets=["wrong-canary"])
        run.finish(expect=4)


def test_stored_tokens(join, start_janus, tmp_path: Path):
    server = start_janus(token_auth=True)
    with AdminClient(server) as admin:
        admin.request("add_token", token=TOKEN, plugins=[AUDIOBRIDGE])
        path = secret_file(tmp_path / "token", TOKEN)
        run = join(1234, "alice", "--token-file", path, url=server.url, secrets=[TOKEN]).wait_until_heard()
        run.leave()
        admin.request("remove_token", token=TOKEN)
        join(1234, "alice", "--token-file", path, url=server.url, secrets=[TOKEN]).finish(expect=4)
    join(1234, "alice", url=server.url).finish(expect=4)


def test_a_token_for_another_plugin_is_refused(join, start_janus):
    server = start_janus(token_auth_secret="signing-key")
    token = signed_token("signing-key", plugin="janus.plugin.videoroom")
    run = join(1234, "alice", url=server.url, environment={"JANUS_TALK_TOKEN": token}, secrets=[token])
    run.finish(expect=4)


def test_signed_tokens(join, start_janus):
    server = start_janus(token_auth_secret="signing-key")
    good, expired = signed_token("signing-key"), signed_token("signing-key", lifetime=-60)
    run = join(1234, "alice", url=server.url, environment={"JANUS_TALK_TOKEN": good}, secrets=[good])
    run.wait_until_heard().leave()
    run = join(1234, "alice", url=server.url, environment={"JANUS_TALK_TOKEN": expired}, secrets=[expired])
    run.finish(expect=4)


def told_to_a_client(path: Path) -> str:
    """All that somebody who connects to the control socket is told: at once, when asked, and for a second or two after."""
    client = ControlClient(path)
    lines = [client.hear() for _ in ("hello", "snapshot")]
    for command in ("subscribe", "state", "people", "stats", "mute"):
        client.say(command)
        lines.append(client.hear())
        while "ok" not in lines[-1]:
            lines.append(client.hear())
        assert lines[-1]["ok"], lines[-1]
    while lines[-1].get("type") != "stats":
        lines.append(client.hear())
    return json.dumps(lines)


def test_nothing_secret_is_shown_however_much_is_logged(join, start_janus, turn, runtime):
    """The most talkative setting, with every secret at once, and debug variables that make libraries print keys."""
    from turn_server import PASSWORD

    server = start_janus(api_secret=API_SECRET, token_auth=True)
    with AdminClient(server) as admin:
        admin.create_room(77, pin=PIN)
        admin.request("add_token", token=TOKEN, plugins=[AUDIOBRIDGE])
        environment = {
            "JANUS_TALK_API_SECRET": API_SECRET, "JANUS_TALK_TOKEN": TOKEN, "JANUS_TALK_PIN": PIN,
            "GST_DEBUG": "dtls*:7,webrtc*:6,srtp*:7", "NICE_DEBUG": "all",
            "G_MESSAGES_DEBUG": "all", "XDG_RUNTIME_DIR": str(runtime),
        }  # fmt: skip
        options = ["-vv", "--turn", turn.uri("udp"), "--control", "alice"]
        run = join(77, "alice", *options, url=server.url, environment=environment).wait_until_heard()
        told = told_to_a_client(runtime / "janus-talk" / "alice.sock")
        session = str(admin.sessions()[0])
        sdp = admin.handle_info("alice")["sdps"]
        passwords = [
            line.partition(":")[2].strip()
            for side in ("local", "remote")
            for line in sdp[side].splitlines()
            if line.startswith("a=ice-pwd:")
        ]
        assert len(passwords) >= 2
        run.leave()
    assert '"participants"' in told and '"kbps"' in told
    shown = run.stdout.text + run.stderr.text + told
    for secret in (API_SECRET, TOKEN, PIN, PASSWORD, session, *passwords):
        assert secret not in shown
    assert "received key" not in shown and "srtp-key" not in shown


def test_unreadable_secret_sources_do_not_leak_through_errors(join, room, tmp_path: Path):
    run = join(room, "alice", "--pin", PIN, "--pin-file", tmp_path / "x", secrets=[PIN])
    run.finish(expect=2)
