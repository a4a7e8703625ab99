# SPDX-License-Identifier: MIT
"""The instruments of the sound benchmarks: clocks of mouth and ear, and who is who among the packets."""

import audioop
import subprocess
import time
from pathlib import Path

import numpy
import pytest

import audio
import delay_split
import markers
from live_sound import Arrivals, Ear, Mouth
from packet_capture import RtpHeader

RATE = audio.RATE


def test_a_wire_from_mouth_to_ear_loses_nothing_and_is_never_early(tmp_path: Path):
    signal, spoken = markers.marked_signal(seconds=2.2, first=0.2)
    mouth, ear = Mouth(tmp_path / "mouth", signal), Ear(tmp_path / "ear")
    wire = subprocess.Popen(["sh", "-c", f"cat < '{tmp_path}/mouth' > '{tmp_path}/ear'"])
    try:
        ear.start()
        mouth.start()
        mouth.wait()
        deadline = time.monotonic() + 30
        while len(ear.samples) < len(signal) // 480 * 480 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        wire.kill()
        wire.wait()
        ear.close()
        mouth.close()
    assert not mouth.choked
    assert numpy.abs(ear.samples - signal[: len(ear.samples)]).max() < 2 / 32768
    assert len(ear.samples) == len(signal)
    for marker in spoken:
        # A chunk of 10 ms can't be had before its last sample was spoken.
        assert ear.arrivals.time_of(marker.at) - mouth.time_of(marker.at) >= 0.0099


def test_a_fast_mouth_is_done_earlier(tmp_path: Path):
    mouth = Mouth(tmp_path / "mouth", numpy.zeros(RATE), ppm=1000)
    mouth.began = 100.0
    assert mouth.time_of(48048) == pytest.approx(101.0)
    mouth.close()


def test_a_mouth_that_nobody_reads_says_so(tmp_path: Path):
    mouth = Mouth(tmp_path / "mouth", numpy.zeros(RATE))
    mouth.start()
    mouth.wait()
    assert mouth.choked  # a pipe holds 0.7 s
    mouth.close()


def test_samples_are_heard_from_when_their_read_came():
    arrivals = Arrivals()
    for number in range(3):
        arrivals.add(10 + 0.02 * number + 0.005 * (number == 1), 960)
    assert arrivals.time_of(0) == 10 and arrivals.time_of(480) == pytest.approx(10.01)
    assert arrivals.time_of(960) == pytest.approx(10.025) and arrivals.time_of(1920) == pytest.approx(10.04)
    assert [arrivals.since(when) for when in (9, 10.001, 10.03, 11)] == [0, 960, 1920, 2880]


def test_a_steady_player_pays_for_uneven_arrival_and_for_nothing_else():
    even, uneven = Arrivals(), Arrivals()
    for number in range(500):
        even.add(0.02 * number, 960)
        uneven.add(0.02 * number + 0.03 * (number % 10 == 0), 960)
    assert even.steady_time_of(RATE * 5) == pytest.approx(even.time_of(RATE * 5))
    late, punctual = RATE * 5, RATE * 5 + 960
    assert uneven.steady_time_of(late) == pytest.approx(uneven.time_of(late))
    assert uneven.steady_time_of(punctual) == pytest.approx(uneven.time_of(punctual) + 0.03)


def test_g711_is_decoded_as_others_do():
    expected = numpy.frombuffer(audioop.ulaw2lin(bytes(range(256)), 2), "<i2") / 32768
    assert numpy.array_equal(delay_split._MU_LAW, expected)


def forwarded(signal: numpy.ndarray, start: float) -> "list[tuple[float, bytes]]":
    """G.711 in RTP, a packet each 20 ms."""
    sound = audioop.lin2ulaw((signal * 32767).astype("<i2").tobytes(), 2)
    packets = [sound[at : at + 160] for at in range(0, len(sound), 160)]
    headers = [b"\x80\x00" + number.to_bytes(2, "big") + bytes(8) for number in range(len(packets))]
    return [(start + 0.02 * i, header + packet) for i, (header, packet) in enumerate(zip(headers, packets))]


def test_a_marker_in_the_mix_is_found_in_its_packet():
    signal = numpy.zeros(8000)
    sound = 0.2 * markers.chirp(2, 8000)
    signal[4040 : 4040 + len(sound)] += sound
    mix = delay_split.Mix(forwarded(signal, 50.0))
    index, inside = mix.marker(2, after=50.0)
    assert index == 25 and inside == pytest.approx(0.005, abs=0.0003)
    assert mix.marker(1, after=50.0) is None


@pytest.mark.parametrize("usual", [0.001, -0.001])
def test_the_listeners_packets_are_matched_with_the_mix_although_some_are_late(usual: float):
    mix = delay_split.Mix(forwarded(numpy.zeros(8000), 50.0))

    def packet(number: int) -> delay_split.Timed:
        late = 0.025 if number % 7 == 0 else usual
        return delay_split.Timed(50 + 0.02 * number + late, RtpHeader(111, (number + 65530) & 0xFFFF, 0, 1, None))

    assert delay_split.sequence_offset(mix, sorted(map(packet, range(50)), key=lambda p: p.time)) == 65530
