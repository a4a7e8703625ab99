# SPDX-License-Identifier: MIT
"""doctor: each kind of trouble is found in its own layer, and the exit status is that of the layer."""

import contextlib
import json
import signal
import socket
import threading
from pathlib import Path

import pytest

from firewall import Firewall
from hostile_server import HostileServer
from janus_api import AdminClient
from name_service import NameServer
from processes import PATIENCE, free_port, wait_until

_LAYERS = [
    "configuration", "dns", "tcp", "tls", "websocket", "janus", "audiobridge", "room", "auth", "ice-gathering",
    "stun", "turn", "connectivity", "dtls", "rtp", "devices", "plugins",
]  # fmt: skip


@pytest.fixture
def examine(talk, janus):
    """examine("--room", 1, expect=5, layer="room"): what doctor says as JSON."""

    def start(*options: object, expect: int = 0, layer: str = "", url: str = "", **more) -> "dict[str, dict]":
        run = talk("doctor", "--json", "--url", url or janus.url, *options, **more)
        run.finish(expect=expect)
        (line,) = run.stdout.lines()
        result = json.loads(line)
        assert [stage["layer"] for stage in result["stages"]] == _LAYERS
        assert result["exit"]["code"] == expect and result["ok"] == (expect == 0)
        assert result.get("layer", "") == layer, line
        return {stage["layer"]: stage for stage in result["stages"]}

    return start


def test_all_is_well(examine, authority, janus, room, turn):
    stun = turn.uri("udp").partition("@")[2].partition("?")[0]
    more = ["--cacert", authority.certificate, "--stun", f"stun:{stun}", "--turn", turn.uri("udp")]
    stages = examine("--room", room, *more, url=janus.secure_url)
    troubled = {name: stage for name, stage in stages.items() if stage["outcome"] != "ok"}
    # The test's certificate is valid for two days, and there is no sound card.
    assert {name: stage["outcome"] for name, stage in troubled.items()} == {"tls": "warning", "devices": "warning"}
    assert "issued by janus-talk test authority" in stages["tls"]["fact"]
    assert "1.1.2" in stages["janus"]["fact"]
    assert "1 relayed" in stages["turn"]["fact"] or "2 relayed" in stages["turn"]["fact"]
    assert stages["stun"]["fact"].startswith(f"{stun} sees us as")


def test_without_a_room_what_needs_one_is_skipped(examine):
    stages = examine()
    skipped = {name for name, stage in stages.items() if stage["outcome"] == "skipped"}
    assert skipped == {"tls", "room", "stun", "turn", "connectivity", "dtls", "rtp"}
    assert "no --room" in stages["rtp"]["fact"]


def test_the_way_to_the_server(examine, janus, authority, tmp_path):
    with NameServer(tmp_path, {"janus.test": ["127.0.0.1"]}):
        examine(url="ws://nobody.test", expect=3, layer="dns")
        closed = examine(url=f"ws://janus.test:{free_port()}", expect=3, layer="tcp")
    assert "127.0.0.1" in closed["dns"]["fact"] and "refused" in closed["tcp"]["fact"]
    examine(url=janus.url.replace("ws://", "wss://"), expect=3, layer="tls")
    untrusted = examine(url=janus.secure_url, expect=3, layer="tls")
    assert "unknown CA" in untrusted["tls"]["fact"] and "--cacert" in untrusted["tls"]["try"]
    # The Admin API speaks another sub-protocol.
    websocket = examine(url=janus.admin_url, expect=3, layer="websocket")["websocket"]
    assert websocket["guess"]


def test_the_server_and_the_room(examine, admin, room, room_number, start_janus):
    assert "no room" in examine("--room", room_number, expect=5, layer="room")["room"]["fact"]
    admin.create_room(room_number, pin="4711")
    pin = examine("--room", room_number, "--pin", "4712", expect=4, layer="auth", secrets=["4712"])
    assert pin["room"]["outcome"] == "ok" and "PIN" in pin["auth"]["guess"]
    closed = start_janus(api_secret="letmein", audiobridge=False)
    examine(url=closed.url, expect=14, layer="audiobridge")


def test_an_api_secret_is_missing(examine, start_janus):
    server = start_janus(api_secret="letmein")
    assert "secret" in examine("--room", 1234, url=server.url, expect=4, layer="auth")["auth"]["guess"]


def test_stun_and_turn_that_do_not_work(examine, room, turn):
    stages = examine("--stun", "stun:127.0.0.1:9", expect=6, layer="stun")
    assert stages["turn"]["outcome"] == "skipped"
    wrong = turn.uri("udp", password="wrong")
    stages = examine("--room", room, "--turn", wrong, expect=6, layer="turn", secrets=["wrong@"])
    assert "answers STUN" in stages["turn"]["fact"] and "password" in stages["turn"]["guess"]
    assert stages["rtp"]["outcome"] == "ok"


