# SPDX-License-Identifier: MIT
"""Files that are not what they should be, disks that fill up, and recordings that must survive everything."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

import audio
from listening import assert_hears, let_them_talk
from processes import wait_until

TONE = audio.tone(440, 2)
PCM = (TONE * 32767).astype("<i2").tobytes()


# --- inputs -----------------------------------------------------------------------------------------------------


def test_a_missing_file_is_named(join, room, tmp_path: Path):
    run = join(room, "alice", "--input", f"file:{tmp_path}/nowhere.wav")
    run.finish(expect=8)
    assert "nowhere.wav" in run.stderr.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        os.urandom(3000),
        b"This is a text about sound, not sound.\n" * 20,
        audio.wav_header(0)[:30],
    ],
    ids=["empty", "four bytes", "noise", "text", "half a header"],
)
def test_what_is_no_sound_file_is_refused(join, room, admin, tmp_path: Path, content: bytes):
    path = tmp_path / "strange.wav"
    path.write_bytes(content)
    run = join(room, "alice", "--input", f"file:{path}")
    run.finish(expect=8, timeout=60)
    assert "strange.wav" in run.stderr.text
    assert admin.participants(room) == []


def test_a_folder_is_no_sound_file(join, room, tmp_path: Path):
    join(room, "alice", "--input", f"file:{tmp_path}").finish(expect=8)


@pytest.mark.parametrize(
    "claimed", [len(PCM) * 50, 0xFFFFFFFF, 0], ids=["truncated", "unknown length", "length zero"]
)
def test_a_wav_whose_header_lies_is_played_as_far_as_it_goes(join, room, tmp_path: Path, claimed: int):
    path = tmp_path / "lying.wav"
    path.write_bytes(audio.wav_header(claimed) + PCM)
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    alice = join(room, "alice", "--input", f"file:{path}", "--leave-after-play")
    code = alice.finish(expect=None, timeout=60)
    bob.leave()
    if claimed == 0 and code == 8:
        return  # nothing to play, by its own words
    assert code == 0
    assert_hears(tmp_path / "bob.wav", 440, clean=15)


def test_a_huge_file_is_not_read_into_memory(join, room, tmp_path: Path):
    path = tmp_path / "huge.wav"
    path.write_bytes(audio.wav_header(0xFFFFFFFF) + PCM)
    os.truncate(path, 5 << 30)  # sparse: five gigabytes that take no space
    alice = join(room, "alice", "--input", f"file:{path}").wait_until_heard()
    let_them_talk(1)
    status = Path(f"/proc/{alice.pid}/status").read_text()
    peak_kilobytes = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    assert peak_kilobytes < 1_000_000
    alice.leave()


def test_a_fifo_is_played_as_it_comes(join, room, tmp_path: Path):
    fifo = tmp_path / "pipe.wav"
    os.mkfifo(fifo)
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    writer = subprocess.Popen(["sh", "-c", f"cat '{tmp_path / 'stream.wav'}' >'{fifo}'"], cwd=tmp_path)
    (tmp_path / "stream.wav").write_bytes(audio.wav_header(0xFFFFFFFF) + PCM)
    alice = join(room, "alice", "--input", f"file:{fifo}", "--leave-after-play")
    alice.finish(timeout=60)
    writer.wait(timeout=30)
    bob.leave()
    assert_hears(tmp_path / "bob.wav", 440, clean=15)


# --- outputs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--record", "--output"])
@pytest.mark.parametrize("where", ["missing folder", "folder", "proc"])
def test_an_output_that_cannot_be_written_is_named(join, room, admin, tmp_path: Path, option: str, where: str):
    path = {"missing folder": tmp_path / "nowhere" / "a.wav", "folder": tmp_path, "proc": Path("/proc/a.wav")}[where]
    run = join(room, "alice", option, f"file:{path}" if option == "--output" else path)
    assert run.finish(expect=None) in (2, 8)
    assert str(path) in run.stderr.text
    assert admin.participants(room) == []


def test_the_output_file_holds_what_is_heard(join, room, tmp_path: Path):
    join(room, "alice").wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--output", f"file:{tmp_path / 'out.wav'}").wait_until_heard()
    let_them_talk(2.5)
    bob.leave()
    assert_hears(tmp_path / "out.wav", 440)


@pytest.mark.parametrize("kind", ["wav", "opus"])
def test_a_recording_survives_being_killed(join, room, tmp_path: Path, kind: str):
    join(room, "alice").wait_until_heard()
    path = tmp_path / f"killed.{kind}"
    bob = join(room, "bob", "--input", "null", "--record", path).wait_until_heard()
    let_them_talk(4)
    bob.send_signal(signal.SIGKILL)
    bob.finish(expect=-signal.SIGKILL)
    # Any player must be able to play it, not only our own reader.
    recording = audio.decode(path)
    assert recording.seconds > 2
    part = audio.audible_part(recording.mono, recording.rate)
    assert audio.tone_snr_db(part, recording.rate, 440) > 15


@pytest.mark.parametrize("option, kind, size", [
    ("--record", "wav", 150), ("--record", "opus", 16), ("--record-both", "wav", 150), ("--record-sent", "opus", 16),
])  # fmt: skip
def test_a_full_disk_ends_the_recording_and_not_the_conference(
    join, room, tmp_path: Path, option: str, kind: str, size: int
):
    name = f"full.{kind}"
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(disk)], check=True)
    try:
        bob = join(room, "bob", "--input", "tone:660@-20", option, disk / name).wait_until_heard()
        listener = join(room, "listener", "--input", "null", "--record", tmp_path / "later.wav")
        warning = bob.wait_for("warning", lambda event: name in event["text"] or "space" in event["text"])
        assert warning["name"] == "device"
        bob.wait_for("record", change="stopped")
        listener.wait_until_heard()
        # The conference goes on: we are still in the room and still hear it.
        alice = join(room, "alice", "--input", "tone:440@-14").wait_until_heard()
        bob.wait_for("talking", display="alice", on=True)
        alice.leave()
        bob.leave()
        assert len([event for event in bob.of_type("warning") if name in event["text"]]) == 1
        assert (disk / name).stat().st_size > size * 300
        copy = shutil.copy(disk / name, tmp_path / name)
        assert audio.decode(Path(copy)).seconds > 0.5
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_names_in_recordings_stay_in_their_folder(join, room, tmp_path: Path):
    folder = tmp_path / "inner"
    folder.mkdir()
    evil = "../../etc/x\\..-rf "
    run = join(room, evil.strip(), "--record", folder / "of %d.wav", "--for", "700ms", name="evil")
    run.finish()
    written = [path.name for path in folder.iterdir()]
    assert len(written) == 1 and written[0].startswith("of ") and "/" not in written[0]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".wav") == []


def test_an_existing_recording_is_not_destroyed_silently(join, room, tmp_path: Path):
    path = tmp_path / "precious.wav"
    audio.write_wav(path, TONE)
    before = path.read_bytes()
    run = join(room, "alice", "--record", path, "--for", "500ms")
    code = run.finish(expect=None)
    said = run.stderr.text + run.stdout.text
    assert path.read_bytes() == before or (code == 0 and "precious" in said)


def test_stdout_that_closes_leaves_the_room(join, room, admin):
    run = join(room, "alice").wait_until_heard()
    run.stdout.close()
    wait_until(lambda: not run.is_running(), "the program to leave")
    assert run.process.returncode == 0
    assert admin.participants(room) == []


def test_raw_output_that_closes_leaves_the_room(talk, janus, room, admin):
    run = talk(
        "join", "--url", janus.url, "--room", room, "--display", "alice", "--input", "null", "--output", "-"
    )
    wait_until(lambda: len(run.stdout.content) > 9600, "raw audio on stdout")
    run.stdout.close()
    wait_until(lambda: not run.is_running(), "the program to leave")
    assert run.process.returncode == 0
    assert admin.participants(room) == []
