#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Steps 3 to 5 of scripts/demo: the server, the second participant, and janus-talk in the foreground."""

import getpass
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "support"))

from janus_config import JanusSettings  # noqa: E402
from janus_server import JanusFailed, JanusServer, media_address  # noqa: E402
from processes import ManagedProcess, prepare_child  # noqa: E402

ROOM = "1234"
RECORDING = PROJECT / "build" / "demo" / "conference.wav"
SPEECH = (
    "Hello! I am the second participant of this conference. What you hear was encoded by janus talk, mixed by the "
    "Janus server, and decoded by your own janus talk. Press control C to leave."
)
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
# si_code of a signal the terminal sent: it went to janus-talk too, which shares our process group.
SI_KERNEL = 0x80


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def user_name() -> str:
    try:
        return os.environ.get("USER") or getpass.getuser()
    except (KeyError, OSError):
        return "guest"


def make_speech(folder: Path) -> Path:
    path = folder / "speech.wav"
    subprocess.run(["espeak-ng", "-s", "150", "-w", str(path), SPEECH], check=True, capture_output=True)
    return path


def start_speaker(binary: str, server: JanusServer, folder: Path) -> ManagedProcess:
    command = [
        binary, "join", "--url", server.url, "--room", ROOM, "--display", "Demo voice",
        "--input", f"file:{make_speech(folder)}?loop", "--output", "null",
    ]  # fmt: skip
    return ManagedProcess(command, folder / "speaker.log", directory=folder, own_session=True)


def join_command(binary: str, server: JanusServer, options: "list[str]") -> "list[str]":
    """What the user gives wins over what the demo would say itself."""
    given = {option.split("=")[0] for option in options}
    command = [binary, "join"]
    defaults = {"--room": ROOM, "--display": user_name(), "--url": server.url, "--record": str(RECORDING)}
    for option, value in defaults.items():
        if option not in given:
            command += [option, value]
    return command + options


def run_in_foreground(command: "list[str]", speaker: ManagedProcess, server: JanusServer) -> int:
    """Runs janus-talk on this terminal until it ends; passes on what asks us to end. Returns its exit status."""
    if signal.sigpending() & {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}:
        return 128 + signal.SIGINT
    process = subprocess.Popen(command, preexec_fn=prepare_child)
    speaker_missed = False
    while process.poll() is None:
        received = signal.sigtimedwait(SIGNALS, 1.0)
        if received is None or received.si_signo == signal.SIGCHLD:
            if not speaker.is_running() and not speaker_missed:
                speaker_missed = True
                say(f"demo: the second participant left with status {speaker.exit_code}:\n{speaker.log_tail()}")
            server.check_alive()
        elif received.si_signo == signal.SIGINT:
            if received.si_code != SI_KERNEL:
                process.send_signal(signal.SIGINT)
        else:
            process.send_signal(signal.SIGTERM)
    return process.returncode


def confer(options: "list[str]") -> int:
    binary = os.environ["JANUS_TALK_BINARY"]
    with tempfile.TemporaryDirectory(prefix="janus-talk-demo-") as name:
        folder = Path(name)
        server = JanusServer(folder / "janus", JanusSettings(media_address()))
        speaker = None
        try:
            say("\n==> 3/5 Server: a private Janus with room 1234, configured in a temporary folder")
            server.start()
            say(f"    signalling {server.url}, media on {server.settings.media_address}")
            say("\n==> 4/5 Second participant: another janus-talk that speaks for ever")
            speaker = start_speaker(binary, server, folder)
            command = join_command(binary, server, options)
            shown = " ".join(map(shlex.quote, command))
            say(f"\n==> 5/5 You: {shown}")
            say("    On your own server it is the same command with its address, for example")
            say(f"    {shlex.quote(binary)} join --room {ROOM} --display {shlex.quote(user_name())} "
                "--url wss://janus.example.org:8989")  # fmt: skip
            say("    Without a sound card you see levels and names, and hear it later in the recording.")
            say("    Ctrl-C leaves.\n")
            return run_in_foreground(command, speaker, server)
        finally:
            if speaker is not None:
                speaker.stop(polite_for=5.0)
            server.stop()


def main() -> int:
    options = sys.argv[1:]
    RECORDING.parent.mkdir(parents=True, exist_ok=True)
    RECORDING.unlink(missing_ok=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        media_address()
    except JanusFailed:
        say("\n    This host has no address but loop-back, which Janus never uses for media:")
        say("    the conference gets a private network of its own.")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        wrapper = str(PROJECT / "tests" / "support" / "in_network")
        os.execv(wrapper, [wrapper, sys.executable, __file__, *options])
    try:
        code = confer(options)
    except JanusFailed as failure:
        sys.exit(f"demo: {failure}")
    say(f"\n==> Left with status {code}; server and second participant are gone.")
    if RECORDING.exists():
        say(f"    Recording: {RECORDING}")
    return code


if __name__ == "__main__":
    sys.exit(main())
