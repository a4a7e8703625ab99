# SPDX-License-Identifier: MIT
"""A WebSocket server that does what no honest one does: every byte it sends is chosen by a script.

A script is a function of one `Connection`; each connection runs it in a thread of its own. When the client goes away the
script ends by itself (`OSError`); any other exception is kept and raised when the server is stopped.
"""

import base64
import hashlib
import json
import select
import socket
import struct
import threading
import time
from typing import Callable, Iterable, Optional

from processes import PATIENCE
from web_socket import WebSocketClosed

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(opcode: int, payload: bytes = b"", *, final: bool = True, reserved: int = 0, mask: bytes = b"",
          announce: Optional[int] = None) -> bytes:  # fmt: skip
    """One frame. `reserved`: its RSV bits; `mask`: four bytes, which no server may use; `announce`: a false length."""
    size = len(payload) if announce is None else announce
    first, masked = (0x80 if final else 0) | reserved << 4 | opcode, 0x80 if mask else 0
    if size < 126:
        header = struct.pack("!BB", first, masked | size)
    elif size < 1 << 16:
        header = struct.pack("!BBH", first, masked | 126, size)
    else:
        header = struct.pack("!BBQ", first, masked | 127, size)
    if mask:
        payload = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
    return header + mask + payload


def text_frame(message: object) -> bytes:
    """A text message: bytes and str as they are, anything else as JSON."""
    if not isinstance(message, (bytes, str)):
        message = json.dumps(message)
    return frame(TEXT, message.encode() if isinstance(message, str) else message)


def in_fragments(message: object, sizes: Iterable[int], between: bytes = b"") -> bytes:
    """The message as fragments of these sizes (the last takes the rest), with frames `between` them."""
    rest = json.dumps(message).encode()
    pieces = []
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    frames = [frame(CONTINUATION if i else TEXT, piece, final=False) for i, piece in enumerate(pieces)]
    return between.join([*frames, frame(CONTINUATION, rest)])


class Connection:
    """The server's end of one connection."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self._buffer = b""
        self._sending = threading.Lock()

    def read_request(self) -> bytes:
        """The client's HTTP head, without the empty line."""
        while b"\r\n\r\n" not in self._buffer:
            self._fill()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head

    def upgrade(self, protocol: str = "janus-protocol", accept: Optional[bytes] = None) -> None:
        """Answers the handshake. `protocol` "": names none; `accept`: another hash than the right one."""
        head = self.read_request()
        headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        key = next(value for name, value in headers.items() if name.lower() == b"sec-websocket-key")
        right = base64.b64encode(hashlib.sha1(key.strip() + _GUID).digest())
        lines = [
            b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + (right if accept is None else accept),
        ]  # fmt: skip
        if protocol:
            lines.append(b"Sec-WebSocket-Protocol: " + protocol.encode())
        self.send_raw(b"\r\n".join(lines) + b"\r\n\r\n")

    def send_raw(self, data: bytes) -> None:
        with self._sending:
            self.socket.sendall(data)

    def send(self, message: object) -> None:
        self.send_raw(text_frame(message))

    def send_slowly(self, data: bytes, pause: float) -> None:
        """Byte by byte, with `pause` seconds after each."""
        for byte in data:
            self.send_raw(bytes([byte]))
            time.sleep(pause)

    def receive(self) -> dict:
        """The client's next message. Pings are answered. Raises WebSocketClosed after a goodbye."""
        while True:
            self._fill(2)
            opcode, size, at = self._buffer[0] & 0x0F, self._buffer[1] & 0x7F, 2
            if size >= 126:
                at = 4 if size == 126 else 10
                self._fill(at)
                size = int.from_bytes(self._buffer[2:at], "big")
            self._fill(at + 4 + size)
            mask, payload = self._buffer[at : at + 4], self._buffer[at + 4 : at + 4 + size]
            self._buffer = self._buffer[at + 4 + size :]
            payload = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
            if opcode == TEXT:
                return json.loads(payload)
            if opcode == PING:
                self.send_raw(frame(PONG, payload))
            if opcode == CLOSE:
                self.send_raw(frame(CLOSE, payload[:2]))
                raise WebSocketClosed("the client said goodbye")

    def has_arrivals(self) -> bool:
        """Something can be received now."""
        return bool(self._buffer) or bool(select.select([self.socket], [], [], 0)[0])

    def wait_for_end(self) -> None:
        """Reads and forgets until the client goes."""
        while self.socket.recv(65536):
            pass

    def read_nothing(self) -> None:
        """Until the client goes; what it sends piles up in the kernel."""
        poll = select.poll()
        poll.register(self.socket, select.POLLRDHUP)
        poll.poll()

    # --- ways to end it -----------------------------------------------------------------------------------------

    def say_goodbye(self, code: int = 1000, reason: bytes = b"") -> None:
        self.send_raw(frame(CLOSE, struct.pack("!H", code) + reason))
        self.wait_for_end()

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def hang_up(self) -> None:
        """FIN, without a close frame."""
        self.socket.shutdown(socket.SHUT_WR)
        self.wait_for_end()

    def _fill(self, size: int = 0) -> None:
        """Reads at least once (`size` 0), or until so many bytes are there."""
        while size == 0 or len(self._buffer) < size:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise WebSocketClosed("the client has gone")
            self._buffer += chunk
            if size == 0:
                return


class HostileServer:
    """Runs `script` for every connection to `url`. Use as a context manager."""

    def __init__(self, script: Callable[[Connection], None], address: str = "127.0.0.1") -> None:
        self._script = script
        self._listener = socket.create_server((address, 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._connections: "list[Connection]" = []
        self._threads: "list[threading.Thread]" = []
        self._failures: "list[BaseException]" = []
        self.url = "ws://{}:{}".format(*self._listener.getsockname())

    @property
    def accepted(self) -> int:
        """How many connections there were."""
        return len(self._connections)

    def __enter__(self) -> "HostileServer":
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            try:
                connection.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in [self._thread, *self._threads]:
            thread.join(PATIENCE)
        if self._failures and kind is None:
            raise self._failures[0]

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            connection = Connection(connected)
            self._connections.append(connection)
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, connection: Connection) -> None:
        try:
            self._script(connection)
        except OSError:
            pass  # the client has gone, as it should
        except BaseException as failure:  # noqa: BLE001: told at the end
            self._failures.append(failure)
        finally:
            connection.socket.close()
