# SPDX-License-Identifier: MIT
"""The commands below `admin`, each verified through another channel than its own answer."""

import json
import os
import pty
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Iterator

import pytest

from hostile_server import HostileServer
from janus_api import AdminClient
from janus_config import ADMIN_SECRET
from processes import free_port, wait_until

# ICE works before libnice has tried all pairs.
UP = ("connected", "ready")
TOKEN = "stored-token-canary-4711"


@pytest.fixture
def ask(talk, janus):
    """ask("sessions", …): one admin command with --json; returns its result."""

    def run(*arguments: object, expect: int = 0, server=None, secret: str = ADMIN_SECRET, as_json=True, **options):
        server = server or janus
        command = ["admin", *arguments, "--url", server.url, "--admin-url", f"ws://127.0.0.1:{server.ports.admin}"]
        if as_json:
            command.append("--json")
        environment = {"JANUS_TALK_ADMIN_SECRET": secret, **options.pop("environment", {})}
        run = talk(*command, environment=environment, secrets=[ADMIN_SECRET], **options)
        run.finish(expect=expect)
        if not as_json:
            return run.stdout.text
        lines = run.stdout.lines()
        assert len(lines) == (0 if expect == 2 else 1), run.story()
        if expect == 2:
            return run
        result = json.loads(lines[0])
        assert result["ok"] is (expect == 0) and result["v"] == 1
        if expect != 0:
            assert result["exit"]["code"] == expect and result["error"]["text"]
        return result

    return run


@pytest.fixture
def alice(join, room):
    # What is done to her is to be seen, not what she does about it.
    person = join(room, "alice", "--no-reconnect").wait_until_heard()
    yield person
    person.kill()


def ids_of(admin: AdminClient, display: str) -> "tuple[int, int]":
    info = admin.handle_info(display)
    return info["session_id"], info["handle_id"]


def packets_from(admin: AdminClient, display: str) -> int:
    [audio] = admin.handle_info(display)["webrtc"]["media"].values()
    return audio["stats"]["in"]["packets"]


# --- looking ----------------------------------------------------------------------------------------------------


def test_sessions_and_handles_are_those_of_the_server(ask, admin, alice, room):
    session, handle = ids_of(admin, "alice")
    assert session in ask("sessions")["sessions"]
    assert str(session) in ask("sessions", as_json=False).split()
    assert {"session": session, "handle": handle} in ask("handles")["handles"]
    assert ask("handles", session)["handles"] == [{"session": session, "handle": handle}]
    [listed] = [entry for entry in ask("handles", "--long")["handles"] if entry["handle"] == handle]
    assert listed == {
        "session": session, "handle": handle, "plugin": "janus.plugin.audiobridge", "room": room,
        "display": "alice", "state": "up",
    }  # fmt: skip
    table = ask("handles", "--long", as_json=False)
    assert table.split("\n")[0].split() == ["SESSION", "HANDLE", "PLUGIN", "ROOM", "DISPLAY", "STATE"]
    assert [str(session), str(handle), "janus.plugin.audiobridge", str(room), "alice", "up"] in [
        line.split() for line in table.splitlines()
    ]


def test_a_handle_is_found_in_all_sessions_and_shown_with_units(ask, admin, join, alice, room):
    bob = join(room, "bob").wait_until_heard()
    session, handle = ids_of(admin, "alice")
    wait_until(lambda: packets_from(admin, "alice") > 20, "sound of alice on the server")
    before = packets_from(admin, "alice")
    shown = ask("handle", handle)
    assert (shown["session"], shown["handle"], shown["state"]) == (session, handle, "up")
    assert shown["participant"]["display"] == "alice" and shown["participant"]["room"] == room
    [component] = shown["ice"]["components"]
    assert component["state"] in UP and component["dtls"]["state"] == "connected"
    truth = admin.handle_info("alice")
    pair = truth["webrtc"]["ice"]["selected-pair"]
    for end in (component["selected_pair"]["local"], component["selected_pair"]["remote"]):
        assert f"{end['address']}:{end['port']} [{end['type']},{end['protocol']}]" in pair
    [audio] = shown["media"]
    assert audio["codec"] == "opus" and audio["in"]["packets"] >= before
    age = (truth["current_time"] - truth["created"]) / 1e6
    assert 0 < shown["age_s"] <= age
    text = ask("handle", handle, "--session", session, as_json=False)
    for label in ("ICE state", "DTLS state", "RTT", "jitter, in", "link quality, in", "queue-out", "talking", "selected"):
        assert label in text
    assert "a=ice-pwd:" not in text
    with_sdp = ask("handle", handle, "--sdp", as_json=False)
    assert "a=ice-pwd:***" in with_sdp
    assert truth["sdps"]["local"].split("a=ice-pwd:")[1].split()[0] not in with_sdp
    bob.leave()


