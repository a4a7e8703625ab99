# SPDX-License-Identifier: MIT
"""A slow path inside a private network: whoever talks to FAR_ADDRESS reaches NEAR_ADDRESS after a delay.

A TUN device hands us each packet; it goes back with source and destination exchanged, which changes no checksum.
So the same host talks to itself over a link of any length, TCP handshake included. Needs the rights that
tests/support/in_network gives.
"""

import fcntl
import heapq
import os
import select
import socket
import struct
import subprocess
import threading
import time

NEAR_ADDRESS, FAR_ADDRESS = "10.99.0.1", "10.99.0.2"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


class DelayedLink:
    """Each packet takes `one_way` seconds. Use as a context manager."""

    def __init__(self, one_way: float) -> None:
        self._one_way = one_way
        self._stopped = threading.Event()
        self._device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._device, _TUNSETIFF, struct.pack("16sH22x", b"slow", _IFF_TUN | _IFF_NO_PI))
        subprocess.run(["ip", "address", "add", f"{NEAR_ADDRESS}/24", "dev", "slow"], check=True)
        subprocess.run(["ip", "link", "set", "slow", "up"], check=True)
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def __enter__(self) -> "DelayedLink":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        os.close(self._device)

    def _carry(self) -> None:
        on_the_way: "list[tuple[float, int, bytes]]" = []
        number = 0
        while not self._stopped.is_set():
            wait = max(0.0, on_the_way[0][0] - time.monotonic()) if on_the_way else 0.1
            if select.select([self._device], [], [], min(wait, 0.1))[0]:
                packet = os.read(self._device, 65536)
                if packet[0] >> 4 == 4:
                    number += 1
                    swapped = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
                    heapq.heappush(on_the_way, (time.monotonic() + self._one_way, number, swapped))
            while on_the_way and on_the_way[0][0] <= time.monotonic():
                os.write(self._device, heapq.heappop(on_the_way)[2])


class Relay:
    """Takes connections on NEAR_ADDRESS and passes their bytes to a port of loop-back, without a delay of its own."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server((NEAR_ADDRESS, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(self._target)
            for a, b in ((client, server), (server, client)):
                a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._copy, args=(a, b), daemon=True).start()

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side has gone