def test_of_a_stun_server_each_address_is_asked(examine, turn, tmp_path):
    host, port = turn.uri("udp").partition("@")[2].partition("?")[0].split(":")
    dead = [f"127.0.0.1:{port}: Connection refused", f"[::1]:{port}: "]
    with NameServer(tmp_path, {"stun.test": ["127.0.0.1", host, "::1"], "dead.test": ["127.0.0.1", "::1"]}):
        stun = examine("--stun", f"stun:stun.test:{port}")["stun"]
        nobody = examine("--stun", f"stun:dead.test:{port}", expect=6, layer="stun")["stun"]
        relay = turn.uri("udp", password="wrong").replace(host, "stun.test")
        relayed = examine("--turn", relay, expect=6, layer="turn", secrets=["wrong@"])["turn"]
    assert stun["outcome"] == "warning" and "out of date" in stun["guess"]
    assert stun["fact"].startswith(f"stun.test:{port} has several addresses: ")
    for fact in (stun["fact"], relayed["fact"]):
        assert f"{host}:{port} sees us as" in fact
        assert all(one in fact for one in dead), fact
    assert all(one in nobody["fact"] for one in dead) and "sees us" not in nobody["fact"]


def test_blocked_udp(examine, walled_janus):
    server, firewall = walled_janus
    firewall.close()
    try:
        stages = examine("--room", 1234, "--timeout", "4s", url=server.url, expect=6, layer="connectivity")
    finally:
        firewall.open()
    assert stages["auth"]["outcome"] == "ok" and "UDP" in stages["connectivity"]["guess"]


def test_a_signal_leaves_the_room_and_what_happened_is_in_the_log(talk, admin, janus, room, tmp_path):
    log = tmp_path / "log"
    # Without a report on what we send, it would look for eight seconds.
    options = ["--impair", "tx:loss=100%", "--log-file", log, "--log-level", "debug"]
    run = talk("doctor", "--json", "--url", janus.url, "--room", room, *options)
    wait_until(lambda: admin.participants(room), "the doctor to be in the room")
    run.send_signal(signal.SIGTERM)
    run.finish(expect=143)
    assert admin.participants(room) == []
    assert [stage["layer"] for stage in json.loads(run.stdout.text)["stages"]] == _LAYERS
    assert "\"request\":\"join\"" in log.read_text().replace(" ", "")
    talk("doctor", "--url", janus.url, "--log-file", "/nowhere/log").finish(expect=8)


# --- Whatever it waits for, a signal ends it, and what was seen is told. Each test waits until it hangs there.


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def interrupt(request):
    """interrupt(run): its stages, after that signal."""

    def end(run) -> "dict[str, dict]":
        run.send_signal(request.param)
        code = 130 if request.param == signal.SIGINT else 143
        run.finish(expect=code)
        (line,) = run.stdout.lines()
        result = json.loads(line)
        assert [stage["layer"] for stage in result["stages"]] == _LAYERS
        assert result["exit"]["code"] == code and not result["ok"]
        return {stage["layer"]: stage for stage in result["stages"]}

    return end


def assert_reached(stages: "dict[str, dict]", *reached: str) -> None:
    """These layers and no others were judged."""
    assert {name for name, stage in stages.items() if stage["outcome"] != "skipped"} == {*reached, "plugins"}
    assert {stage["fact"] for stage in stages.values() if stage["outcome"] == "skipped"} <= {
        "not reached", "ws:// has none", "no --turn was given",
    }  # fmt: skip


@contextlib.contextmanager
def silent_server():
    """Accepts, and says nothing: the port, and what is set when somebody has spoken."""
    spoken = threading.Event()

    def listen(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while connection.recv(4096):
                spoken.set()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=listen, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], spoken
        listener.shutdown(socket.SHUT_RDWR)


def has_peer(kind: str, port: int) -> bool:
    """A socket of this network is connected to that port, or on its way."""
    lines = Path(f"/proc/net/{kind}").read_text().splitlines()[1:]
    return any(int(line.split()[2].partition(":")[2], 16) == port for line in lines)


def test_a_signal_while_gstreamer_is_loaded(talk, interrupt, tmp_path):
    scanner, begun = tmp_path / "scanner", tmp_path / "begun"
    scanner.write_text(f"#!/bin/sh\ntouch '{begun}'\nexec cat >/dev/null\n")
    scanner.chmod(0o755)
    environment = {"GST_PLUGIN_SCANNER": str(scanner), "GST_REGISTRY": str(tmp_path / "registry")}
    run = talk("doctor", "--json", environment=environment)
    wait_until(begun.exists, "GStreamer to look for its plug-ins")
    stages = interrupt(run)
    assert {stage["outcome"] for stage in stages.values()} == {"skipped"}


