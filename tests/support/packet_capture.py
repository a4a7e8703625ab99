# SPDX-License-Identifier: MIT
"""Which UDP packets passed an interface and when, with the kernel's time stamps; and what SRTP leaves readable."""

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Optional

from processes import be_punctual

_ETH_P_ALL = 0x0003
_SO_TIMESTAMPNS = 35
_SO_RCVBUFFORCE = 33
# Enough for IP, UDP and RTP headers with their extensions.
_KEPT_BYTES = 128


@dataclass(frozen=True)
class Packet:
    """One UDP packet. `time` is CLOCK_REALTIME in seconds."""

    time: float
    # True: leaves by this interface; False: came in by it.
    outgoing: bool
    source: "tuple[str, int]"
    target: "tuple[str, int]"
    # The first bytes; `size` is the length of all.
    payload: bytes
    size: int


@dataclass(frozen=True)
class RtpHeader:
    """The fixed header and the level of RFC 6464, which SRTP does not encrypt."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    # dB below full scale; None: the packet carries none.
    level: Optional[int]


def rtp_header(payload: bytes, level_id: int = 1) -> Optional[RtpHeader]:
    """None when this is no RTP packet (STUN, DTLS and RTCP share its port). `level_id` is what the offer calls the
    level, extmap:1 for janus-talk."""
    if len(payload) < 12 or payload[0] >> 6 != 2 or 64 <= payload[1] & 0x7F <= 95:
        return None
    sequence, timestamp, ssrc = struct.unpack("!HII", payload[2:12])
    level = None
    at = 12 + 4 * (payload[0] & 0x0F)
    if payload[0] & 0x10 and payload[at : at + 2] == b"\xbe\xde":
        words = struct.unpack("!H", payload[at + 2 : at + 4])[0]
        level = _level(payload[at + 4 : at + 4 + 4 * words], level_id)
    return RtpHeader(payload[1] & 0x7F, sequence, timestamp, ssrc, level)


def _level(extensions: bytes, level_id: int) -> Optional[int]:
    at = 0
    while at < len(extensions):
        number, length = extensions[at] >> 4, (extensions[at] & 0x0F) + 1
        if number == 0:  # padding
            at += 1
        elif number == level_id:
            return extensions[at + 1] & 0x7F
        else:
            at += 1 + length
    return None


class PacketCapture:
    """Collects in a thread until close(). Make it where the interface is (NetworkEmulator.on_far_side)."""

    def __init__(self, interface: str) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
        with contextlib.suppress(PermissionError):  # only the host's root; there is room for seconds without it too
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, 4 << 20)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.bind((interface, _ETH_P_ALL))
        self._socket.settimeout(0.2)
        self._packets: "list[Packet]" = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._collect, daemon=True)

    def start(self) -> "PacketCapture":
        self._thread.start()
        return self

    def close(self) -> "list[Packet]":
        """Oldest first."""
        self._done.set()
        self._thread.join()
        self._socket.close()
        return self._packets

    def _collect(self) -> None:
        be_punctual()
        while not self._done.is_set():
            try:
                content, ancillary, flags, address = self._socket.recvmsg(_KEPT_BYTES, 64, socket.MSG_TRUNC)
            except socket.timeout:
                continue
            packet = _udp_packet(content, _stamp(ancillary), address[2] == socket.PACKET_OUTGOING)
            if packet is not None:
                self._packets.append(packet)


def _stamp(ancillary: list) -> float:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data)
            return seconds + nanoseconds / 1e9
    raise OSError("the kernel gave no time stamp")


def _udp_packet(content: bytes, time: float, outgoing: bool) -> Optional[Packet]:
    if len(content) < 28 or content[0] >> 4 != 4 or content[9] != socket.IPPROTO_UDP:
        return None
    udp = 4 * (content[0] & 0x0F)
    source_port, target_port, length = struct.unpack("!HHH", content[udp : udp + 6])
    return Packet(
        time,
        outgoing,
        (socket.inet_ntoa(content[12:16]), source_port),
        (socket.inet_ntoa(content[16:20]), target_port),
        content[udp + 8 :],
        length - 8,
    )


def receive_with_time(receiver: socket.socket) -> "tuple[bytes, float]":
    """One datagram of a UDP socket that stamp_times() was called for, and when the kernel took it."""
    content, ancillary, _, _ = receiver.recvmsg(2048, 64)
    return content, _stamp(ancillary)


def stamp_times(receiver: socket.socket) -> None:
    receiver.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
