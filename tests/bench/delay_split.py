# SPDX-License-Identifier: MIT
"""From what was spoken, captured and heard to the delay of each part of the way.

The way of one marker, with the instrument that tells the time of each point:

  spoken       the FIFO's clock
    | send       frame of 20 ms, encoder, until the packet leaves
  far, out     capture; the first packet whose level (RFC 6464, readable) is that of a marker
    | up         the network
  near, in     capture of the same packet
    | server     queue, mixer, and what the encoder of the server looks ahead
  near, out    capture; which packet: the server forwards its mix as G.711 in plain RTP too, where the marker is found
    | down       the network
  far, in      capture of the same packet
    | receive    jitter buffer, decoder, output
  heard        time of the read from the FIFO

Each point is the time of the packet, or of the read, plus the place of the marker within it; so the parts add up
to the total. What leaves is encrypted, and where frames begin changes whenever the program keeps step with its source: markers begin
anywhere in a frame, so half a frame is their place on average. It blurs "send" and "server" of one marker by 10 ms, in
opposite directions, and leaves their medians right. "steady" is the total for a player that needs sound without gaps (Arrivals.steady_time_of): a program that
hands over what comes as unevenly as it comes looks fast in "receive" and pays here.
An Opus packet holds the sound from 6.5 ms before its frame on (the encoder looks ahead), which is added too.
"""

import bisect
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Optional

import numpy

import markers
from live_sound import Ear, Mouth
from packet_capture import Packet, RtpHeader, receive_with_time, rtp_header, stamp_times
from processes import be_punctual

LOOK_AHEAD = 0.0065
PARTS = ("send", "up", "server", "down", "receive", "total", "steady")

# A marker's level is about -17 dBFS, the noise between two -60.
_LOUD = 45
_FRAME = 0.020
# No marker is later than this. The next of its kind comes after two seconds.
_LONGEST = 1.5
_MIX_RATE = 8000


@dataclass(frozen=True)
class Timed:
    """One RTP packet of one stream."""

    time: float
    header: RtpHeader


@dataclass
class Split:
    """Delays of the markers in seconds, by part; None where a packet was lost or the marker not found."""

    parts: "dict[str, list[Optional[float]]]" = field(default_factory=lambda: {part: [] for part in PARTS})
    # Seconds between the packets of the speaker as they left.
    spacings: "list[float]" = field(default_factory=list)
    markers: int = 0
    not_heard: int = 0


def stream(packets: "list[Packet]", outgoing: bool, source_port: int = 0, target_port: int = 0) -> "list[Timed]":
    """The RTP packets that passed in one direction, from or to one port."""
    found = []
    for packet in packets:
        if packet.outgoing != outgoing or (source_port and packet.source[1] != source_port):
            continue
        header = rtp_header(packet.payload) if not target_port or packet.target[1] == target_port else None
        if header is not None:
            found.append(Timed(packet.time, header))
    return found


class MixTap(threading.Thread):
    """A UDP port the server forwards its mix to, as G.711 mu-law."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind((address, 0))
        self._socket.settimeout(0.2)
        stamp_times(self._socket)
        self._done = threading.Event()
        self.address, self.port = self._socket.getsockname()
        self.packets: "list[tuple[float, bytes]]" = []

    def run(self) -> None:
        be_punctual()
        while not self._done.is_set():
            try:
                content, when = receive_with_time(self._socket)
            except socket.timeout:
                continue
            self.packets.append((when, content))

    def close(self) -> None:
        self._done.set()
        self.join()
        self._socket.close()


def _mu_law_table() -> numpy.ndarray:
    """ITU-T G.711: what each byte stands for, full scale 1.0."""
    code = ~numpy.arange(256) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return numpy.where(code & 0x80, -magnitude, magnitude) / 32768.0


_MU_LAW = _mu_law_table()


class Mix:
    """The forwarded mix as one signal, and which packet holds a sample."""

    def __init__(self, packets: "list[tuple[float, bytes]]") -> None:
        self.times = [time for time, _ in packets]
        self.sequences = [struct.unpack("!H", content[2:4])[0] for _, content in packets]
        sounds = [_MU_LAW[numpy.frombuffer(content[12:], numpy.uint8)] for _, content in packets]
        self.begins = [0, *numpy.cumsum([len(sound) for sound in sounds]).tolist()]
        self.samples = numpy.concatenate(sounds) if sounds else numpy.zeros(0)

    def marker(self, kind: int, after: float) -> "Optional[tuple[int, float]]":
        """The packet that holds it and the seconds from that packet's first sample to it."""
        first = bisect.bisect_left(self.times, after)
        last = bisect.bisect_left(self.times, after + _LONGEST)
        found = markers.find(kind, self.samples[self.begins[first] : self.begins[last]], _MIX_RATE)
        if found is None:
            return None
        sample = self.begins[first] + found * _MIX_RATE
        index = bisect.bisect_right(self.begins, int(sample)) - 1
        return index, (sample - self.begins[index]) / _MIX_RATE


