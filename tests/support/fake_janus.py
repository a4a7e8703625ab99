# SPDX-License-Identifier: MIT
"""What an honest Janus would answer, for scripts that are dishonest at one point only.

`FakeJanus` answers everything up to the SDP by itself; its media goes nowhere. `relay` passes everything to a real Janus and back.
"""

import json
import re
import select
from typing import Callable, Optional

from hostile_server import Connection
from janus_api import AUDIOBRIDGE
from janus_server import JanusServer
from web_socket import WebSocket

HANDLE = 5752607423097722
OWN_ID = 53823868915466

# What the client asks for, in the order of its requests on the way up and down.
STEPS = ("create", "attach", "join", "configure", "trickle", "leave", "detach", "destroy")

# Gets the fake and one request; true when it has answered, or wants no answer.
Hook = Callable[["FakeJanus", dict], bool]


def step_of(request: dict) -> str:
    """The verb, or what is asked of the AudioBridge."""
    return request["body"]["request"] if request["janus"] == "message" else request["janus"]


class FakeJanus:
    """One client's conversation over an upgraded connection. `hooks` by step take the place of its answers."""

    def __init__(self, connection: Connection, hooks: "Optional[dict[str, Hook]]" = None) -> None:
        self.connection = connection
        self.session = 0
        self.room: object = 0
        self._hooks = hooks or {}

    def serve(self) -> None:
        """Answers until the client goes."""
        while True:
            request = self.connection.receive()
            self.session = request.get("session_id", self.session)
            hook = self._hooks.get(step_of(request))
            if hook is None or not hook(self, request):
                self.answer(request)

    def answer(self, request: dict) -> None:
        """The honest answer."""
        for message in self.answers(request):
            self.connection.send(message)

    def answers(self, request: dict) -> "list[dict]":
        step = step_of(request)
        if step == "create":
            self.session = request["id"]
            return [self.success(request, id=self.session)]
        if step == "attach":
            return [self.success(request, id=HANDLE)]
        if step == "join":
            self.room = request["body"]["room"]
            joined = {"audiobridge": "joined", "room": self.room, "id": OWN_ID, "participants": []}
            return [self.ack(request), self.event(joined, request, self.answer_to_offer(request))]
        if step == "configure":
            configured = {"audiobridge": "event", "room": self.room, "result": "ok"}
            return [self.ack(request), self.event(configured, request, self.answer_to_offer(request))]
        if step == "leave":
            left = {"audiobridge": "left", "room": self.room, "id": OWN_ID}
            return [self.ack(request), self.event(left, request)]
        if step in ("trickle", "keepalive"):
            return [self.ack(request)]
        if step == "info":
            return [{"janus": "server_info", "transaction": request["transaction"], "name": "fake", "version": 112}]
        return [self.success(request)]

    def ack(self, request: dict) -> dict:
        return {"janus": "ack", "session_id": self.session, "transaction": request["transaction"]}

    def success(self, request: dict, **data: object) -> dict:
        message = {"janus": "success", "session_id": self.session, "transaction": request["transaction"]}
        return {**message, "data": data} if data else message

    def event(self, data: dict, request: Optional[dict] = None, jsep: Optional[dict] = None) -> dict:
        """What happens in the room, or the answer to `request`."""
        # In the order of Janus: of what is too long, the head counts.
        message: "dict[str, object]" = {"janus": "event", "session_id": self.session}
        if request is not None:
            message["transaction"] = request["transaction"]
        message["sender"] = HANDLE
        message["plugindata"] = {"plugin": AUDIOBRIDGE, "data": {"room": self.room, **data}}
        return message if jsep is None else {**message, "jsep": jsep}

    def people(self, *participants: dict) -> dict:
        """Participants have come."""
        return self.event({"audiobridge": "joined", "participants": list(participants)})

    def kick(self) -> None:
        """The honest end: the client leaves with status 10."""
        self.connection.send(self.event({"audiobridge": "event", "kicked": OWN_ID}))

    @staticmethod
    def answer_to_offer(request: dict) -> Optional[dict]:
        jsep = request.get("jsep")
        return None if jsep is None else {"type": "answer", "sdp": answer_sdp(jsep["sdp"])}


def answer_sdp(offer: str, candidates: "tuple[str, ...]" = ()) -> str:
    """An acceptable answer, of a server whose certificate nobody will ever see."""
    mid = re.search(r"a=mid:(\S+)", offer)
    opus = re.search(r"a=rtpmap:(\d+) opus/48000/2", offer, re.IGNORECASE)
    assert mid and opus, offer
    lines = [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=fake", "t=0 0", f"a=group:BUNDLE {mid[1]}",
        f"m=audio 9 UDP/TLS/RTP/SAVPF {opus[1]}", "c=IN IP4 127.0.0.1", "a=sendrecv", f"a=mid:{mid[1]}", "a=rtcp-mux",
        "a=ice-ufrag:fake", "a=ice-pwd:fakefakefakefakefakefake", "a=setup:active", f"a=rtpmap:{opus[1]} opus/48000/2",
        "a=fingerprint:sha-256 " + ":".join(["A5"] * 32), *(f"a={candidate}" for candidate in candidates),
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def host_candidate(address: str, port: int, number: int = 1) -> str:
    return f"candidate:{number} 1 udp {2013266431 - number} {address} {port} typ host"


def relay(connection: Connection, janus: JanusServer, to_server: Callable[[dict], bool]) -> None:
    """Passes messages between a client and a real Janus, in both directions, until one of them goes. `to_server` sees each
    request first, and swallows it by returning false."""
    with WebSocket(janus.settings.signaling_address, janus.ports.ws, "janus-protocol") as upstream:
        while True:
            select.select([connection.socket, upstream], [], [])
            while (text := upstream.receive(0.001)) is not None:
                connection.send(text)
            while connection.has_arrivals():
                request = connection.receive()
                if to_server(request):
                    upstream.send(json.dumps(request))
