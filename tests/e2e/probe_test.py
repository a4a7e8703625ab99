# SPDX-License-Identifier: MIT
"""`probe` against the real server: a verdict that can be trusted, in all its forms. Figures that depend on how busy this
machine is are judged widely here; tests/bench/probe judges them strictly."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

import audio
import recorded_delay
from authority import Authority
from janus_config import ADMIN_SECRET, JanusSettings, Room
from janus_server import JanusServer
from janus_talk import JanusTalk
from junit_xml import suite_of
from network_emulator import NEAR_ADDRESS, NetworkEmulator
from processes import free_port, wait_until
from prometheus_text import metrics_of

PIN = "pin-canary-5417"


@pytest.fixture
def probe(talk, janus):
    """probe("--room", 1234, …): with --events unless told otherwise."""

    def start(*arguments: object, form: str = "--events", url: bool = True, **options):
        words = [form] if form else []
        words += ["--url", janus.url] if url else []
        return talk("probe", *words, *arguments, name="probe", **options)

    return start


def result_of(run) -> dict:
    return run.of_type("result")[0]


def test_voice_is_carried_and_every_form_tells_it(probe, room, tmp_path: Path):
    junit, metrics = tmp_path / "probe.xml", tmp_path / "probe.prom"
    run = probe("--room", room, "--for", "2s", "--junit", junit, "--prometheus", metrics)
    run.finish()
    result = result_of(run)
    measures = result["measures"]
    assert result["verdict"] == "pass" and result["reasons"] == []
    assert measures["markers"]["found"] == measures["markers"]["sent"] >= 10
    # A frame and two encoders are at least 33 ms.
    assert 33 < measures["delay_ms"]["min"] <= measures["delay_ms"]["p50"] <= measures["delay_ms"]["p95"] < 400
    assert abs(measures["level_error_db"]) < 3 and measures["snr_db"] > 20 and measures["match"] > 0.8
    assert sum(measures["delay_parts_ms"].values()) == pytest.approx(measures["delay_ms"]["p50"], abs=0.5)
    for name in ("talker", "listener"):
        stages = result["legs"][name]["stages_ms"]
        way = ["dns", "tcp", "websocket", "created", "attached", "joined", "answered", "ice", "dtls", "up"]
        assert set(stages) == {*way, "first_audio"}
        assert [stages[stage] for stage in way] == sorted(stages[stage] for stage in way)
        assert {event["leg"] for event in run.of_type("joined")} == {"talker", "listener"}
    suite = suite_of(junit.read_text())
    assert suite.get("failures") == "0" and suite.get("tests") == "7"
    values = metrics_of(metrics.read_text())
    assert values[f'janus_talk_probe_success{{room="{room}"}}'] == 1
    delay = values[f'janus_talk_probe_delay_seconds{{room="{room}",statistic="p50"}}']
    assert delay == pytest.approx(measures["delay_ms"]["p50"] / 1000, abs=0.001)
    assert [path.name for path in tmp_path.glob("probe.prom*")] == ["probe.prom"]


def test_the_servers_own_figures_are_asked_with_its_secret(probe, janus, room):
    # Ten packets that wait are 200 ms, less what the server takes out of a queue that has grown.
    run = probe(
        *("--room", room, "--for", "3s", "--prebuffer", "10", "--admin-url", janus.admin_url, "-vv"),
        environment={"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET},
        secrets=[ADMIN_SECRET],
    )
    run.finish()
    result = result_of(run)
    assert "figures" not in run.stderr.text
    talker, listener = (result["legs"][name]["server"] for name in ("talker", "listener"))
    assert talker["in"]["packets"] > 100 and talker["in"]["queue_ms"] > 140
    assert "in" not in listener and listener["out"]["packets"] > 100 and listener["out"]["lost"] == 0
    parts = result["measures"]["delay_parts_ms"]
    assert parts["server_queue"] == pytest.approx(talker["in"]["queue_ms"] + listener["out"]["queue_ms"], abs=0.2)
    # A busy machine adds to it; the queue does not: it is not in there any more.
    assert parts["rest"] < 100


def test_each_way_has_its_loss(probe, janus, room):
    run = probe(
        *("--room", room, "--for", "3s", "--admin-url", janus.admin_url, "--impair", "tx:loss=20%,seed=7"),
        *("--max-loss", "100", "--min-mos", "1", "--max-missing", "100"),
        environment={"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET},
    )
    run.finish()
    result = result_of(run)
    assert result["legs"]["talker"]["server"]["in"]["lost"] > 10
    assert result["measures"]["loss_up_pct"] > 5 > result["measures"]["loss_down_pct"]


@pytest.fixture
def deaf_port():
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("trouble", ["secret", "closed", "deaf", "stranger"])
def test_without_the_servers_figures_there_is_a_verdict_all_the_same(probe, janus, start_janus, room, deaf_port, trouble):
    url, words = {
        "secret": lambda: (janus.admin_url, "--admin-secret-file"),
        "closed": lambda: (f"ws://127.0.0.1:{free_port()}", "admin_ws = true"),
        "deaf": lambda: (f"ws://127.0.0.1:{deaf_port}", "did not answer"),
        "stranger": lambda: (start_janus().admin_url, "no such session"),
    }[trouble]()
    secret = "wrong-canary" if trouble == "secret" else ADMIN_SECRET
    run = probe(
        *("--room", room, "--for", "1s", "--admin-url", url),
        environment={"JANUS_TALK_ADMIN_SECRET": secret},
        secrets=[secret],
    )
    run.finish()
    assert "server's own figures are missing" in run.stderr.text and words in run.stderr.text
    assert "server" not in result_of(run)["legs"]["talker"]
    assert "server_queue" not in result_of(run)["measures"]["delay_parts_ms"]


def test_an_address_of_the_admin_api_that_is_none_is_wrong_usage(probe, room):
    run = probe("--room", room, "--admin-url", "foo", environment={"JANUS_TALK_ADMIN_SECRET": "x"})
    run.finish(expect=2)
    assert "--admin-url" in run.stderr.text


@pytest.mark.parametrize("codec", ["pcma", "pcmu"])
def test_g711_is_probed_in_a_room_of_its_rate(probe, admin, codec):
    run = probe("--with-room", "--codec", codec, "--for", "2s")
    run.wait_for("joined", leg="listener")
    run.wait_for("media", leg="listener", change="first-audio")
    (media,) = admin.handle_info("probe-listener")["webrtc"]["media"].values()
    assert media["codecs"]["codec"] == codec
    run.finish()
    result = result_of(run)
    assert result["verdict"] == "pass" and result["codec"] == codec
    # In a room of another rate AudioBridge makes it 6 dB softer and more.
    assert result["measures"]["mos"] > 4 and abs(result["measures"]["level_error_db"]) < 1


def test_a_muted_talker_is_never_a_pass(probe, admin, room):
    run = probe("--room", room, "--for", "1s", "--max-missing", "100", "--min-mos", "0", "--max-loss", "100")
    talker = run.wait_for("joined", leg="talker")["id"]
    admin.room_request("mute", room=room, id=talker)
    run.finish(expect=7)
    assert result_of(run)["verdict"] == "fail"
    assert result_of(run)["measures"]["markers"]["found"] == 0


def test_a_room_that_gets_nothing_of_the_talker_is_never_a_pass(probe, room):
    run = probe("--room", room, "--for", "1s", "--impair", "tx:loss=100%", "--max-missing", "100", "--min-mos", "0", "--max-loss", "100")  # fmt: skip
    run.finish(expect=7)
    assert result_of(run)["verdict"] == "fail"


def test_a_listener_that_is_kicked_ends_the_probe(probe, admin, room):
    run = probe("--room", room)
    run.wait_for("media", change="first-audio", leg="listener")
    admin.room_request("kick", room=room, id=run.wait_for("joined", leg="listener")["id"])
    run.finish(expect=10)
    assert result_of(run)["verdict"] != "pass"


def test_udp_that_is_blocked_is_told(probe, walled_janus):
    server, firewall = walled_janus
    firewall.close()
    try:
        run = probe("--room", 1234, "--timeout", "4s", "--url", server.url, url=False)
        run.finish(expect=6)
    finally:
        firewall.open()
    assert result_of(run)["legs"]["talker"]["failed_at"] == "ice"


def test_a_certificate_that_has_expired_is_told(probe, start_janus, tmp_path: Path):
    authority = Authority(tmp_path / "authority", days_ago=10)
    server = start_janus(certificate=authority.server_certificate, key=authority.server_key)
    run = probe("--room", 1234, "--cacert", authority.certificate, "--url", server.secure_url, url=False)
    run.finish(expect=3)
    assert "expired" in run.stderr.text
    assert result_of(run)["legs"]["talker"]["failed_at"] == "tls"


def test_a_port_that_is_closed_is_told(probe):
    run = probe("--room", 1234, "--url", f"ws://127.0.0.1:{free_port()}", url=False)
    run.finish(expect=3)
    assert result_of(run)["legs"]["talker"]["failed_at"] == "tcp"


def test_a_relay_that_refuses_us_is_told(probe, room, turn):
    wrong = turn.uri("udp", password="wrong-canary")
    run = probe("--room", room, "--turn", wrong, "--relay-only", secrets=["wrong-canary"])
    run.finish(expect=6)
    assert result_of(run)["verdict"] == "fail"


def test_limits_and_baselines_break(probe, room, tmp_path: Path):
    baseline = tmp_path / "baseline.json"
    baseline.write_text('{"measures": {"delay_ms": {"p50": 10}}}\n')
    run = probe("--room", room, "--for", "1s", "--max-delay", "30ms", "--baseline", baseline)
    run.finish(expect=1)
    broken = {limit["name"] for limit in result_of(run)["limits"] if not limit["ok"]}
    assert broken == {"max-delay", "max-regression"} and len(result_of(run)["reasons"]) == 2


def test_a_wrong_pin_and_a_missing_room_have_their_status(probe, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, pin=PIN)
    wrong = tmp_path / "pin"
    wrong.write_text("something else")
    wrong.chmod(0o600)
    run = probe("--room", room_number, "--pin-file", wrong, secrets=[PIN])
    run.finish(expect=4)
    assert result_of(run)["legs"]["talker"]["failed_at"] == "join"
    admin.room_request("destroy", room=room_number)
    run = probe("--room", room_number, form="--json")
    run.finish(expect=5)
    assert json.loads(run.stdout.text)["exit"] == {"code": 5, "name": "room"}


def test_a_room_of_its_own_goes_with_the_probe(probe, admin, room_number):
    run = probe("--with-room", "--room", room_number, "--for", "1s", "--nagios", "-w", "1ms", "-c", "10s", form="")
    wait_until(lambda: admin.room_exists(room_number), "the room to be made")
    run.finish(expect=1)
    pattern = r"PROBE WARNING - delay \d+ ms \(p95\) \| delay=[\d.]+ms;1;10000;0( \w+=[\d.]+(ms|%)?(;[\d.]*)*)+\n"
    assert re.fullmatch(pattern, run.stdout.text), run.stdout.text
    assert not admin.room_exists(room_number)


def test_an_interrupted_probe_has_no_verdict_and_leaves_no_room(probe, admin, room_number):
    run = probe("--with-room", "--room", room_number)
    run.wait_for("media", change="first-audio", leg="listener")
    run.send_signal(signal.SIGTERM)
    run.finish(expect=143)
    assert result_of(run)["verdict"] == "inconclusive"
    assert not admin.room_exists(room_number)


@pytest.mark.parametrize("mistake", [["--max-loss", "x"], ["--unknown"], [], ["--room", "1", "--config", "/nowhere"]])
def test_a_monitoring_system_takes_a_mistake_for_unknown(probe, mistake):
    run = probe("--nagios", *mistake, form="")
    run.finish(expect=3)
    assert re.fullmatch(r"PROBE UNKNOWN - [^|\n]+\n", run.stdout.text), run.stdout.text


def test_a_file_without_a_place_is_refused_before_anything_is_sent(probe, room, tmp_path: Path):
    run = probe("--room", room, "--junit", tmp_path / "no" / "x.xml", form="")
    run.finish(expect=8)
    assert run.stderr.text.count("No such file or directory") == 1, run.stderr.text


def test_the_recording_tells_the_same_as_the_figures(probe, room, tmp_path: Path):
    """The instrument against one that knows nothing of it, see tests/support/recorded_delay.py."""
    path = tmp_path / "probe.wav"
    network = "tx:delay=40ms;rx:delay=60ms,loss=6%,burst=5,seed=2"
    run = probe("--room", room, "--for", "6s", "--impair", network, "--keep-sound", path, "--jitter-buffer", "60")
    run.finish(expect=None)
    changes = run.of_type("record")
    assert [(change["change"], change["file"]) for change in changes] == [("started", str(path)), ("stopped", str(path))]
    recording = audio.read_wav(path)
    assert (recording.channels.shape[1], recording.rate) == (2, 48000)
    assert recording.seconds == pytest.approx(changes[1]["seconds"], abs=0.01) and recording.seconds > 6
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    measures = result_of(run)["measures"]
    recorded = recorded_delay.of_recording(path)
    assert recorded is not None, run.story()
    assert measures["delay_ms"]["p50"] == pytest.approx(recorded.median, abs=5)
    assert measures["delay_ms"]["p50"] > 100 + 33
    missing = measures["markers"]["missing_pct"]
    assert missing == pytest.approx(recorded.gone_pct, abs=7)
    # Rows of five lost packets are more than can be concealed. Of each 200 ms 140 sound.
    silent = measures["gaps"]["silent_pct"] - missing
    assert silent + missing > 2
    assert silent == pytest.approx(recorded.silent_pct * 0.7, abs=1.5)

    # The same with one lane 10 ms out of step would be found out.
    heard, sent = recording.channels[480:, 0], recording.channels[:-480, 1]
    assert abs(recorded_delay.between(sent, heard).median - measures["delay_ms"]["p50"]) > 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_recording_is_complete_after_ctrl_c_and_playable_after_a_kill(probe, room, room_number, tmp_path: Path, number):
    # After a kill nobody is left to destroy a room.
    where = ["--with-room", "--room", room_number] if number is signal.SIGINT else ["--room", room]
    path = tmp_path / f"{where[-1]}.wav"
    run = probe(*where, "--keep-sound", tmp_path / "%r.wav", "--flight-recorder", tmp_path)
    run.wait_for("record", change="started")
    wait_until(lambda: path.stat().st_size > 3 * 192_000, "three seconds of sound")
    run.send_signal(number)
    run.finish(expect=130 if number is signal.SIGINT else -number)
    # sox trusts the header.
    seconds = float(subprocess.run(["soxi", "-D", path], capture_output=True, text=True, check=True).stdout)
    assert seconds > 1.5
    assert recorded_delay.of_recording(path) is not None
    if number is signal.SIGINT:
        assert path.stat().st_size == pytest.approx(44 + seconds * 192_000, abs=4)
        assert run.of_type("record")[-1]["change"] == "stopped"


def test_a_full_disk_ends_the_recording_and_not_the_verdict(probe, room, tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], check=True)
    try:
        run = probe("--room", room, "--for", "3s", "--keep-sound", disk / "probe.wav", "--min-mos", "0", "--max-delay", "3s")
        run.finish()
        assert result_of(run)["verdict"] == "pass"
        assert len([event for event in run.of_type("warning") if "probe.wav" in event["text"]]) == 1
        assert run.of_type("record")[-1]["change"] == "stopped"
        assert audio.read_wav(disk / "probe.wav").seconds > 0.5
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_recording_without_a_place_is_refused_before_anything_is_sent(probe, room, admin, tmp_path: Path):
    precious = tmp_path / "precious.wav"
    precious.write_text("precious")
    for path, status in ((precious, 8), (tmp_path / "no" / "x.wav", 8), (tmp_path / "x.opus", 2)):
        run = probe("--room", room, "--keep-sound", path)
        run.finish(expect=status)
        assert not run.of_type("state") and run.stderr.text.count(path.name) == 1, run.stderr.text
    assert precious.read_text() == "precious" and not (tmp_path / "x.opus").exists()


def test_results_that_can_not_be_written_are_no_pass(binary, janus, room, clean_environment):
    command = [binary, "probe", "--url", janus.url, "--room", str(room), "--for", "1s", "--json"]
    with open("/dev/full", "w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL, env=clean_environment, timeout=60, check=False)
    assert run.returncode == 8


@pytest.mark.skipif(not os.access("/dev/net/tun", os.R_OK | os.W_OK), reason="/dev/net/tun can't be opened")
def test_delay_and_loss_of_a_network_are_in_the_figures(request, binary, clean_environment, tmp_path: Path):
    """Never less than what was set; how much more depends on this machine, hence the bench."""
    with NetworkEmulator("", "", seed=7) as network:
        with JanusServer(tmp_path / "janus", JanusSettings(NEAR_ADDRESS, [Room(1)], NEAR_ADDRESS)) as server:
            network.change(up="delay=60", down="delay=40")
            command = [str(binary), "probe", "--url", server.url, "--room", "1", "--for", "6s", "--timeout", "60s", "--events"]
            run = JanusTalk(network.far(command), tmp_path, "probe", clean_environment)
            request.node.janus_talk_runs = [run]
            try:
                for leg in ("talker", "listener"):
                    run.wait_for("media", change="first-audio", leg=leg)
                # ICE alone now and then finds no path in so much loss.
                network.change(up="delay=60 loss=0.2", down="delay=40 loss=0.1")
                run.finish(expect=1)
            finally:
                run.kill()
    result = result_of(run)
    assert result["measures"]["delay_ms"]["min"] > 100 + 33
    # Of 300 packets; the server's reports about ours come late, and count the beginning only.
    assert 2 < result["legs"]["listener"]["stats"]["rx"]["lost_pct"] < 25
    assert result["measures"]["loss_pct"] > 5 and result["measures"]["mos"] < 3
    assert not next(limit["ok"] for limit in result["limits"] if limit["name"] == "max-loss")