def sequence_offset(mix: Mix, down: "list[Timed]") -> int:
    """What to add to the forwarder's sequence number for the listener's packet of the same tick: nearly always, that
    is the one closest in time."""
    times = [packet.time for packet in down]
    differences = []
    for time, sequence in zip(mix.times, mix.sequences):
        at = bisect.bisect_left(times, time)
        nearest = min(down[max(0, at - 1) : at + 1], key=lambda packet: abs(packet.time - time), default=None)
        if nearest is not None:
            differences.append((nearest.header.sequence - sequence) & 0xFFFF)
    values, counts = numpy.unique(differences, return_counts=True)
    return int(values[counts.argmax()])


def _heard_after() -> float:
    """How much of a marker must be in a packet for its level to be loud, in seconds."""
    chirp = markers.chirp(0) * 10 ** (markers.audio.LEVEL / 20)
    energy = numpy.cumsum(chirp**2) / (_FRAME * markers.audio.RATE)
    return float(numpy.argmax(energy >= 10 ** (-_LOUD / 10))) / markers.audio.RATE


class _Way:
    """All captures of one run, for looking up one marker after the other."""

    def __init__(self, mouth: Mouth, ear: Ear, mix: Mix, streams: "dict[str, list[Timed]]") -> None:
        self._mouth, self._ear, self._mix = mouth, ear, mix
        self._heard = ear.samples
        self._up_out = streams["up out"]
        self._up_times = [packet.time for packet in self._up_out]
        self._up_in = {packet.header.sequence: packet.time for packet in streams["up in"]}
        self._down_out = {packet.header.sequence: packet.time for packet in streams["down out"]}
        self._down_in = {packet.header.sequence: packet.time for packet in streams["down in"]}
        self._offset = sequence_offset(mix, streams["down out"])
        self._heard_after = _heard_after()

    def points(self, marker: markers.Marker) -> "list[Optional[float]]":
        """When it was spoken, left, arrived, left the server, arrived, was heard, could be played steadily."""
        spoken = self._mouth.time_of(marker.at)
        left = arrived = mixed = came = None
        packet = self._first_loud(spoken)
        if packet is not None:
            inside = _FRAME / 2 - self._heard_after + LOOK_AHEAD
            left = packet.time + inside
            at = self._up_in.get(packet.header.sequence)
            arrived = at + inside if at is not None else None
        found = self._mix.marker(marker.kind, spoken)
        if found is not None:
            sequence = (self._mix.sequences[found[0]] + self._offset) & 0xFFFF
            inside = found[1] + LOOK_AHEAD
            mixed, came = (times.get(sequence) for times in (self._down_out, self._down_in))
            mixed = mixed + inside if mixed is not None else None
            came = came + inside if came is not None else None
        return [spoken, left, arrived, mixed, came, *self._heard_at(marker.kind, spoken)]

    def _first_loud(self, spoken: float) -> Optional[Timed]:
        for packet in self._up_out[bisect.bisect_left(self._up_times, spoken) :]:
            if packet.time > spoken + _LONGEST:
                return None
            if packet.header.level is not None and packet.header.level < _LOUD:
                return packet
        return None

    def _heard_at(self, kind: int, spoken: float) -> "tuple[Optional[float], Optional[float]]":
        arrivals = self._ear.arrivals
        first, last = (arrivals.since(time) for time in (spoken, spoken + _LONGEST))
        found = markers.find(kind, self._heard[first:last], markers.audio.RATE)
        if found is None:
            return None, None
        sample = first + found * markers.audio.RATE
        return arrivals.time_of(sample), arrivals.steady_time_of(sample)


def split(mouth: Mouth, ear: Ear, mix: Mix, streams: "dict[str, list[Timed]]", spoken: "list[markers.Marker]") -> Split:
    """`streams`: "up out" and "down in" as captured far, "up in" and "down out" as captured near."""
    way = _Way(mouth, ear, mix, streams)
    result = Split(markers=len(spoken))
    for marker in spoken:
        points = way.points(marker)
        result.not_heard += points[-1] is None
        pairs = [*zip(points[:-1], points[1:-1]), (points[0], points[-2]), (points[0], points[-1])]
        for part, (begin, end) in zip(PARTS, pairs):
            result.parts[part].append(None if begin is None or end is None else end - begin)
    times = [packet.time for packet in streams["up out"] if packet.time >= mouth.began]
    result.spacings = numpy.diff(times).tolist()
    return result
