# SPDX-License-Identifier: MIT
"""`janus-talk rooms …`: each command does what it says, as seen through another channel than its own answer."""

import json
import os
import pty
import socket
import struct
import subprocess
from pathlib import Path

import pytest

import audio
from janus_api import AdminClient, JanusRefused, Observer
from janus_config import ADMIN_SECRET, Room
from janus_server import media_address
from listening import assert_hears
from processes import wait_until

SECRET = "room-secret-canary"
KEY = "admin-key-canary"
API_SECRET = "api-secret-canary"
TOKENS = ["token-canary-1", "token-canary-2"]


@pytest.fixture
def rooms(talk, janus):
    """rooms("mute", "--room", …, expect=0): one `janus-talk rooms` command on `janus`, finished."""

    def run(*arguments: object, url: str = "", expect: int = 0, **options):
        command = talk("rooms", *arguments, "--url", url or janus.url, **options)
        command.finish(expect=expect)
        return command

    return run


def answer(run) -> dict:
    """The one line of --json."""
    lines = run.stdout.lines()
    assert len(lines) == 1, run.story()
    result = json.loads(lines[0])
    assert result["v"] == 1 and result["ok"] == (run.process.returncode == 0)
    return result


def secret_file(path: Path, *secrets: str) -> Path:
    path.write_text("".join(secret + "\n" for secret in secrets))
    path.chmod(0o600)
    return path


def listed(admin: AdminClient, room) -> dict:
    found = [line for line in admin.room_request("list")["list"] if line["room"] == room]
    assert len(found) == 1
    return found[0]


# --- making, changing, removing -------------------------------------------------------------------------------------


def test_a_room_is_made_shown_changed_and_removed(rooms, admin, room_number, tmp_path: Path):
    secret = secret_file(tmp_path / "secret", SECRET)
    made = rooms(
        "create", "--room", room_number, "--description", "Chœur", "--sampling-rate", 24000, "--spatial-audio",
        "--secret-file", secret, environment={"JANUS_TALK_PIN": "4711"}, secrets=[SECRET, "4711"],
    )  # fmt: skip
    assert made.stdout.text == f"Room {room_number} was created.\n" and made.stderr.text == ""
    line = listed(admin, room_number)
    assert (line["description"], line["sampling_rate"], line["spatial_audio"]) == ("Chœur", 24000, True)
    assert line["pin_required"] is True

    assert rooms("exists", "--room", room_number).stdout.text == "yes\n"
    table = rooms("list").stdout.text
    assert "ROOM" in table and f"{room_number}" in table and "Chœur" in table
    shown = answer(rooms("show", "--room", room_number, "--json"))
    assert (shown["room"], shown["listed"], shown["participants"]) == (room_number, True, [])
    assert shown["sampling_rate"] == 24000
    assert "Description: Chœur\n" in rooms("show", "--room", room_number).stdout.text

    rooms("edit", "--room", room_number, "--secret-file", secret, "--description", "Choir", "--no-pin")
    assert listed(admin, room_number)["description"] == "Choir"
    assert listed(admin, room_number)["pin_required"] is False
    rooms("edit", "--room", room_number, "--secret-file", secret, "--private")
    assert room_number not in [line["room"] for line in admin.room_request("list")["list"]]
    rooms("edit", "--room", room_number, "--secret-file", secret, "--description", "Still hidden")
    assert room_number not in [line["room"] for line in admin.room_request("list")["list"]]
    assert answer(rooms("show", "--room", room_number, "--json"))["listed"] is False

    gone = rooms("destroy", "--room", room_number, "--secret-file", secret, "--yes")
    assert gone.stdout.text == f"Room {room_number} was destroyed.\n"
    assert not admin.room_exists(room_number)


def test_a_room_without_a_number_gets_one(rooms, admin):
    made = answer(rooms("create", "--json"))
    assert admin.room_exists(made["room"])
    admin.room_request("destroy", room=made["room"])


@pytest.mark.parametrize("request_words", [["show"], ["mute"], ["edit", "--private"], ["destroy", "--yes"]])
def test_a_room_that_is_not_there(rooms, room_number, request_words):
    run = rooms(*request_words, "--room", room_number, "--json", expect=5)
    result = answer(run)
    assert result["exit"] == {"code": 5, "name": "room"}
    assert result["error"]["janus"]["code"] == 485 and result["error"]["janus"]["layer"] == "audiobridge"
    assert "485" in run.stderr.text


