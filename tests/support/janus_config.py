# SPDX-License-Identifier: MIT
"""Writes the configuration folder of a private Janus: the one generator that tests, benchmark and demo share."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Optional, Sequence, Union

RoomId = Union[int, str]

ADMIN_SECRET = "admin-secret-of-a-test-server"


@dataclass(frozen=True)
class Room:
    """One AudioBridge room. Talking detection is on and fast: 10 packets of 20 ms."""

    id: RoomId = 1234
    description: str = "Conference"
    pin: Optional[str] = None
    secret: Optional[str] = None
    # Hz; the full band, so that a tone of any pitch passes.
    sampling_rate: int = 48000
    spatial: bool = False
    groups: Sequence[str] = ()


@dataclass(frozen=True)
class JanusSettings:
    """What one server is like. The defaults are an open server with room 1234."""

    # Where media candidates are gathered. Never loop-back: Janus skips it.
    media_address: str
    rooms: Sequence[Room] = (Room(),)
    signaling_address: str = "127.0.0.1"
    admin_address: str = "127.0.0.1"
    api_secret: Optional[str] = None
    # Stored tokens, managed through the Admin API …
    token_auth: bool = False
    # … or signed ones (HMAC-SHA1 of this secret).
    token_auth_secret: Optional[str] = None
    # Needed to create rooms; empty: everybody may.
    admin_key: Optional[str] = None
    string_ids: bool = False
    # Seconds of silence after which a session is dropped.
    session_timeout: int = 60
    # Seconds a session survives the loss of its connection.
    reclaim_session_timeout: int = 0
    # Media over IPv6 too.
    ipv6: bool = False
    # Candidates as trickle events instead of inside the answer.
    full_trickle: bool = False
    # First and last UDP port of media; empty: any.
    rtp_ports: "Optional[tuple[int, int]]" = None
    # PEM files; present: wss is served too.
    certificate: Optional[Path] = None
    key: Optional[Path] = None
    # False: the server has no AudioBridge.
    audiobridge: bool = True
    # 0 (silent) to 7; 4 tells what happened without printing SDP.
    debug_level: int = 4


@dataclass(frozen=True)
class Ports:
    """TCP ports of one server; wss is 0 when not served."""

    ws: int
    admin: int
    wss: int = 0


@dataclass
class _Section:
    """One block of a libconfig file."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        lines = [f"  {key} = {_literal(value)}" for key, value in self.values.items() if value is not None]
        return "\n".join([f"{self.name}: {{", *lines, "}", ""])


def write_config(folder: Path, settings: JanusSettings, ports: Ports) -> None:
    """Fills `folder` with the three files Janus reads. Secrets are inside: the folder is made private."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / "janus.jcfg", _core_sections(folder, settings))
    _write(folder / "janus.transport.websockets.jcfg", _websocket_sections(settings, ports))
    _write(folder / "janus.plugin.audiobridge.jcfg", _audiobridge_sections(settings))


def _core_sections(folder: Path, settings: JanusSettings) -> "list[_Section]":
    modules = _modules_folder()
    general = {
        "configs_folder": str(folder),
        "plugins_folder": str(modules / "plugins"),
        "transports_folder": str(modules / "transports"),
        "events_folder": str(modules / "events"),
        "loggers_folder": str(modules / "loggers"),
        "debug_level": settings.debug_level,
        "debug_colors": False,
        "debug_timestamps": True,
        "admin_secret": ADMIN_SECRET,
        "api_secret": settings.api_secret,
        "token_auth": settings.token_auth or settings.token_auth_secret is not None,
        "token_auth_secret": settings.token_auth_secret,
        "session_timeout": settings.session_timeout,
        "reclaim_session_timeout": settings.reclaim_session_timeout,
        "server_name": "janus-talk test server",
    }
    media = {"ipv6": settings.ipv6}
    if settings.rtp_ports is not None:
        media["rtp_port_range"] = "{}-{}".format(*settings.rtp_ports)
    nat = {"ice_enforce_list": settings.media_address, "full_trickle": settings.full_trickle}
    kept = "libjanus_audiobridge.so" if settings.audiobridge else ""
    return [
        _Section("general", general),
        _Section("media", media),
        _Section("nat", nat),
        # Everything else opens ports of its own (streaming alone listens on a dozen).
        _Section("plugins", {"disable": _all_but(modules / "plugins", kept)}),
        _Section("transports", {"disable": _all_but(modules / "transports", "libjanus_websockets.so")}),
        _Section("events", {"broadcast": False}),
        _Section("loggers", {"disable": _all_but(modules / "loggers", "")}),
    ]


def _websocket_sections(settings: JanusSettings, ports: Ports) -> "list[_Section]":
    general = {
        "json": "compact",
        "ws": True,
        "ws_port": ports.ws,
        "ws_ip": settings.signaling_address,
        "wss": bool(ports.wss),
    }
    if ports.wss:
        general.update({"wss_port": ports.wss, "wss_ip": settings.signaling_address})
    admin = {"admin_ws": True, "admin_ws_port": ports.admin, "admin_ws_ip": settings.admin_address}
    certificates = {}
    if settings.certificate is not None:
        certificates = {"cert_pem": str(settings.certificate), "cert_key": str(settings.key)}
    return [
        _Section("general", general),
        _Section("admin", admin),
        _Section("certificates", certificates),
    ]


def _audiobridge_sections(settings: JanusSettings) -> "list[_Section]":
    general = {
        "local_ip": settings.media_address,
        "admin_key": settings.admin_key,
        "string_ids": settings.string_ids,
    }
    return [_Section("general", general), *map(_room_section, settings.rooms)]


def _room_section(room: Room) -> _Section:
    return _Section(
        f"room-{room.id}",
        {
            "description": room.description,
            "pin": room.pin,
            "secret": room.secret,
            "sampling_rate": room.sampling_rate,
            "spatial_audio": room.spatial,
            "audiolevel_ext": True,
            "audiolevel_event": True,
            "audio_active_packets": 10,
            "audio_level_average": 50,
            "groups": list(room.groups) or None,
        },
    )


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    # libconfig escapes like JSON as far as these texts go.
    return json.dumps(value, ensure_ascii=False)


def _modules_folder() -> Path:
    """Where Debian put Janus' plug-ins; the folder name holds the architecture."""
    for candidate in sorted(Path("/usr/lib").glob("*/janus")):
        if (candidate / "plugins" / "libjanus_audiobridge.so").exists():
            return candidate
    raise FileNotFoundError("Janus with the AudioBridge is not installed (scripts/bootstrap demo)")


def _all_but(folder: Path, kept: str) -> Optional[str]:
    names = sorted(path.name for path in folder.glob("*.so") if path.name != kept)
    return ",".join(names) or None


def _write(path: Path, sections: "list[_Section]") -> None:
    path.touch(mode=0o600)
    path.write_text("\n".join(section.text() for section in sections))