def test_a_signal_while_no_name_server_answers(talk, interrupt, tmp_path):
    with NameServer(tmp_path, {}, delay=None) as names:
        run = talk("doctor", "--json", "--url", "ws://janus.test")
        wait_until(lambda: names.queries, "a question for the name server")
        assert_reached(interrupt(run), "configuration")


def test_a_signal_while_packets_are_dropped(talk, interrupt):
    port = free_port()
    wall = Firewall(port, port, "tcp")
    wall.close()
    try:
        run = talk("doctor", "--json", "--url", f"ws://127.0.0.1:{port}")
        wait_until(lambda: has_peer("tcp", port), "an attempt to connect")
        assert_reached(interrupt(run), "configuration", "dns")
    finally:
        wall.open()


def test_a_signal_while_tls_is_not_answered(talk, interrupt):
    with silent_server() as (port, spoken):
        run = talk("doctor", "--json", "--url", f"wss://127.0.0.1:{port}")
        wait_until(spoken.is_set, "the TLS handshake to begin")
        assert_reached(interrupt(run), "configuration", "dns", "tcp")


def test_a_signal_while_janus_is_silent(talk, interrupt):
    asked = threading.Event()

    def script(connection) -> None:
        connection.upgrade()
        connection.receive()
        asked.set()
        connection.wait_for_end()

    with HostileServer(script) as server:
        run = talk("doctor", "--json", "--room", 1, "--url", server.url)
        wait_until(asked.is_set, "a request to the server")
        stages = interrupt(run)
    assert_reached(stages, "configuration", "dns", "tcp", "websocket")


@pytest.mark.parametrize("when", ["gathering", "probing"])
def test_a_signal_while_a_stun_server_is_silent(talk, interrupt, janus, when: str):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(PATIENCE)
        port = server.getsockname()[1]
        run = talk("doctor", "--json", "--url", janus.url, "--stun", f"stun:127.0.0.1:{port}")
        if when == "gathering":
            server.recv(1500)
        else:
            # libnice does not connect its sockets.
            wait_until(lambda: has_peer("udp", port), "the STUN server to be asked by itself")
        stages = interrupt(run)
    assert stages["audiobridge"]["outcome"] == "ok"
    assert stages["stun"]["outcome"] == "skipped" and stages["plugins"]["outcome"] == "ok"


def test_a_signal_while_the_sound_server_is_frozen(talk, interrupt, pulse):
    path = pulse.environment["PULSE_SERVER"].partition(":")[2]
    pulse.freeze()

    def connections() -> int:
        return Path("/proc/net/unix").read_text().count(path)

    before = connections()
    run = talk("doctor", "--json", "--url", f"ws://127.0.0.1:{free_port()}", environment=pulse.environment)
    wait_until(lambda: connections() > before, "the sound server to be asked")
    stages = interrupt(run)
    assert stages["tcp"]["outcome"] == "failed" and stages["devices"]["fact"] == "not reached"


def test_a_signal_in_the_room_of_a_server_that_hangs(talk, start_janus, interrupt):
    server = start_janus()
    run = talk("doctor", "--json", "--url", server.url, "--room", 1234, "--impair", "tx:loss=100%")
    with AdminClient(server) as admin:
        wait_until(lambda: admin.participants(1234), "the doctor to be in the room")
    server.send_signal(signal.SIGSTOP)
    stages = interrupt(run)
    server.send_signal(signal.SIGCONT)
    for layer in ("audiobridge", "room", "auth", "plugins"):
        assert stages[layer]["outcome"] == "ok"


def test_after_a_signal_people_read_what_was_seen(talk):
    with silent_server() as (port, spoken):
        run = talk("doctor", "--url", f"wss://127.0.0.1:{port}")
        wait_until(spoken.is_set, "the TLS handshake to begin")
        run.leave(expect=130)
    lines = run.stdout.text.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["ok", "ok", "ok", "skip"]
    assert lines[-1] == "Not all was looked at (exit status 130, interrupted)."


def test_a_second_signal_and_one_that_is_ignored(talk, admin, janus, room):
    own = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = talk("doctor", "--json", "--url", janus.url, "--room", room, "--impair", "tx:loss=100%")
    finally:
        signal.signal(signal.SIGHUP, own)
    wait_until(lambda: admin.participants(room), "the doctor to be in the room")
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        run.send_signal(number)
    run.finish(expect=130)
    result = json.loads(run.stdout.text)
    assert [stage["layer"] for stage in result["stages"]] == _LAYERS and result["exit"]["name"] == "interrupted"
    wait_until(lambda: not admin.participants(room), "the room to be left")