def test_exists_says_no_with_a_status_of_its_own(rooms, room_number):
    run = rooms("exists", "--room", room_number, expect=5)
    assert (run.stdout.text, run.stderr.text) == ("no\n", "")
    result = answer(rooms("exists", "--room", room_number, "--json", expect=5))
    assert result["exists"] is False and "error" not in result


def test_a_room_that_is_there_already(rooms, room):
    run = rooms("create", "--room", room, "--json", expect=5)
    assert answer(run)["error"]["janus"]["code"] == 486


def test_the_wrong_and_the_missing_secret(rooms, admin, room_number):
    admin.create_room(room_number, secret=SECRET)
    wrong = rooms("mute", "--room", room_number, environment={"JANUS_TALK_SECRET": "no-canary"}, expect=4,
                  secrets=["no-canary"])  # fmt: skip
    assert "secret is wrong" in wrong.stderr.text and "489" in wrong.stderr.text
    assert "wants its secret" in rooms("mute", "--room", room_number, expect=4).stderr.text
    assert listed(admin, room_number)["muted"] is False
    plain = rooms("mute", "--room", room_number, "--secret", SECRET, secrets=[SECRET])
    assert "--secret" in plain.stderr.text
    assert listed(admin, room_number)["muted"] is True
    admin.room_request("destroy", room=room_number, secret=SECRET)


@pytest.mark.parametrize(
    "words", [["destroy"], ["create", "--permanent"], ["edit", "--permanent", "--private"]], ids=" ".join
)
def test_without_consent_nothing_happens(rooms, admin, room, words):
    run = rooms(*words, "--room", room, expect=2)
    assert "--yes" in run.stderr.text and run.stdout.text == ""
    assert admin.room_exists(room) and listed(admin, room)["description"]


@pytest.mark.parametrize("said, expect", [(b"y\n", 0), (b"n\n", 2), (b"\n", 2)])
def test_on_a_terminal_one_is_asked(binary, clean_environment, janus, admin, room, said: bytes, expect: int):
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [binary, "rooms", "destroy", "--room", str(room), "--url", janus.url],
        stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, env=clean_environment,
    )  # fmt: skip
    os.close(theirs)
    asked = b""
    while b"[y/N]" not in asked:
        asked += os.read(ours, 1000)
    assert str(room).encode() in asked
    os.write(ours, said)
    assert run.wait(timeout=30) == expect
    os.close(ours)
    assert admin.room_exists(room) == (expect != 0)


def test_a_permanent_room_is_in_the_file_and_survives_a_restart(rooms, start_janus):
    server = start_janus()
    config = server.log.parent / "config" / "janus.plugin.audiobridge.jcfg"
    run = rooms("create", "--room", 77, "--description", "For good", "--permanent", "--yes", url=server.url)
    assert run.stdout.text == "Room 77 was created, in the server's configuration file too.\n"
    assert "room-77" in config.read_text()
    server.restart()
    with AdminClient(server) as admin:
        assert listed(admin, 77)["description"] == "For good"
    rooms("edit", "--room", 77, "--description", "Renamed", "--permanent", "--yes", url=server.url)
    assert "Renamed" in config.read_text()
    rooms("destroy", "--room", 77, "--permanent", "--yes", url=server.url)
    assert "room-77" not in config.read_text()
    server.restart()
    assert rooms("exists", "--room", 77, url=server.url, expect=5).stdout.text == "no\n"


def test_a_server_that_can_not_write_its_file_is_told(rooms, start_janus):
    server = start_janus()
    folder = server.log.parent / "config"
    (folder / "janus.plugin.audiobridge.jcfg").unlink()
    (folder / "janus.plugin.audiobridge.jcfg").mkdir()
    run = rooms("create", "--room", 77, "--permanent", "--yes", "--json", url=server.url, expect=14)
    result = answer(run)
    assert result["permanent"] is False and "until it restarts" in result["error"]["text"]
    with AdminClient(server) as admin:
        assert admin.room_exists(77)


# --- who may join, who is heard -------------------------------------------------------------------------------------


