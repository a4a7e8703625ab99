# SPDX-License-Identifier: MIT
"""A mouth and an ear on FIFOs: sound that is spoken and heard in real time, with the time of every sample.

Times are CLOCK_REALTIME in seconds, as the kernel stamps packets. Both are threads of the caller; while they run it
should do nothing but wait.
"""

import bisect
import os
import select
import threading
import time
from pathlib import Path

import numpy

import audio
from processes import be_punctual

# As a sound card would deliver it.
_CHUNK = audio.RATE // 100


class Mouth:
    """Writes `samples` (full scale 1.0, audio.RATE, mono) as s16le into a new FIFO, at exactly their pace."""

    def __init__(self, fifo: Path, samples: numpy.ndarray, ppm: float = 0.0) -> None:
        """`ppm`: how much faster than the system's clock it speaks, in parts per million."""
        os.mkfifo(fifo)
        # Opened for reading too, so that neither we nor the program ever waits for the other or sees an end.
        self._fd = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        self._data = (numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        self._rate = audio.RATE * (1 + ppm / 1e6)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self.spec = f"file:{fifo}"
        # When sample 0 was spoken.
        self.began = 0.0
        # Seconds by which the latest chunk came too late: how much this machine disturbs the measurement.
        self.worst_lateness = 0.0
        # The program did not take what was spoken: the times are worth nothing from here on.
        self.choked = False

    def start(self) -> None:
        self.began = time.time()
        self._thread.start()

    def time_of(self, sample: int) -> float:
        return self.began + sample / self._rate

    def wait(self) -> None:
        """Until all has been spoken."""
        self._thread.join()

    def close(self) -> None:
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._fd)

    def _speak(self) -> None:
        be_punctual()
        begin = time.monotonic() - (time.time() - self.began)
        for at in range(0, len(self._data) // 2, _CHUNK):
            # A chunk can be had when its last sample has been spoken, not before.
            due = begin + (at + _CHUNK) / self._rate
            wait = due - time.monotonic()
            if self._stopped.wait(wait) if wait > 0 else self._stopped.is_set():
                return
            self.worst_lateness = max(self.worst_lateness, time.monotonic() - due)
            chunk = self._data[2 * at : 2 * (at + _CHUNK)]
            try:
                self.choked |= os.write(self._fd, chunk) != len(chunk)
            except BlockingIOError:
                self.choked = True


class Arrivals:
    """When the samples of a stream came."""

    def __init__(self) -> None:
        self._begins: "list[int]" = []
        self._times: "list[float]" = []
        self.samples = 0

    def add(self, time: float, samples: int) -> None:
        self._begins.append(self.samples)
        self._times.append(time)
        self.samples += samples

    def time_of(self, sample: float) -> float:
        """When it could be heard: samples that came together follow each other from the time they came."""
        index = max(0, bisect.bisect_right(self._begins, int(sample)) - 1)
        return self._times[index] + (sample - self._begins[index]) / audio.RATE

    def steady_time_of(self, sample: float) -> float:
        """When a player that starts late enough plays it: so late that of all that comes within 2.5 s before and after
        99 % is there in time. What comes unevenly is paid for here."""
        at = self.time_of(sample)
        first, last = (bisect.bisect_left(self._times, at + distance) for distance in (-2.5, 2.5))
        delays = numpy.array(self._times[first:last]) - numpy.array(self._begins[first:last]) / audio.RATE
        return float(numpy.percentile(delays, 99)) + sample / audio.RATE

    def since(self, time: float) -> int:
        """The first sample that came at `time` or later."""
        index = bisect.bisect_left(self._times, time)
        return self._begins[index] if index < len(self._begins) else self.samples


class Ear:
    """Reads s16le mono from a new FIFO and remembers when it came."""

    def __init__(self, fifo: Path, ppm: float | None = None) -> None:
        """`ppm` None: takes what comes at once. A number: reads like a sound card whose clock is that much faster than
        the system's, a chunk each 10 ms; what is not there yet is an underrun."""
        os.mkfifo(fifo)
        self._fd = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        # Held open: before the program opens it, and after, reading must not see an end.
        self._writer = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        self._ppm = ppm
        self._stopped = threading.Event()
        self._data = bytearray()
        self.arrivals = Arrivals()
        self._thread = threading.Thread(target=self._listen if ppm is None else self._pull, daemon=True)
        self.spec = f"file:{fifo}"
        self.underruns = 0

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._fd)
        os.close(self._writer)

    @property
    def samples(self) -> numpy.ndarray:
        """All that was heard, full scale 1.0."""
        return numpy.frombuffer(bytes(self._data[: len(self._data) // 2 * 2]), "<i2") / 32768.0

    def _keep(self, data: bytes) -> None:
        self.arrivals.add(time.time(), len(data) // 2)
        self._data += data

    def _listen(self) -> None:
        be_punctual()
        while not self._stopped.is_set():
            if select.select([self._fd], [], [], 0.2)[0]:
                self._keep(os.read(self._fd, 1 << 20))

    def _pull(self) -> None:
        be_punctual()
        select.select([self._fd], [], [])
        begin, number = time.monotonic(), 0
        while not self._stopped.is_set():
            number += 1
            due = begin + number * _CHUNK / (audio.RATE * (1 + self._ppm / 1e6))
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                data = os.read(self._fd, 2 * _CHUNK)
            except BlockingIOError:
                data = b""
            self.underruns += len(data) < 2 * _CHUNK
            if data:
                self._keep(data)