def test_the_status_is_that_of_the_server(ask, admin):
    assert ask("status")["status"] == admin.request("get_status")["status"]
    assert "session time-out" in ask("status", as_json=False)
    assert "loops" in ask("loops")


@pytest.mark.parametrize("command", ["handle", "hangup", "detach"])
def test_a_handle_that_is_not_there_is_told(ask, admin, alice, command: str):
    session, _ = ids_of(admin, "alice")
    yes = () if command == "handle" else ("--yes",)
    result = ask(command, 4711, *yes, expect=5)
    assert "no session of the server has such a handle" in result["error"]["text"]
    assert "sessions" not in result, "session ids leaked into a failure"
    result = ask(command, 4711, "--session", session, *yes, expect=5)
    assert "no such handle" in result["error"]["text"]
    assert str(session) not in json.dumps(result)


def test_a_session_that_is_not_there_is_told(ask):
    for arguments in (("handles", 4711), ("destroy-session", 4711, "--yes")):
        assert "no such session" in ask(*arguments, expect=5)["error"]["text"]


# --- ending -----------------------------------------------------------------------------------------------------


def test_hangup_ends_the_media_of_somebody(ask, admin, alice):
    _, handle = ids_of(admin, "alice")
    assert ask("hangup", handle, "--yes")["handle"] == handle
    alice.finish(expect=7)
    assert "Admin API" in alice.stdout.text


def test_detach_takes_somebody_out_of_the_room(ask, admin, alice, room):
    _, handle = ids_of(admin, "alice")
    ask("detach", handle, "--yes")
    wait_until(lambda: not admin.participants(room), "alice to be gone")
    assert alice.finish(expect=None) != 0


def test_destroy_session_removes_it(ask, admin, alice, room):
    session, _ = ids_of(admin, "alice")
    ask("destroy-session", session, "--yes")
    assert session not in admin.sessions()
    assert not admin.participants(room)


def test_what_is_final_needs_yes_where_nobody_can_be_asked(ask, admin, alice):
    session, handle = ids_of(admin, "alice")
    for arguments in (
        ("hangup", handle), ("detach", handle), ("destroy-session", session), ("accept", "off"),
    ):  # fmt: skip
        assert "--yes" in ask(*arguments, expect=2).stderr.text
    assert admin.handle_info("alice")["webrtc"]["ice"]["state"] in UP
    assert alice.is_running()