def test_only_holders_of_a_token_may_join(rooms, janus, admin, room, tmp_path: Path):
    tokens = secret_file(tmp_path / "tokens", *TOKENS)
    added = rooms("allow", "add", "--room", room, "--allowed-file", tokens, secrets=TOKENS)
    assert "2 tokens" in added.stdout.text
    with Observer(janus, room) as inside:
        assert inside.id, "the list does not count yet"
    rooms("allow", "enable", "--room", room, secrets=TOKENS)
    with pytest.raises(JanusRefused):
        Observer(janus, room)
    with Observer(janus, room, token=TOKENS[0]) as inside:
        assert inside.id
    removed = rooms("allow", "remove", "--room", room, "--allowed", TOKENS[0], "--json", secrets=TOKENS)
    assert answer(removed)["allowed_count"] == 1
    with pytest.raises(JanusRefused):
        Observer(janus, room, token=TOKENS[0])
    left = rooms("allow", "enable", "--room", room, "--show-tokens", secrets=TOKENS[:1])
    assert left.stdout.text.splitlines()[1:] == TOKENS[1:]
    rooms("allow", "disable", "--room", room)
    with Observer(janus, room):
        pass
    # Tokens outlive that.
    assert answer(rooms("allow", "enable", "--room", room, "--json"))["allowed_count"] == 1
    assert "--allowed-file" in rooms("allow", "add", "--room", room, expect=2).stderr.text


def test_a_new_room_with_tokens(rooms, janus, admin, room_number):
    rooms("create", "--room", room_number, "--allowed", TOKENS[0], "--allowed", TOKENS[1], secrets=TOKENS)
    with pytest.raises(JanusRefused):
        Observer(janus, room_number, token="another")
    with Observer(janus, room_number, token=TOKENS[1]):
        pass
    admin.room_request("destroy", room=room_number)


def test_a_whole_room_is_muted(rooms, janus, admin, room):
    with Observer(janus, room) as observer:
        assert rooms("mute", "--room", room).stdout.text == f"Room {room} was muted.\n"
        observer.wait_for(lambda event: event.get("muted") is True, "the room to be muted")
        assert listed(admin, room)["muted"] is True
        assert rooms("mute", "--room", room).stdout.text == f"Room {room} was already muted.\n"
        rooms("unmute", "--room", room)
        observer.wait_for(lambda event: event.get("muted") is False, "the room to be unmuted")
        assert rooms("unmute", "--room", room).stdout.text == f"Room {room} was already unmuted.\n"


# --- recording on the server ----------------------------------------------------------------------------------------


def test_the_mix_is_recorded_to_a_file_with_sound(rooms, join, admin, room, tmp_path: Path):
    alice = join(room, "alice", "--input", "tone:440@-14").wait_until_heard()
    rooms("record", "start", "--room", room, "--record-file", "mix.wav", "--record-dir", tmp_path / "mixes")
    assert listed(admin, room)["record"] is True
    (wav,) = wait_until(lambda: list((tmp_path / "mixes").glob("*")), "the recording")
    wait_until(lambda: wav.stat().st_size > 3 * 96_000, "three seconds of it")
    rooms("record", "stop", "--room", room)
    assert listed(admin, room)["record"] is False
    alice.leave()
    assert audio.read_wav(wav).rate == 48000
    # Janus 1.1.2 counts its own header into the length; players cope.
    size = wav.stat().st_size
    assert struct.unpack("<I", wav.read_bytes()[40:44])[0] in (size - 44, size)
    assert_hears(wav, 440)


def test_each_participant_is_recorded(rooms, join, room, tmp_path: Path):
    alice = join(room, "alice").wait_until_heard()
    bob = join(room, "bob").wait_until_heard()
    run = rooms("mjrs", "start", "--room", room, "--mjrs-dir", tmp_path / "mjrs")
    assert "is recorded" in run.stdout.text
    found = lambda: [path for path in (tmp_path / "mjrs").glob("*.mjr*") if path.stat().st_size > 5000]  # noqa: E731
    wait_until(lambda: len(found()) == 2, "a file for each of two")
    rooms("mjrs", "stop", "--room", room)
    alice.leave()
    bob.leave()
    for path in found():
        assert path.read_bytes().startswith(b"MJR00002")


# --- secure ---------------------------------------------------------------------------------------------------------


