# SPDX-License-Identifier: MIT
"""A man in the middle of the signalling: passes messages between a client and a real Janus, and changes some.

Runs an asyncio loop in a thread of its own, so tests stay plain. `log` holds what went through, as (direction, text).
"""

import asyncio
import functools
import json
import threading
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

import websockets

from processes import PATIENCE

# Gets one parsed message and returns what is passed on instead; None swallows it.
Rewrite = Callable[[dict], Optional[dict]]


def falsify_fingerprint(message: dict) -> dict:
    """Announces the certificate of somebody else: each hexadecimal digit of the digest is turned round."""

    def falsified(line: str) -> str:
        if not line.startswith("a=fingerprint:"):
            return line
        algorithm, digest = line.split(" ", 1)
        return algorithm + " " + digest.upper().translate(str.maketrans("0123456789ABCDEF", "FEDCBA9876543210"))

    return change_answer(message, falsified)


def change_answer(message: dict, change_line: Callable[[str], str]) -> dict:
    """Applies `change_line` to every line of an SDP answer; other messages pass as they are."""
    if message.get("jsep", {}).get("type") != "answer":
        return message
    lines = message["jsep"]["sdp"].split("\r\n")
    return {**message, "jsep": {**message["jsep"], "sdp": "\r\n".join(map(change_line, lines))}}


class _Door(websockets.WebSocketServerProtocol):
    """What becomes of a new connection."""

    def __init__(self, *arguments: object, is_shut: Callable[[], bool], **options: object) -> None:
        super().__init__(*arguments, **options)
        self._is_shut = is_shut

    async def process_request(self, path: str, request_headers: object) -> None:
        if self._is_shut():
            self.transport.abort()


class SignalingProxy:
    """Listens on 127.0.0.1 for clients of the server at `upstream` (a ws:// URL). Use as a context manager."""

    def __init__(
        self,
        upstream: str,
        to_client: Rewrite = lambda message: message,
        to_server: Rewrite = lambda message: message,
    ) -> None:
        self._upstream = upstream
        self._to_client = to_client
        self._to_server = to_server
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._clients: "set[websockets.WebSocketServerProtocol]" = set()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._port = 0
        self._refuses = False
        # Sent first of all on each new connection.
        self.greeting = b""
        self.connections = 0
        self._stop: Optional[asyncio.Event] = None
        self.log: "list[tuple[str, str]]" = []

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    def drop_clients(self) -> None:
        """Ends all connections without a goodbye, as a dying network would."""
        for client in list(self._clients):
            self._loop.call_soon_threadsafe(client.transport.abort)

    @contextmanager
    def refusing(self) -> "Iterator[None]":
        """New connections are reset at once; those that are there stay."""
        self._refuses = True
        try:
            yield
        finally:
            self._refuses = False

    @contextmanager
    def frozen(self) -> "Iterator[None]":
        """Connections stay, and nothing passes, not even the answer to a ping."""
        thaw = threading.Event()
        self._loop.call_soon_threadsafe(thaw.wait)
        try:
            yield
        finally:
            thaw.set()

    def __enter__(self) -> "SignalingProxy":
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the signalling proxy did not start")
        return self

    def __exit__(self, *_: object) -> None:
        if self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        options = {"subprotocols": ["janus-protocol"], "compression": None, "max_size": None, "close_timeout": 0.2}
        door = functools.partial(_Door, is_shut=lambda: self._refuses)
        async with websockets.serve(self._serve_client, "127.0.0.1", 0, create_protocol=door, **options) as server:
            self._port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()

    async def _serve_client(self, client: websockets.WebSocketServerProtocol) -> None:
        self._clients.add(client)
        self.connections += 1
        if self.greeting:
            client.transport.write(self.greeting)
        options = {"subprotocols": ["janus-protocol"], "compression": None, "max_size": None, "close_timeout": 0.2}
        try:
            async with websockets.connect(self._upstream, **options) as server:
                tasks = [
                    asyncio.create_task(self._pass(client, server, "to server", self._to_server)),
                    asyncio.create_task(self._pass(server, client, "to client", self._to_client)),
                ]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    task.cancel()
                await client.close()
        finally:
            self._clients.discard(client)

    async def _pass(self, source, target, direction: str, rewrite: Rewrite) -> None:
        try:
            async for text in source:
                passed_on = rewrite(json.loads(text))
                if passed_on is not None:
                    text = json.dumps(passed_on)
                    self.log.append((direction, text))
                    await target.send(text)
        except websockets.ConnectionClosed:
            return