def on_a_terminal(binary: Path, arguments: "list[str]", answer: bytes) -> "tuple[int, str]":
    """Runs the program with a terminal; types `answer` when it is asked. Exit status and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(binary, [str(binary), *arguments], {**os.environ, "JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET})
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:
            break
        if not chunk:
            break
        if b"[y/N]" not in shown and b"[y/N]" in shown + chunk:
            os.write(terminal, answer)
        shown += chunk
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_on_a_terminal_it_asks(binary, admin, janus, alice):
    session, _ = ids_of(admin, "alice")
    arguments = ["admin", "destroy-session", str(session), "--admin-url", f"ws://127.0.0.1:{janus.ports.admin}"]
    code, shown = on_a_terminal(binary, arguments, b"n\n")
    assert code == 2 and "Really destroy the session?" in shown and "Nothing was done" in shown
    assert session in admin.sessions()
    code, shown = on_a_terminal(binary, arguments, b"y\n")
    assert code == 0 and "The session was destroyed." in shown
    assert session not in admin.sessions()


def test_a_drained_server_lets_nobody_in_until_told(ask, join, start_janus):
    server = start_janus()
    ask("accept", "off", "--yes", server=server)
    join(1234, "late", url=server.url).finish(expect=13)
    ask("accept", "on", server=server)
    join(1234, "early", url=server.url).wait_until_up().leave()


# --- settings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, value, member, expected",
    [
        ("locking-debug", "on", "locking_debug", True),
        ("refcount-debug", "on", "refcount_debug", True),
        ("libnice-debug", "on", "libnice_debug", True),
        ("log-timestamps", "off", "log_timestamps", False),
        ("log-colors", "on", "log_colors", True),
        ("nack-optimizations", "on", "nack-optimizations", True),
        ("min-nack-queue", 321, "min_nack_queue", 321),
        ("no-media-timer", 7, "no_media_timer", 7),
        ("slowlink-threshold", 9, "slowlink_threshold", 9),
        ("session-timeout", 77, "session_timeout", 77),
    ],
)
def test_settings_reach_the_server(ask, admin, name: str, value: object, member: str, expected: object):
    before = admin.request("get_status")["status"][member]
    assert before != expected
    ask("set", name, value)
    assert admin.request("get_status")["status"][member] == expected
    back = {True: "on", False: "off"}[before] if isinstance(before, bool) else before
    ask("set", name, back)
    assert admin.request("get_status")["status"][member] == before


def test_one_session_can_have_a_time_out_of_its_own(ask, admin, alice):
    session, _ = ids_of(admin, "alice")
    ask("set", "session-timeout", 123, "--session", session)
    assert admin.handle_info("alice")["session_timeout"] == 123
    ask("set", "session-timeout", "default", "--session", session)
    assert admin.handle_info("alice")["session_timeout"] == 60


def test_the_log_level_and_the_log(ask, admin, janus):
    ask("log-level", 5)
    assert admin.request("get_status")["status"]["log_level"] == 5
    ask("log-level", 4)
    ask("log-line", "a mark of the test: 0815", "--level", 2)
    assert "a mark of the test: 0815" in janus.log.read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("log-level", 8), ("set", "nothing", 1), ("set", "log-colors", 1), ("set", "min-nack-queue", "x"),
        ("accept", "maybe"), ("handle", "abc"), ("handle", 0), ("handle",), ("tokens", "add"), ("tokens", "allow"),
        ("log-line", "x", "--level", 9),
    ],
)  # fmt: skip
def test_wrong_usage_is_refused_before_anything_is_sent(ask, arguments):
    ask(*arguments, expect=2)


# --- asking from where the server stands ------------------------------------------------------------------------


@pytest.fixture
def stun_server() -> Iterator[int]:
    """Answers binding requests with the address they came from; yields its port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                data, (host, port) = listener.recvfrom(2048)
            except OSError:
                return
            cookie = struct.unpack("!I", data[4:8])[0]
            address = struct.unpack("!I", socket.inet_aton(host))[0]
            value = struct.pack("!BBHI", 0, 1, port ^ (cookie >> 16), address ^ cookie)
            listener.sendto(struct.pack("!HH", 0x0101, 12) + data[4:20] + struct.pack("!HH", 0x20, 8) + value, (host, port))

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def test_the_server_resolves_a_name(ask):
    assert ask("resolve", "127.0.0.1")["ip"] == "127.0.0.1"
    assert "127.0.0.1 in " in ask("resolve", "127.0.0.1", as_json=False)


def test_the_server_asks_a_stun_server(ask, stun_server):
    local = free_port()
    result = ask("test-stun", "127.0.0.1", "--port", stun_server, "--local-port", local)
    assert (result["public_ip"], result["public_port"]) == ("127.0.0.1", local)


def test_a_stun_server_that_is_not_there_is_told(ask):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        result = ask("test-stun", "127.0.0.1", "--port", deaf.getsockname()[1], expect=14)
        assert result["error"]["janus"]["code"] == 490


# --- tokens -----------------------------------------------------------------------------------------------------


