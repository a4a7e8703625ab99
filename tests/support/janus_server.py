# SPDX-License-Identifier: MIT
"""A private Janus: started, found ready by asking it, watched for crashes, removed."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Optional

from janus_config import JanusSettings, Ports, write_config
from processes import PATIENCE, ManagedProcess, free_port, wait_until
from web_socket import WebSocket


class JanusFailed(RuntimeError):
    """Janus itself did not start or died: a fault of the server, not of the program under test."""


def media_address() -> str:
    """The address Janus and its clients can meet on: JANUS_TALK_ADDRESS, or the first one of this host that is
    not loop-back. Raises JanusFailed when there is none."""
    given = os.environ.get("JANUS_TALK_ADDRESS")
    if given:
        return given
    listing = subprocess.run(["ip", "-json", "-4", "address"], check=True, capture_output=True).stdout
    for interface in json.loads(listing or b"[]"):
        flags = interface.get("flags", [])
        if "LOOPBACK" in flags or "LOWER_UP" not in flags:
            continue
        for entry in interface.get("addr_info", []):
            return entry["local"]
    raise JanusFailed(
        "this host has no address but loop-back, which Janus never uses for media; "
        "run the command inside tests/support/in_network"
    )


class JanusServer:
    """Debian's janus with a configuration of its own in `folder`. Use as a context manager, or start() and stop()."""

    def __init__(self, folder: Path, settings: JanusSettings, ws_port: int = 0, wanted: Ports = Ports(0, 0)) -> None:
        """Ports that are 0: free ones; `ws_port` is short for that one alone. Nothing runs before start()."""
        self.settings = settings
        self._wanted = Ports(ws_port or wanted.ws, wanted.admin, wanted.wss)
        self._folder = folder
        self._ports: Optional[Ports] = None
        self._process: Optional[ManagedProcess] = None

    def start(self) -> "JanusServer":
        """Returns when the server answers. Raises JanusFailed with the end of its log when it does not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # A port that was free a moment ago may be taken now; the next try takes others.
        for attempt in range(3):
            try:
                return self._start_once()
            except JanusFailed:
                self.stop()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def stop(self, polite_for: float = 0.0) -> None:
        """Killed at once by default: a tidy end takes Janus two seconds and leaves nothing more behind."""
        if self._process is not None:
            self._process.stop(polite_for)
            self._process = None

    def restart(self) -> None:
        """Starts again on the same ports, with empty rooms."""
        self.stop()
        assert self._ports is not None
        self._launch(self._ports)

    def is_running(self) -> bool:
        return self._process is not None and self._process.is_running()

    def check_alive(self) -> None:
        """Raises JanusFailed when the server died by itself."""
        if self._process is not None and not self._process.is_running():
            raise JanusFailed(
                f"janus ended by itself with status {self._process.exit_code}; its last words:\n"
                + self._process.log_tail()
            )

    def send_signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        return f"ws://{self._host}:{self.ports.ws}"

    @property
    def secure_url(self) -> str:
        return f"wss://{self._host}:{self.ports.wss}"

    @property
    def admin_url(self) -> str:
        return f"ws://{self.settings.admin_address}:{self.ports.admin}"

    @property
    def ports(self) -> Ports:
        assert self._ports is not None, "the server was not started"
        return self._ports

    @property
    def log(self) -> Path:
        return self._folder / "janus.log"

    def __enter__(self) -> "JanusServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _host(self) -> str:
        return self.settings.signaling_address

    def _start_once(self) -> "JanusServer":
        wanted = self._wanted
        secure = (wanted.wss or free_port(self._host)) if self.settings.certificate is not None else 0
        admin = wanted.admin or free_port(self.settings.admin_address)
        self._ports = Ports(ws=wanted.ws or free_port(self._host), admin=admin, wss=secure)
        write_config(self._folder / "config", self.settings, self._ports)
        self._launch(self._ports)
        return self

    def _launch(self, ports: Ports) -> None:
        janus = shutil.which("janus") or "/usr/bin/janus"
        if not Path(janus).exists():
            raise JanusFailed("janus is not installed (scripts/bootstrap demo)")
        config = self._folder / "config"
        self._process = ManagedProcess(
            [janus, "-F", str(config), "-C", str(config / "janus.jcfg")],
            self.log,
            directory=self._folder,
            own_session=True,
        )
        try:
            wait_until(self._answers, "janus to answer", PATIENCE)
        except TimeoutError as error:
            raise JanusFailed(f"{error}; its last words:\n{self._process.log_tail()}") from error

    def _answers(self) -> bool:
        self.check_alive()
        try:
            with WebSocket(self._host, self.ports.ws, "janus-protocol", timeout=2.0) as socket:
                socket.send('{"janus":"ping","transaction":"ready"}')
                answer = socket.receive(2.0)
        except OSError:
            return False
        return answer is not None and json.loads(answer).get("janus") == "pong"