def test_commands_speak_tls(rooms, janus, authority, room):
    listing = rooms("list", "--cacert", authority.certificate, "--json", url=janus.secure_url)
    assert room in [line["room"] for line in answer(listing)["rooms"]]
    assert "certificate" in rooms("list", url=janus.secure_url, expect=3).stderr.text.lower()


# --- forwarding -----------------------------------------------------------------------------------------------------


class RtpReceiver:
    """A UDP port on the address that Janus can reach."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((media_address(), 0))
        self._socket.settimeout(10)
        self.host, self.port = self._socket.getsockname()

    def packets(self, count: int) -> "list[bytes]":
        return [self._socket.recv(2048) for _ in range(count)]

    def is_quiet(self, seconds: float = 1.0) -> bool:
        """After what is still in the queue."""
        self._socket.setblocking(False)
        try:
            while True:
                self._socket.recv(2048)
        except BlockingIOError:
            pass
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(2048)
        except socket.timeout:
            return True
        return False


def test_a_forwarder_carries_rtp(rooms, join, admin, room):
    receiver = RtpReceiver()
    where = ["--host", receiver.host, "--port", receiver.port]
    alice = join(room, "alice").wait_until_heard()
    made = rooms("forward", "add", "--room", room, *where, "--payload-type", 111, "--ssrc", 4000000000)
    assert f"{receiver.host} port {receiver.port}" in made.stdout.text
    headers = [struct.unpack("!BBHII", packet[:12]) for packet in receiver.packets(100)]
    assert {marker_and_type & 0x7F for _, marker_and_type, *_ in headers} == {111}
    assert {ssrc for *_, ssrc in headers} == {4000000000}
    # 20 ms at 48 kHz each: fifty a second of the sender's own clock.
    assert headers[-1][3] - headers[0][3] == 960 * (headers[-1][2] - headers[0][2])

    listing = answer(rooms("forward", "list", "--room", room, "--json"))
    (forwarder,) = listing["forwarders"]
    assert (forwarder["ip"], forwarder["port"], forwarder["ptype"]) == (receiver.host, receiver.port, 111)
    assert str(forwarder["stream_id"]) in rooms("forward", "list", "--room", room).stdout.text
    assert len(admin.room_request("listforwarders", room=room)["rtp_forwarders"]) == 1
    rooms("forward", "remove", "--room", room, "--stream-id", forwarder["stream_id"])
    assert admin.room_request("listforwarders", room=room)["rtp_forwarders"] == []
    assert receiver.is_quiet()
    empty = rooms("forward", "list", "--room", room)
    assert empty.stdout.text == "No forwarders.\n"
    alice.leave()


def decoded(packets: "list[bytes]", path: Path) -> Path:
    """RTP with Opus as a WAV file, by GStreamer's own elements."""
    stream = path.with_suffix(".rtp")
    stream.write_bytes(b"".join(struct.pack("!H", len(packet)) + packet for packet in packets))
    subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={stream}", "!",
         "application/x-rtp-stream,media=audio,clock-rate=48000,encoding-name=OPUS,payload=111", "!", "rtpstreamdepay",
         "!", "rtpopusdepay", "!", "opusdec", "!", "audioconvert", "!", "audio/x-raw,format=S16LE,channels=1", "!",
         "wavenc", "!", "filesink", f"location={path}"],
        check=True, timeout=60,
    )  # fmt: skip
    return path


def test_what_is_forwarded_is_audible(rooms, join, room, tmp_path: Path):
    receiver = RtpReceiver()
    alice = join(room, "alice").wait_until_heard()
    rooms("forward", "add", "--room", room, "--host", receiver.host, "--port", receiver.port, "--payload-type", 111)
    assert_hears(decoded(receiver.packets(200), tmp_path / "forwarded.wav"), 440)
    alice.leave()