def test_tokens_decide_who_comes_in(ask, talk, start_janus, tmp_path: Path):
    server = start_janus(token_auth=True)
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text(TOKEN)

    def knock() -> int:
        run = talk("rooms", "list", "--url", server.url, environment={"JANUS_TALK_TOKEN": TOKEN}, secrets=[TOKEN])
        return run.finish(expect=None)

    assert knock() == 4
    added = ask("tokens", "add", "--stored-token-file", file, server=server)
    assert added["plugins"] == ["janus.plugin.audiobridge"]
    assert knock() == 0
    with AdminClient(server) as admin:
        [stored] = admin.request("list_tokens")["data"]["tokens"]
        assert stored["token"] == TOKEN
    assert ask("tokens", "list", server=server)["tokens"][0]["token"] == TOKEN[:4] + "***"
    assert TOKEN not in ask("tokens", "list", server=server, as_json=False)
    assert TOKEN in ask("tokens", "list", "--show", server=server, as_json=False)
    plugin = ("--plugin", "janus.plugin.audiobridge")
    ask("tokens", "disallow", "--stored-token-file", file, *plugin, server=server)
    assert knock() == 4
    ask("tokens", "allow", "--stored-token-file", file, *plugin, server=server)
    assert knock() == 0
    assert "--yes" in ask("tokens", "remove", "--stored-token-file", file, server=server, expect=2).stderr.text
    environment = {"JANUS_TALK_STORED_TOKEN": TOKEN}
    ask("tokens", "remove", "--yes", server=server, environment=environment)
    assert knock() == 4
    ask("tokens", "allow", *plugin, server=server, environment=environment, expect=4)


def test_a_server_without_tokens_says_so(ask, start_janus):
    for server in (start_janus(), start_janus(token_auth_secret="k")):
        result = ask("tokens", "list", server=server, expect=14)
        assert "keeps no tokens" in result["error"]["text"]


# --- files and messages -----------------------------------------------------------------------------------------


def test_what_a_handle_hears_can_be_dumped(ask, admin, alice, tmp_path: Path):
    _, handle = ids_of(admin, "alice")
    ask("pcap", "start", handle, "--folder", tmp_path, "--filename", "alice.pcap")
    file = tmp_path / "alice.pcap"
    wait_until(lambda: file.exists() and file.stat().st_size > 2000, "packets in the dump")
    ask("pcap", "stop", handle)
    magic = struct.unpack("=I", file.read_bytes()[:4])[0]
    assert magic in (0xA1B2C3D4, 0xA1B23C4D)
    size = file.stat().st_size
    time.sleep(0.3)
    assert file.stat().st_size == size, "the dump goes on"


def test_packets_as_text(ask, admin, alice, tmp_path: Path):
    _, handle = ids_of(admin, "alice")
    ask("pcap", "start", handle, "--folder", tmp_path, "--filename", "alice.txt", "--text", "--truncate", 60)
    file = tmp_path / "alice.txt"
    wait_until(lambda: file.exists() and file.stat().st_size > 2000, "packets in the dump")
    ask("pcap", "stop", handle, "--text")
    assert "000000 " in file.read_text()


def test_a_message_to_the_audiobridge(ask, admin, room, tmp_path: Path):
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"request": "exists", "room": room}))
    assert ask("message", "--body", body)["exists"] is True
    assert json.loads(ask("message", "--body", body, as_json=False))["room"] == room
    body.write_text(json.dumps({"request": "join", "room": room}))
    assert ask("message", "--body", body, expect=14)["error"]["janus"]["code"] == 482


# --- coming in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["sessions"], ["handles"], ["tokens", "list"], ["hangup", "7", "--session", "5", "--yes"]], ids=lambda words: words[0]
)
@pytest.mark.parametrize("answer", [{"janus": "pong"}, {"janus": "event", "sessions": {}}], ids=lambda answer: answer["janus"])
def test_an_answer_of_another_kind_is_neither_none_nor_done(talk, command: "list[str]", answer: dict):
    def script(connection) -> None:
        connection.upgrade("janus-admin-protocol")
        while True:
            connection.send({**answer, "transaction": connection.receive()["transaction"]})

    with HostileServer(script) as server:
        run = talk("admin", *command, "--admin-url", server.url, environment={"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET})
        run.finish(expect=14)
    assert run.stdout.text == "" and "does not have what was asked for" in run.stderr.text


def test_a_wrong_admin_secret_is_refused(ask):
    result = ask("sessions", secret="wrong", expect=4)
    assert result["error"]["janus"]["code"] == 403 and "admin secret" in result["error"]["text"]


def test_an_admin_api_that_is_off_is_told_with_a_hint(talk, janus):
    run = talk("admin", "sessions", "--url", janus.url, "--admin-url", f"ws://127.0.0.1:{free_port()}", "--json")
    run.finish(expect=3)
    assert "admin_ws = true" in run.stderr.text
    assert json.loads(run.stdout.text)["ok"] is False
