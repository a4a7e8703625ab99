# SPDX-License-Identifier: MIT
"""A private PulseAudio: a null sink as loudspeaker, another one that feeds a microphone."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Optional

from processes import ManagedProcess, wait_until

SPEAKER = "speaker"
MICROPHONE = "microphone"
_MICROPHONE_FEED = "microphone-feed"

_CONFIGURATION = f"""
load-module module-native-protocol-unix socket={{socket}} auth-anonymous=1
load-module module-null-sink sink_name={SPEAKER} rate=48000 channels=2
load-module module-null-sink sink_name={_MICROPHONE_FEED} rate=48000 channels=1
load-module module-remap-source source_name={MICROPHONE} master={_MICROPHONE_FEED}.monitor
set-default-sink {SPEAKER}
set-default-source {MICROPHONE}
"""


class PulseServer:
    """Needs no session bus and no sound card, works as root. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "native"
        self._process: Optional[ManagedProcess] = None

    @property
    def environment(self) -> "dict[str, str]":
        """What a program needs to find this server and no other."""
        return {"PULSE_SERVER": f"unix:{self._socket}", "PULSE_COOKIE": str(self._folder / "cookie")}

    def start(self) -> "PulseServer":
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration = self._folder / "default.pa"
        configuration.write_text(_CONFIGURATION.format(socket=self._socket))
        home = {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)}
        self._process = ManagedProcess(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--realtime=no",
             "--high-priority=no", "--use-pid-file=no", "--log-target=stderr", "-F", str(configuration)],
            self._folder / "pulseaudio.log",
            environment={**os.environ, **home, **self.environment},
        )  # fmt: skip
        wait_until(self._is_ready, "pulseaudio to answer")
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
        self._socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        """The server stops answering without going away, as a hung sound driver makes it do."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def plug_in(self, module: str, **arguments: object) -> None:
        """Loads a module that makes a device: plug_in("module-null-sink", sink_name="x", rate=8000)."""
        assert self._pactl("load-module", module, *(f"{name}={value}" for name, value in arguments.items()))

    def pull_out(self, name: str) -> None:
        """Unloads the module that made this device."""
        for line in self._pactl("list", "short", "modules").splitlines():
            number, _, arguments = line.split("\t")[:3]
            if {f"sink_name={name}", f"source_name={name}"} & set(arguments.split()):
                self._pactl("unload-module", number)
                return
        raise AssertionError(f"there is no device {name}")

    def lead_speaker_into_microphone(self, delay_ms: int = 40) -> None:
        """What the loudspeaker plays comes back through the microphone, as on a desk without headphones."""
        self.plug_in(
            "module-loopback", source=f"{SPEAKER}.monitor", sink=_MICROPHONE_FEED, latency_msec=delay_ms
        )  # fmt: skip

    def set_defaults(self, sink: str, source: str) -> None:
        self._pactl("set-default-sink", sink)
        self._pactl("set-default-source", source)

    def plug_in_speaker(self) -> None:
        self.plug_in("module-null-sink", sink_name=SPEAKER, rate=48000, channels=2)

    def plug_in_microphone(self) -> None:
        self.plug_in("module-remap-source", source_name=MICROPHONE, master=f"{_MICROPHONE_FEED}.monitor")

    def speak_into_microphone(self, wav: Path, log: Path) -> ManagedProcess:
        """Plays a file where the microphone hears it."""
        return self._tool(["paplay", f"--device={_MICROPHONE_FEED}", str(wav)], log)

    def listen_to_speaker(self, raw: Path, log: Path) -> ManagedProcess:
        """Records what the loudspeaker plays, as raw 16 bit mono at 48 kHz, until stopped."""
        command = ["parec", f"--device={SPEAKER}.monitor", "--rate=48000", "--channels=1", "--format=s16le",
                   "--latency-msec=20", "--raw", str(raw)]  # fmt: skip
        return self._tool(command, log)

    def stream_count(self, kind: str) -> int:
        """How many programs play (`sink-inputs`) or capture (`source-outputs`) now."""
        return len(self._pactl("list", "short", kind).splitlines())

    def _tool(self, command: "list[str]", log: Path) -> ManagedProcess:
        return ManagedProcess(command, log, environment={**os.environ, **self.environment})

    def _pactl(self, *words: str) -> str:
        environment = {**os.environ, **self.environment}
        done = subprocess.run(["pactl", *words], env=environment, capture_output=True, text=True, timeout=30)
        return done.stdout if done.returncode == 0 else ""

    def _is_ready(self) -> bool:
        if self._process is not None and not self._process.is_running():
            raise RuntimeError("pulseaudio ended by itself:\n" + self._process.log_tail())
        return MICROPHONE in self._pactl("list", "short", "sources")

    def __enter__(self) -> "PulseServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
