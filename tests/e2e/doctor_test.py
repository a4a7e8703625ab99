# SPDX-License-Identifier: MIT
"""doctor: each kind of trouble is found in its own layer, and the exit status is that of the layer."""

import json
import signal

import pytest

from name_service import NameServer
from processes import free_port, wait_until

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
