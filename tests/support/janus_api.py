# SPDX-License-Identifier: MIT
"""What a test asks a Janus and makes it do: the Admin API, and a participant without media."""

import base64
import hashlib
import hmac
import itertools
import json
import time
from typing import Callable, Optional

from janus_config import ADMIN_SECRET, RoomId
from janus_server import JanusServer
from processes import PATIENCE, wait_until
from web_socket import WebSocket

AUDIOBRIDGE = "janus.plugin.audiobridge"


class JanusRefused(RuntimeError):
    """Janus answered with an error; `code` is its number, of the core or of the plug-in."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code


def signed_token(secret: str, lifetime: float = 3600.0, plugin: str = AUDIOBRIDGE) -> str:
    """A token as an application server would sign it, valid for `lifetime` seconds."""
    text = f"{int(time.time() + lifetime)},janus,{plugin}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    return f"{text}:{base64.b64encode(digest).decode()}"


class _Connection:
    """Requests and replies over one socket; what was not asked for is kept in `unsolicited`."""

    def __init__(self, socket: WebSocket, credentials: "dict[str, str]") -> None:
        self._socket = socket
        self._credentials = credentials
        self._numbers = itertools.count(1)
        self.unsolicited: "list[dict]" = []

    def request(self, verb: str, final: Callable[[dict], bool] = lambda _: True, **members: object) -> dict:
        """Sends one request; returns its first reply that is `final` (acks of the plug-in are not)."""
        transaction = f"test-{next(self._numbers)}"
        request = {"janus": verb, "transaction": transaction, **self._credentials, **members}
        self._socket.send(json.dumps(request))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.receive(deadline - time.monotonic())
            if message is None or message.get("transaction") != transaction:
                continue
            if message["janus"] == "error":
                raise JanusRefused(message["error"]["code"], message["error"]["reason"])
            if final(message):
                return message
        raise TimeoutError(f"janus did not answer {verb}")

    def receive(self, timeout: float) -> Optional[dict]:
        text = self._socket.receive(timeout)
        if text is None:
            return None
        message = json.loads(text)
        if "transaction" not in message:
            self.unsolicited.append(message)
        return message

    def send_bytes(self, data: bytes) -> None:
        self._socket.send(data)

    def close(self) -> None:
        self._socket.close()


def _plugin_data(message: dict) -> dict:
    data = message["plugindata"]["data"]
    if "error_code" in data:
        raise JanusRefused(data["error_code"], data["error"])
    return data


class AdminClient:
    """The Admin API of one server. Room requests go through it too, so they need neither session nor secret."""

    def __init__(self, server: JanusServer) -> None:
        socket = WebSocket(server.settings.admin_address, server.ports.admin, "janus-admin-protocol")
        self._connection = _Connection(socket, {"admin_secret": ADMIN_SECRET})
        self._admin_key = server.settings.admin_key

    def request(self, verb: str, **members: object) -> dict:
        return self._connection.request(verb, **members)

    def sessions(self) -> "list[int]":
        return self.request("list_sessions")["sessions"]

    def handle_infos(self) -> "list[dict]":
        """`handle_info` of every handle on the server."""
        infos = []
        for session in self.sessions():
            for handle in self.request("list_handles", session_id=session)["handles"]:
                reply = self.request("handle_info", session_id=session, handle_id=handle)
                infos.append(reply["info"])
        return infos

    def handle_info(self, display: str) -> dict:
        """`handle_info` of the participant called `display`."""
        for info in self.handle_infos():
            if info.get("plugin_specific", {}).get("display") == display:
                return info
        raise LookupError(f"nobody called {display!r} has a handle")

    def handle_request(self, verb: str, display: str) -> None:
        """"hangup_webrtc" or "detach_handle" of the participant called `display`."""
        info = self.handle_info(display)
        self.request(verb, session_id=info["session_id"], handle_id=info["handle_id"])

    def room_request(self, request: str, **members: object) -> dict:
        """One synchronous AudioBridge request. Raises JanusRefused."""
        body = {"request": request, **members}
        if self._admin_key is not None:
            body["admin_key"] = self._admin_key
        reply = self.request("message_plugin", plugin=AUDIOBRIDGE, request=body)
        response = reply["response"]
        if "error_code" in response:
            raise JanusRefused(response["error_code"], response["error"])
        return response

    def create_room(self, room: RoomId, **members: object) -> RoomId:
        defaults = {
            "sampling_rate": 48000,
            "audiolevel_event": True,
            "audio_active_packets": 10,
            "audio_level_average": 50,
        }
        self.room_request("create", room=room, **{**defaults, **members})
        return room

    def room_exists(self, room: RoomId) -> bool:
        return self.room_request("exists", room=room)["exists"]

    def participants(self, room: RoomId) -> "list[dict]":
        return self.room_request("listparticipants", room=room)["participants"]

    def participant(self, room: RoomId, display: str) -> dict:
        """Waits until somebody of that name is in the room."""

        def found() -> Optional[dict]:
            return next((p for p in self.participants(room) if p.get("display") == display), None)

        return wait_until(found, f"{display!r} in room {room}")

    def wait_until_empty(self) -> None:
        """Waits until the server holds no session at all."""
        wait_until(lambda: not self.sessions(), "all sessions to be gone from the server")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "AdminClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Observer:
    """A participant without media: joins a room and collects what is said there."""

    def __init__(self, server: JanusServer, room: RoomId, display: str = "observer", **join: object) -> None:
        socket = WebSocket(server.settings.signaling_address, server.ports.ws, "janus-protocol")
        credentials = {}
        if server.settings.api_secret is not None:
            credentials["apisecret"] = server.settings.api_secret
        self._connection = _Connection(socket, credentials)
        self._session = self._connection.request("create")["data"]["id"]
        attached = self._connection.request("attach", session_id=self._session, plugin=AUDIOBRIDGE)
        self._handle = attached["data"]["id"]
        self.joined = self.room_request("join", room=room, display=display, **join)

    @property
    def id(self) -> RoomId:
        return self.joined["id"]

    def room_request(self, request: str, **members: object) -> dict:
        """One AudioBridge request on our handle, synchronous or not. Raises JanusRefused."""
        reply = self._connection.request(
            "message",
            final=lambda message: message["janus"] != "ack",
            session_id=self._session,
            handle_id=self._handle,
            body={"request": request, **members},
        )
        return _plugin_data(reply)

    def send_body(self, body: bytes) -> None:
        """One AudioBridge request whose body need be neither JSON nor text. Nobody waits for its answer."""
        head = f'{{"janus":"message","transaction":"raw","session_id":{self._session},"handle_id":{self._handle},"body":'
        self._connection.send_bytes(head.encode() + body + b"}")

    def room_events(self) -> "list[dict]":
        """AudioBridge events seen so far, oldest first."""
        return [m["plugindata"]["data"] for m in self._connection.unsolicited if "plugindata" in m]

    def wait_for(self, matches: Callable[[dict], bool], what: str) -> dict:
        """The first room event, past or coming, that matches."""

        def found() -> Optional[dict]:
            self._connection.receive(0.05)
            return next(filter(matches, self.room_events()), None)

        return wait_until(found, what)

    def wait_for_update(self, display: str, **members: object) -> dict:
        """Waits for a participant update that carries these members, for example muted=True."""

        def matching(event: dict) -> bool:
            return any(
                person.get("display") == display and members.items() <= person.items()
                for person in event.get("participants", [])
            )

        return self.wait_for(matching, f"{display!r} with {members}")

    def forget_events(self) -> None:
        """Later waits see only what happens from now on."""
        while self._connection.receive(0.01) is not None:
            pass
        self._connection.unsolicited.clear()

    def close(self) -> None:
        try:
            self._connection.request("destroy", session_id=self._session)
        except (OSError, JanusRefused, TimeoutError):
            pass
        self._connection.close()

    def __enter__(self) -> "Observer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
