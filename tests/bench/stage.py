# SPDX-License-Identifier: MIT
"""A private Janus near, an emulated network, and participants on either side of it: what the sound benchmarks share."""

import argparse
import os
import shlex
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

PROJECT = Path(__file__).resolve().parents[2]
SUPPORT = PROJECT / "tests" / "support"
sys.path.insert(0, str(SUPPORT))

from janus_config import JanusSettings, Room  # noqa: E402
from janus_server import JanusServer  # noqa: E402
from janus_talk import JanusTalk  # noqa: E402
from network_emulator import NEAR_ADDRESS, NetworkEmulator  # noqa: E402

DEFAULT_BINARY = PROJECT / "build" / "release" / "src" / "janus-talk"

# Both ways the same. "down" and "up" losses by themselves are the business of the benchmark `loss`.
NETWORKS = {
    "local": "",
    "30ms": "delay=30",
    "30ms-jitter15": "delay=30 jitter=15",
    "30ms-jitter15-loss1": "delay=30 jitter=15 loss=0.01",
    "100ms": "delay=100",
}


def enter_private_network() -> None:
    """Starts this program again inside tests/support/in_network, unless it is there."""
    if "JANUS_TALK_IN_NETWORK" not in os.environ:
        os.execv(SUPPORT / "in_network", ["in_network", sys.executable, *sys.argv])


@dataclass(frozen=True)
class Variant:
    """What is measured: a program, and options of `join` as one would type them."""

    name: str
    binary: Path
    options: str


def add_variant_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--binary", type=Path, default=DEFAULT_BINARY)
    parser.add_argument("--options", default="", metavar="WORDS", help="more options of join, for all participants")
    parser.add_argument("--against-binary", type=Path, metavar="FILE", help="a second variant; default: the same binary")
    parser.add_argument("--against-options", metavar="WORDS", help="its options; default: none")


def variants_of(options: argparse.Namespace) -> "list[Variant]":
    variants = [Variant("first", options.binary.resolve(), options.options)]
    if options.against_binary or options.against_options is not None:
        binary = options.against_binary or options.binary
        variants.append(Variant("second", binary.resolve(), options.against_options or ""))
    for variant in variants:
        if not variant.binary.is_file():
            sys.exit(f"{variant.binary} is missing; run scripts/build release")
    return variants


class Stage:
    """Use as a context manager. Whoever joins is killed at its end."""

    def __init__(self, folder: Path, network: str, rooms: Sequence[Room], seed: int) -> None:
        """`network`: of both directions, from the first packet on."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.network = NetworkEmulator(network, network, seed)
        self._server = JanusServer(folder / "janus", JanusSettings(NEAR_ADDRESS, rooms, NEAR_ADDRESS))
        self._runs: "list[JanusTalk]" = []
        # No sound server, no configuration; one scan of the plug-ins for all runs.
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "USER": "bench",
            "PULSE_SERVER": "unix:/no-sound-server",
            "GST_REGISTRY": str(folder.parent / "gst-registry.bin"),
        }

    def __enter__(self) -> "Stage":
        self.network.__enter__()
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        for run in self._runs:
            run.kill()
        self._server.stop()
        self.network.__exit__()

    @property
    def server(self) -> JanusServer:
        return self._server

    def join(self, name: str, room: int, binary: Path, options: str, *words: str, far: bool = True) -> JanusTalk:
        """A participant, in the room and with the first sound heard. `options` is as one would type it."""
        command = [str(binary), "join", "--url", self._server.url, "--room", str(room), "--display", name, "--events"]
        command += [*words, *shlex.split(options)]
        return self._start(name, self.network.far(command) if far else command).wait_until_heard()

    def start(self, name: str, binary: Path, *words: str) -> JanusTalk:
        """Any other command, on the far side, with events."""
        return self._start(name, self.network.far([str(binary), *words, "--events"]))

    def _start(self, name: str, command: "list[str]") -> JanusTalk:
        run = JanusTalk(command, self.folder, name, self._environment)
        self._runs.append(run)
        return run

    @staticmethod
    def leave(runs: "Sequence[JanusTalk]") -> None:
        for run in runs:
            run.send_signal(signal.SIGINT)
        for run in runs:
            run.finish()


def media_port(run: JanusTalk) -> int:
    """The local UDP port the participant's media flow through."""
    event = run.wait_for("media", lambda event: "candidate" in event)
    return int(event["candidate"]["local"].rsplit(":", 1)[1])
