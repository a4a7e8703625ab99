#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The client we compare with: Debian's python3-aiortc doing the job of

  janus-talk join --room ROOM --input tone:440 --output null --events

in the fewest steps Janus allows. Prints the same kind of event lines, as far as the benchmark reads them.
Usage: aiortc_client.py URL ROOM DISPLAY
"""

import asyncio
import contextlib
import fractions
import json
import signal
import sys
import time
from pathlib import Path

import av
import numpy
import websockets
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

RATE, SAMPLES = 48000, 960


def process_age_ms() -> float:
    """Since the kernel started this process, so that loading Python and its modules counts."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / 100) * 1000


def tell(kind: str, **members: object) -> None:
    print(json.dumps({"type": kind, "ms": round(process_age_ms()), **members}), flush=True)


class Tone(MediaStreamTrack):
    """440 Hz at -14 dBFS, one frame of 20 ms each 20 ms."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frame = 0
        self._start = 0.0

    async def recv(self) -> av.AudioFrame:
        self._start = self._start or time.monotonic()
        await asyncio.sleep(max(0.0, self._start + self._frame * SAMPLES / RATE - time.monotonic()))
        times = (numpy.arange(SAMPLES) + self._frame * SAMPLES) / RATE
        samples = (10 ** (-14 / 20) * 32767 * numpy.sin(2 * numpy.pi * 440 * times)).astype("<i2")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, self._frame * SAMPLES
        frame.time_base = fractions.Fraction(1, RATE)
        self._frame += 1
        return frame


async def hear(track: MediaStreamTrack) -> None:
    with contextlib.suppress(MediaStreamError):  # the track ends when we leave
        await track.recv()
        tell("media", change="first-audio")
        while True:
            await track.recv()


class Session:
    """Requests and replies on one WebSocket; what nobody waits for is looked at for `webrtcup`."""

    def __init__(self, socket) -> None:
        self._socket = socket
        self._numbers = iter(range(1, 1 << 30))
        self._waiting: "dict[str, asyncio.Future]" = {}
        self.ids: "dict[str, int]" = {}

    async def read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            if message["janus"] == "webrtcup":
                tell("state", to="up")
            future = self._waiting.get(message.get("transaction", ""))
            if future is not None and message["janus"] != "ack" and not future.done():
                future.set_result(message)

    async def request(self, verb: str, **members: object) -> dict:
        transaction = str(next(self._numbers))
        future = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"janus": verb, "transaction": transaction, **self.ids, **members}))
        return await future


async def confer(url: str, room: int, display: str) -> None:
    async with websockets.connect(url, subprotocols=["janus-protocol"], compression=None) as socket:
        session = Session(socket)
        reader = asyncio.create_task(session.read())
        session.ids["session_id"] = (await session.request("create"))["data"]["id"]
        attached = await session.request("attach", plugin="janus.plugin.audiobridge")
        session.ids["handle_id"] = attached["data"]["id"]
        peer = RTCPeerConnection()
        peer.addTrack(Tone())
        peer.on("track", lambda track: asyncio.ensure_future(hear(track)))
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"type": "offer", "sdp": peer.localDescription.sdp, "trickle": False}
        await session.request("message", body={"request": "join", "room": room, "display": display})
        reply = await session.request("message", body={"request": "configure", "muted": False}, jsep=offer)
        await peer.setRemoteDescription(RTCSessionDescription(reply["jsep"]["sdp"], "answer"))
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
        await session.request("destroy")
        reader.cancel()
        await peer.close()


if __name__ == "__main__":
    asyncio.run(confer(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
