# SPDX-License-Identifier: MIT
"""A small blocking WebSocket client (RFC 6455), enough to steer Janus from a test or a script.

Standard library only, because scripts/demo uses it before anything but Python may be installed. One thread per
connection; text messages; fragments are joined; pings are answered.
"""

import base64
import hashlib
import os
import socket
import ssl
import struct
import time
from typing import Optional

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SEND_TIMEOUT = 10.0
_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10


class WebSocketClosed(ConnectionError):
    """The peer closed the connection, or never agreed to one."""


class WebSocket:
    def __init__(
        self,
        host: str,
        port: int,
        protocol: str,
        timeout: float = 10.0,
        tls: Optional[ssl.SSLContext] = None,
    ) -> None:
        """Connects and agrees on the sub-protocol. Raises OSError (WebSocketClosed is one) when that fails."""
        self._buffer = b""
        self._fragments: "list[bytes]" = []
        self._socket = socket.create_connection((host, port), timeout)
        try:
            if tls is not None:
                self._socket = tls.wrap_socket(self._socket, server_hostname=host)
            self._shake_hands(host, port, protocol)
        except BaseException:
            self._socket.close()
            raise

    def send(self, text: "str | bytes") -> None:
        """Bytes go as they are, in a text message that need not be text."""
        self._send_frame(_TEXT, text if isinstance(text, bytes) else text.encode())

    def receive(self, timeout: float) -> Optional[str]:
        """The next whole text message; None when none came within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            frame = self._receive_frame(deadline)
            if frame is None:
                return None
            final, opcode, payload = frame
            if opcode == _PING:
                self._send_frame(_PONG, payload)
            elif opcode == _CLOSE:
                raise WebSocketClosed("closed by the server")
            elif opcode in (_CONTINUATION, _TEXT, _BINARY):
                self._fragments.append(payload)
                if final:
                    message = b"".join(self._fragments)
                    self._fragments.clear()
                    return message.decode()

    def fileno(self) -> int:
        """For select(). What was received already does not show there: receive until nothing comes."""
        return self._socket.fileno()

    def close(self) -> None:
        try:
            self._send_frame(_CLOSE, struct.pack("!H", 1000))
        except OSError:
            pass
        self._socket.close()

    def __enter__(self) -> "WebSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _shake_hands(self, host: str, port: int, protocol: str) -> None:
        key = base64.b64encode(os.urandom(16))
        self._socket.sendall(
            (
                f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {protocol}\r\n"
                f"Sec-WebSocket-Key: {key.decode()}\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            chunk = self._socket.recv(4096)
            if not chunk:
                raise WebSocketClosed("no answer to the WebSocket request (wrong sub-protocol?)")
            self._buffer += chunk
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        expected = base64.b64encode(hashlib.sha1(key + _GUID).digest())
        if not head.startswith(b"HTTP/1.1 101") or expected not in head:
            raise WebSocketClosed(f"refused: {head.splitlines()[0].decode(errors='replace')}")

    def _send_frame(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            header = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 1 << 16:
            header = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            header = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        mask = os.urandom(4)
        whole_mask = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(whole_mask, "big")).to_bytes(size, "big")
        self._socket.settimeout(_SEND_TIMEOUT)
        self._socket.sendall(header + mask + masked)

    def _receive_frame(self, deadline: float) -> "Optional[tuple[bool, int, bytes]]":
        # Nothing is taken from the buffer before the whole frame is there, so a time-out loses no byte.
        if not self._fill(2, deadline):
            return None
        first, second = self._buffer[0], self._buffer[1]
        size, header = second & 0x7F, 2
        if size >= 126:
            header = 4 if size == 126 else 10
            if not self._fill(header, deadline):
                return None
            size = int.from_bytes(self._buffer[2:header], "big")
        if not self._fill(header + size, deadline):
            return None
        payload = self._buffer[header : header + size]
        self._buffer = self._buffer[header + size :]
        return bool(first & 0x80), first & 0x0F, payload

    def _fill(self, size: int, deadline: float) -> bool:
        while len(self._buffer) < size:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                chunk = self._socket.recv(65536)
            except (socket.timeout, ssl.SSLWantReadError):
                return False
            if not chunk:
                raise WebSocketClosed("connection closed without a goodbye")
            self._buffer += chunk
        return True