def test_an_empty_room_is_forwarded_only_when_asked_for(rooms, admin, room, tmp_path: Path):
    receiver = RtpReceiver()
    where = ["--host", receiver.host, "--port", receiver.port]
    key = secret_file(tmp_path / "key", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk")
    made = answer(
        rooms("forward", "add", "--room", room, *where, "--always-on", "--codec", "pcma", "--srtp-suite", 80,
              "--srtp-crypto-file", key, "--json")
    )  # fmt: skip
    (forwarder,) = admin.room_request("listforwarders", room=room)["rtp_forwarders"]
    assert forwarder["stream_id"] == made["stream_id"] and forwarder["always_on"] is True
    assert forwarder["codec"] == "pcma" and forwarder["srtp"] is True
    packet = receiver.packets(1)[0]
    assert packet[1] & 0x7F == 8 and len(packet) == 12 + 160 + 10
    rooms("forward", "remove", "--room", room, "--stream-id", made["stream_id"])


def test_a_group_is_forwarded_by_itself(rooms, join, admin, room_number, tmp_path: Path):
    rooms("create", "--room", room_number, "--sampling-rate", 48000, "--with-group", "choir", "--with-group", "band")
    receiver = RtpReceiver()
    where = ["--room", room_number, "--host", receiver.host, "--port", receiver.port]
    nobody = rooms("forward", "add", *where, "--group", "audience", "--json", expect=5)
    assert answer(nobody)["error"]["janus"]["code"] == 494
    rooms("forward", "add", *where, "--group", "choir")
    (forwarder,) = admin.room_request("listforwarders", room=room_number)["rtp_forwarders"]
    assert forwarder["group"] == "choir"
    alice = join(room_number, "alice", "--group", "choir").wait_until_heard()
    assert len(receiver.packets(10)) == 10
    alice.leave()
    admin.room_request("destroy", room=room_number)


# --- announcements --------------------------------------------------------------------------------------------------


@pytest.fixture
def announcement(tmp_path: Path) -> Path:
    path = tmp_path / "announcement.opus"
    subprocess.run(
        ["gst-launch-1.0", "-q", "audiotestsrc", "freq=880", "volume=0.3", "num-buffers=250", "samplesperbuffer=960",
         "!", "audio/x-raw,rate=48000,channels=1", "!", "opusenc", "!", "oggmux", "!", "filesink",
         f"location={path}"], check=True,
    )  # fmt: skip
    return path


def test_an_announcement_is_heard(rooms, join, janus, room, announcement: Path, tmp_path: Path):
    recording = tmp_path / "heard.wav"
    alice = join(room, "alice", "--input", "null", "--record", recording)
    alice.wait_until_up()
    which = ["--room", room, "--file-id", "welcome"]
    with Observer(janus, room) as observer:
        played = rooms("announce", "play", *which, "--file", announcement, "--loop")
        assert played.stdout.text == f"Announcement welcome was started in room {room}.\n"
        observer.wait_for(lambda event: event["audiobridge"] == "announcement-started", "the announcement")
        assert rooms("announce", "is-playing", *which).stdout.text == "yes\n"
        taken = rooms("announce", "play", *which, "--file", announcement, "--json", expect=5)
        error = answer(taken)["error"]
        assert error["janus"]["code"] == 490 and error["janus"]["layer"] == "audiobridge"
        assert "--file-id" in taken.stderr.text and "participant" not in taken.stderr.text
        alice.wait_for("media", change="first-audio")
        wait_until(lambda: recording.stat().st_size > 3 * 96_000, "three seconds of recording")
        rooms("announce", "stop", *which)
        observer.wait_for(lambda event: event["audiobridge"] == "announcement-stopped", "its end")
        assert answer(rooms("announce", "is-playing", *which, "--json"))["playing"] is False
    alice.leave()
    assert_hears(recording, 880)


def test_an_announcement_that_is_not_there(rooms, room, tmp_path: Path):
    run = rooms("announce", "play", "--room", room, "--file", tmp_path / "none.opus", "--json", expect=14)
    assert answer(run)["error"]["janus"]["code"] == 499


@pytest.mark.parametrize(
    "words, version", [(["announce", "list"], "1.2.4"), (["announce", "stop", "--all"], "1.3.2")], ids=str
)
def test_what_the_server_is_too_old_for_is_not_sent(rooms, room, words, version: str):
    run = rooms(*words, "--room", room, expect=14)
    assert version in run.stderr.text and "1.1.2" in run.stderr.text


# --- servers of other kinds -----------------------------------------------------------------------------------------


def test_a_server_with_string_ids(rooms, start_janus):
    server = start_janus(string_ids=True, rooms=[Room(id="lobby")])
    with AdminClient(server) as admin:
        rooms("create", "--room", "salon", url=server.url)
        rooms("create", "--room", "1234", "--string-ids", url=server.url)
        assert admin.room_exists("salon") and admin.room_exists("1234")
        shown = answer(rooms("show", "--room", "1234", "--string-ids", "--json", url=server.url))
        assert shown["room"] == "1234" and shown["listed"] is True
    refused = rooms("exists", "--room", "1234", url=server.url, expect=14)
    assert "--string-ids" in refused.stderr.text


def test_numbers_up_to_63_bits(rooms, admin, room_number):
    room = 2**63 - 1 - (room_number % 1_000_000)
    rooms("create", "--room", room)
    assert admin.room_exists(room)
    assert answer(rooms("show", "--room", room, "--json"))["room"] == room
    rooms("destroy", "--room", room, "--yes")
    assert not admin.room_exists(room)
    assert "room" in rooms("exists", "--room", 2**63, expect=2).stderr.text


def test_a_server_whose_rooms_need_a_key(rooms, start_janus, tmp_path: Path):
    server = start_janus(admin_key=KEY)
    key = secret_file(tmp_path / "key", KEY)
    assert "administration key" in rooms("create", "--room", 7, url=server.url, expect=4).stderr.text
    rooms("create", "--room", 7, "--private", "--admin-key-file", key, url=server.url, secrets=[KEY])
    assert "7" not in rooms("list", url=server.url).stdout.text.split()
    listing = answer(rooms("list", "--admin-key-file", key, "--json", url=server.url))
    assert {line["room"] for line in listing["rooms"]} == {7, 1234}
    shown = answer(rooms("show", "--room", 7, "--admin-key-file", key, "--json", url=server.url))
    assert shown["listed"] is True


def test_a_server_with_an_api_secret(rooms, start_janus):
    server = start_janus(api_secret=API_SECRET)
    refused = answer(rooms("list", "--json", url=server.url, expect=4))
    assert refused["error"]["janus"]["layer"] == "core" and refused["error"]["janus"]["code"] == 403
    rooms("list", url=server.url, environment={"JANUS_TALK_API_SECRET": API_SECRET}, secrets=[API_SECRET])


def test_no_rooms_is_an_answer(rooms, start_janus):
    run = rooms("list", url=start_janus(rooms=()).url)
    assert run.stdout.text == "No rooms.\n"


def test_through_the_admin_api(rooms, janus, admin, room_number):
    admin_way = ["--through-admin", "--admin-url", f"ws://127.0.0.1:{janus.ports.admin}"]
    before = admin.sessions()
    options = {"environment": {"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET}, "secrets": [ADMIN_SECRET]}
    rooms("create", "--room", room_number, *admin_way, **options)
    assert admin.room_exists(room_number)
    shown = answer(rooms("show", "--room", room_number, "--json", *admin_way, **options))
    assert shown["room"] == room_number
    error = answer(rooms("create", "--room", room_number, "--json", *admin_way, **options, expect=5))["error"]
    assert error["janus"]["code"] == 486
    assert "1.2.4" in rooms("announce", "list", "--room", room_number, *admin_way, **options, expect=14).stderr.text
    rooms("destroy", "--room", room_number, "--yes", *admin_way, **options)
    assert not admin.room_exists(room_number)
    assert admin.sessions() == before
    assert "403" in rooms("list", *admin_way, expect=4).stderr.text


def test_a_hostile_description_is_only_text(rooms, admin, room_number):
    evil = "a\x1b]0;owned\x07\x1b[2J\nROOM\u202eb"
    admin.create_room(room_number, description=evil)
    for words in (["list"], ["show", "--room", room_number]):
        shown = rooms(*words).stdout
        assert b"\x1b" not in shown.content and b"\x07" not in shown.content
        assert "\u202e" not in shown.text and "owned" in shown.text
        assert not any(line.startswith("ROOMb") for line in shown.text.splitlines())
    listing = answer(rooms("list", "--json"))
    assert evil in [line["description"] for line in listing["rooms"]]
    admin.room_request("destroy", room=room_number)


def test_a_server_without_the_plugin(rooms, start_janus):
    server = start_janus()
    config = server.log.parent / "config" / "janus.jcfg"
    text = config.read_text()
    config.write_text(text.replace('disable = "libjanus', 'disable = "libjanus_audiobridge.so,libjanus', 1))
    server.restart()
    run = rooms("list", "--json", url=server.url, expect=14)
    assert answer(run)["error"]["janus"]["code"] == 460
    assert "AudioBridge" in run.stderr.text
