# SPDX-License-Identifier: MIT
"""The emulated network itself, with real sockets. Bounds are of order and number, never of how fast this machine is:
a packet may always come later than asked for, but not earlier."""

import math
import os
import socket
import subprocess
import time
from typing import Iterator

import pytest

from network_emulator import FAR_ADDRESS, FAR_DEVICE, NEAR_ADDRESS, NEAR_DEVICE, EmulatorFailed, NetworkEmulator
from packet_capture import PacketCapture, receive_with_time, rtp_header, stamp_times
from processes import wait_until

pytestmark = pytest.mark.skipif(not os.access("/dev/net/tun", os.R_OK | os.W_OK), reason="/dev/net/tun can't be opened")


class Pair:
    """A UDP socket on each side of an emulated network."""

    def __init__(self, emulator: NetworkEmulator) -> None:
        self.near = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.near.bind((NEAR_ADDRESS, 0))
        with emulator.on_far_side():
            self.far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.far.connect(self.near.getsockname())
        self.far.settimeout(30)
        self.far.send(b"here I am")
        self.near.connect(self.near.recvfrom(100)[1])
        for side in (self.near, self.far):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.fixture
def network() -> Iterator[NetworkEmulator]:
    with NetworkEmulator(seed=5) as emulator:
        yield emulator


@pytest.fixture
def pair(network: NetworkEmulator) -> Iterator[Pair]:
    sockets = Pair(network)
    yield sockets
    sockets.close()


def test_rtp_is_counted_for_each_port_of_the_far_side(network: NetworkEmulator, pair: Pair):
    port = pair.far.getsockname()[1]
    rtp, rtcp = bytes([0x80, 111]) + bytes(30), bytes([0x80, 200]) + bytes(30)
    for packet in (rtp, rtcp, b"no RTP at all, but long enough", rtp[:11]):
        pair.far.send(packet)
    wait_until(lambda: network.counters()["up"]["packets"] >= 5, "all to pass")
    assert network.rtp_lost("up", port) == (1, 0)
    network.change(down="loss=1")
    for _ in range(3):
        pair.near.send(rtp)
    wait_until(lambda: network.counters()["down"]["lost"] >= 3, "all to be lost")
    assert network.rtp_lost("down", port) == (3, 3)
    assert network.rtp_lost("down", port + 1) == (0, 0)


def send_numbers(sender: socket.socket, first: int, count: int) -> None:
    for number in range(first, first + count):
        sender.send(b"%d" % number)
        if number % 50 == 0:
            time.sleep(0.005)  # a TUN device queues 500


def arrived(receiver: socket.socket) -> "list[int]":
    """All that is in the queue."""
    receiver.setblocking(False)
    numbers = []
    try:
        while True:
            numbers.append(int(receiver.recv(100)))
    except BlockingIOError:
        return numbers


def test_both_ways_take_at_least_their_delay(network: NetworkEmulator, pair: Pair):
    network.change(up="delay=40", down="delay=15")
    for _ in range(5):
        begin = time.monotonic()
        pair.far.send(b"ping")
        pair.near.recv(100)
        there = time.monotonic()
        pair.near.send(b"pong")
        pair.far.recv(100)
        assert there - begin >= 0.040 and time.monotonic() - there >= 0.015


def test_the_far_side_is_another_network(network: NetworkEmulator, pair: Pair):
    assert pair.far.getsockname()[0] == FAR_ADDRESS
    with network.on_far_side(), pytest.raises(OSError):
        socket.create_server((NEAR_ADDRESS, 0))
    socket.create_server((NEAR_ADDRESS, 0)).close()


def test_losses_are_counted_and_as_many_as_asked_for(network: NetworkEmulator, pair: Pair):
    network.change(down="loss=0.1")
    before = network.counters()["down"]
    send_numbers(pair.near, 0, 3000)
    wait_until(lambda: network.counters()["down"]["packets"] - before["packets"] >= 3000, "all to be sent")
    lost = network.counters()["down"]["lost"] - before["lost"]
    assert lost == pytest.approx(300, abs=4 * math.sqrt(3000 * 0.1 * 0.9))
    assert network.counters()["up"]["lost"] == 0
    network.change(down="loss=0")
    send_numbers(pair.near, 3000, 1)
    numbers: "list[int]" = []
    wait_until(lambda: numbers.extend(arrived(pair.far)) or 3000 in numbers, "the last")
    assert len(numbers) == 3001 - lost and numbers == sorted(numbers)


def test_order_is_kept_under_jitter_and_broken_on_request(network: NetworkEmulator, pair: Pair):
    numbers: "list[int]" = []
    network.change(up="delay=20 jitter=20")
    send_numbers(pair.far, 0, 500)
    wait_until(lambda: numbers.extend(arrived(pair.near)) or len(numbers) == 500, "all 500")
    assert numbers == list(range(500))
    numbers.clear()
    network.change(up="jitter=0 reorder=0.05")
    send_numbers(pair.far, 0, 500)
    wait_until(lambda: numbers.extend(arrived(pair.near)) or len(numbers) == 500, "all 500")
    assert numbers != sorted(numbers) and sorted(numbers) == list(range(500))
    assert network.counters()["up"]["overtaken"] > 0


def test_processes_can_be_started_on_the_far_side(network: NetworkEmulator):
    shown = subprocess.run(network.far(["ip", "-brief", "address"]), capture_output=True, text=True, check=True).stdout
    assert FAR_ADDRESS in shown and NEAR_ADDRESS not in shown


def test_nonsense_is_refused_and_changes_nothing(network: NetworkEmulator, pair: Pair):
    for nonsense in ("loss=2", "speed=3"):
        with pytest.raises(EmulatorFailed):
            network.change(up=nonsense)
    pair.far.send(b"still there")
    assert pair.near.recv(100) == b"still there"


def test_captures_on_both_sides_agree_with_each_other(network: NetworkEmulator, pair: Pair):
    with network.on_far_side():
        far_side = PacketCapture(FAR_DEVICE)
    far_side.start()
    near_side = PacketCapture(NEAR_DEVICE).start()
    stamp_times(pair.near)
    network.change(up="delay=30")
    for number in range(20):
        pair.far.send(b"%d" % number)
    received = [receive_with_time(pair.near) for _ in range(20)]
    sent = {packet.payload: packet for packet in far_side.close()}
    seen = {packet.payload: packet for packet in near_side.close()}
    for content, when in received:
        assert sent[content].outgoing and not seen[content].outgoing
        assert sent[content].source == pair.far.getsockname() and sent[content].size == len(content)
        assert sent[content].time + 0.030 <= seen[content].time <= when


def test_rtp_headers_are_read_and_nothing_else_is():
    fixed = bytes.fromhex("90 6f 0102 00000304 aabbccdd")
    extensions = bytes.fromhex("bede 0002 51 0007 00 10 a3 0000")
    header = rtp_header(fixed + extensions + b"secret")
    assert (header.payload_type, header.sequence, header.timestamp, header.ssrc) == (111, 0x0102, 0x0304, 0xAABBCCDD)
    assert header.level == 0x23
    assert rtp_header(bytes([0x80]) + fixed[1:]).level is None
    assert rtp_header(bytes.fromhex("80 c8 0006 00000001 00000000")) is None  # an RTCP sender report
    assert rtp_header(bytes.fromhex("0001 0000 2112a442 00000000")) is None  # STUN
