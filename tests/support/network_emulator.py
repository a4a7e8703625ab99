#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A bad network between this network namespace and a new one, without kernel modules.

  tests/support/network_emulator.py [--up SPEC] [--down SPEC] [--seed N]          a process; NetworkEmulator runs it

The process has two TUN devices, NEAR_ADDRESS in the namespace it was started in and FAR_ADDRESS in one of its own, and
passes IPv4 packets from one to the other as link_model.py says; "up" is from far to near, that is from clients to the
server. SPEC is "delay=30 jitter=15 loss=0.01" and so on. Its standard input takes commands, one a line, and each is
answered by one line: "up SPEC" or "down SPEC" changes what is named, "counters" tells what was done, as JSON, and "flows"
the same of RTP alone, for each UDP port of the far side. It ends with its input. Needs what tests/support/in_network gives, and /dev/net/tun.
"""

import argparse
import contextlib
import ctypes
import dataclasses
import fcntl
import gc
import heapq
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Optional, Sequence

from link_model import Link, LinkCounters, LinkSettings
from processes import be_punctual, prepare_child

# Servers live near, clients that shall suffer live far.
NEAR_ADDRESS, FAR_ADDRESS = "10.99.0.1", "10.99.0.2"
NEAR_DEVICE, FAR_DEVICE = "emulated-near", "emulated-far"

_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000
_TUN = "/dev/net/tun"
_libc = ctypes.CDLL(None, use_errno=True)


class EmulatorFailed(RuntimeError):
    """No such network can be made here, or the emulator died."""


# --- the process ------------------------------------------------------------------------------------------------


def _open_tun(name: str, address: str) -> int:
    device = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI))
    subprocess.run(["ip", "address", "add", f"{address}/24", "dev", name], check=True)
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return device


def _enter_new_namespace() -> None:
    if _libc.unshare(_CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no nested network namespace")
    with contextlib.suppress(OSError):  # /proc/sys is read-only in some containers
        Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1\n")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _rtp_port(packet: bytes, from_far: bool) -> Optional[int]:
    """The UDP port of the far side, if the packet is RTP (encrypted or not; RTCP is none)."""
    header = 4 * (packet[0] & 15)
    if packet[9] != socket.IPPROTO_UDP or len(packet) < header + 8 + 12:
        return None
    first, second = packet[header + 8], packet[header + 9] & 127
    if first >> 6 != 2 or 64 <= second < 96:  # RFC 5761
        return None
    at = header if from_far else header + 2
    return int.from_bytes(packet[at : at + 2], "big")


class _Carrier:
    """Moves packets from one device to another, through one link."""

    def __init__(self, source: int, target: int, link: Link, from_far: bool) -> None:
        self.source, self.link = source, link
        self.flows: "dict[int, LinkCounters]" = {}
        self._from_far = from_far
        self._target = target
        self._waiting: "list[tuple[float, int, bytes]]" = []
        self._number = 0

    @property
    def next_departure(self) -> float:
        return self._waiting[0][0] if self._waiting else float("inf")

    def take(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                packet = os.read(self.source, 65536)
                if packet[0] >> 4 != 4:
                    continue  # router solicitations and the like
                due = self.link.admit(time.monotonic(), len(packet))
                self._count(packet, due is None)
                if due is not None:
                    self._number += 1  # keeps the order of what is due at the same time
                    heapq.heappush(self._waiting, (due, self._number, packet))

    def _count(self, packet: bytes, lost: bool) -> None:
        port = _rtp_port(packet, self._from_far)
        if port is not None:
            counters = self.flows.setdefault(port, LinkCounters())
            counters.packets += 1
            counters.lost += lost

    def give(self) -> None:
        while self.next_departure <= time.monotonic():
            packet = heapq.heappop(self._waiting)[2]
            with contextlib.suppress(OSError):  # its queue is full: a packet lost, as on any network
                os.write(self._target, packet)


def _plain(flows: "dict[int, LinkCounters]") -> "dict[int, dict[str, int]]":
    return {port: {"packets": counters.packets, "lost": counters.lost} for port, counters in flows.items()}


class _Commands:
    """Lines on standard input, answers on standard output."""

    def __init__(self, carriers: "dict[str, _Carrier]") -> None:
        self._carriers = carriers
        self._links = {way: carrier.link for way, carrier in carriers.items()}
        self._rest = b""

    def take(self) -> bool:
        """False at the end of the input."""
        content = os.read(0, 65536)
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            print(self._answer(line.decode()), flush=True)
        return bool(content)

    def _answer(self, line: str) -> str:
        name, _, rest = line.strip().partition(" ")
        if name == "counters":
            return json.dumps({way: dataclasses.asdict(link.counters) for way, link in self._links.items()})
        if name == "flows":
            return json.dumps({way: _plain(carrier.flows) for way, carrier in self._carriers.items()})
        if name not in self._links:
            return f"error: {name!r} is not one of up, down, counters, flows"
        try:
            self._links[name].settings = self._links[name].settings.changed(rest)
        except ValueError as error:
            return f"error: {error}"
        return "ok"


def _carry(carriers: "Sequence[_Carrier]", commands: _Commands) -> None:
    sources = {carrier.source: carrier for carrier in carriers}
    while True:
        wait = min(carrier.next_departure for carrier in carriers) - time.monotonic()
        readable, _, _ = select.select([0, *sources], [], [], None if wait > 3600 else max(0.0, wait))
        for ready in readable:
            if ready == 0:
                if not commands.take():
                    return
            else:
                sources[ready].take()
        for carrier in carriers:
            carrier.give()


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--up", type=LinkSettings().changed, default=LinkSettings(), metavar="SPEC")
    parser.add_argument("--down", type=LinkSettings().changed, default=LinkSettings(), metavar="SPEC")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    links = {"up": Link(2 * options.seed, options.up), "down": Link(2 * options.seed + 1, options.down)}
    near = _open_tun(NEAR_DEVICE, NEAR_ADDRESS)
    _enter_new_namespace()
    far = _open_tun(FAR_DEVICE, FAR_ADDRESS)
    be_punctual()
    gc.disable()
    print("ready", flush=True)
    carriers = {"up": _Carrier(far, near, links["up"], True), "down": _Carrier(near, far, links["down"], False)}
    _carry(list(carriers.values()), _Commands(carriers))


# --- its owner --------------------------------------------------------------------------------------------------


class NetworkEmulator:
    """Use as a context manager. `up` and `down` are texts as LinkSettings.changed takes them; the same `seed` loses
    the same packets. One at a time in a namespace."""

    def __init__(self, up: str = "", down: str = "", seed: int = 1) -> None:
        self._arguments = [f"--up={up}", f"--down={down}", f"--seed={seed}"]
        self._process: "subprocess.Popen[str] | None" = None

    def __enter__(self) -> "NetworkEmulator":
        if not os.access(_TUN, os.R_OK | os.W_OK):
            raise EmulatorFailed(f"{_TUN} can't be opened; as root: chmod 666 {_TUN}")
        self._process = subprocess.Popen(
            [sys.executable, __file__, *self._arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1, preexec_fn=prepare_child,
        )  # fmt: skip
        if self._read() != "ready":
            raise EmulatorFailed("the emulator did not start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def far(self, command: Sequence[object]) -> "list[str]":
        """The command that runs `command` on the far side."""
        return ["nsenter", f"--net={self.namespace}", "--", *map(str, command)]

    @property
    def namespace(self) -> str:
        """The far side, as a file of /proc."""
        return f"/proc/{self._process.pid}/ns/net"

    @contextlib.contextmanager
    def on_far_side(self) -> Iterator[None]:
        """Sockets that this thread makes meanwhile are on the far side. Start no process and no thread inside."""
        with open("/proc/thread-self/ns/net") as home, open(self.namespace) as far:
            _set_namespace(far.fileno())
            try:
                yield
            finally:
                _set_namespace(home.fileno())

    def change(self, up: str = "", down: str = "") -> None:
        """From the next packet on. Raises EmulatorFailed when it is refused."""
        for way, text in (("up", up), ("down", down)):
            if text:
                answer = self._ask(f"{way} {text}")
                if answer != "ok":
                    raise EmulatorFailed(answer)

    def counters(self) -> "dict[str, dict[str, int]]":
        """LinkCounters of "up" and "down"."""
        return json.loads(self._ask("counters"))

    def rtp_lost(self, way: str, port: int) -> "tuple[int, int]":
        """RTP packets from ("up") or to ("down") that UDP port of the far side, and how many of them were lost."""
        flow = json.loads(self._ask("flows"))[way].get(str(port), {"packets": 0, "lost": 0})
        return flow["packets"], flow["lost"]

    def _ask(self, line: str) -> str:
        self._process.stdin.write(line + "\n")
        return self._read()

    def _read(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            raise EmulatorFailed(f"the emulator ended with {self._process.wait(10)}")
        return line.rstrip("\n")


def _set_namespace(fd: int) -> None:
    if _libc.setns(fd, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "the network namespace can't be entered")


if __name__ == "__main__":
    _main()
