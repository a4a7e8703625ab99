# SPDX-License-Identifier: MIT
"""A private tinyproxy, and a proxy that answers what the test says, for what tinyproxy never does."""

import socket
import threading
from pathlib import Path
from typing import Callable, Optional

from processes import PATIENCE, ManagedProcess, free_port, wait_until

USER = "proxy-user"
PASSWORD = "proxy-password-canary"


class TinyProxy:
    """Listens on `address` and connects to any port. Use as a context manager."""

    def __init__(self, folder: Path, address: str, with_password: bool = False) -> None:
        self._folder = folder
        self._address = address
        self._with_password = with_password
        self.port = free_port(address)
        self._process: Optional[ManagedProcess] = None

    @property
    def authority(self) -> str:
        return f"{self._address}:{self.port}"

    def url(self, password: str = PASSWORD) -> str:
        user = f"{USER}:{password}@" if self._with_password else ""
        return f"http://{user}{self.authority}"

    def tunnels(self) -> "list[str]":
        """What it was asked for, as HOST:PORT."""
        # "CONNECT   DATE: Request (file descriptor 5): CONNECT janus.test:8989 HTTP/1.1"
        requests = [line for line in self._log().splitlines() if ": CONNECT " in line]
        return [line.partition(": CONNECT ")[2].split()[0] for line in requests]

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def __enter__(self) -> "TinyProxy":
        self._folder.mkdir(parents=True)
        configuration = self._folder / "tinyproxy.conf"
        lines = [f"Port {self.port}", f"Listen {self._address}", "LogLevel Info", "Timeout 600", "MaxClients 20"]
        if self._with_password:
            lines.append(f"BasicAuth {USER} {PASSWORD}")
        configuration.write_text("\n".join(lines) + "\n")
        self._process = ManagedProcess(["tinyproxy", "-d", "-c", str(configuration)], self._folder / "tinyproxy.log")
        wait_until(self._listens, "tinyproxy to listen")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _log(self) -> str:
        assert self._process is not None
        return self._process.log_text()

    def _listens(self) -> bool:
        if self._process is not None and not self._process.is_running():
            raise RuntimeError("tinyproxy ended by itself:\n" + self._log())
        # Of this thread, see turn_server.py.
        return f":{self.port:04X} " in Path("/proc/thread-self/net/tcp").read_text()


class ScriptedProxy:
    """Hands each connection, and what it asked for, to `script` in a thread. Use as a context manager."""

    def __init__(self, script: Callable[[socket.socket, bytes], None], address: str = "127.0.0.1") -> None:
        self._script = script
        self._listener = socket.create_server((address, 0))
        self.port = self._listener.getsockname()[1]
        self.authority = f"{address}:{self.port}"
        self.requests: "list[bytes]" = []

    @property
    def url(self) -> str:
        return f"http://{self.authority}"

    def __enter__(self) -> "ScriptedProxy":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_client, args=(client,), daemon=True).start()

    def _serve_client(self, client: socket.socket) -> None:
        client.settimeout(PATIENCE)
        request = b""
        try:
            while b"\r\n\r\n" not in request:
                piece = client.recv(4096)
                if not piece:
                    return
                request += piece
            self.requests.append(request)
            self._script(client, request)
        except OSError:
            pass
        finally:
            client.close()


def pass_on(client: socket.socket, request: bytes) -> None:
    """What is behind the headers of CONNECT: both directions, until one ends."""
    host, _, port = request.split()[1].decode().rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port))) as server:
        back = threading.Thread(target=copy_bytes, args=(server, client), daemon=True)
        back.start()
        copy_bytes(client, server)
        back.join(PATIENCE)


def copy_bytes(source: socket.socket, target: socket.socket) -> None:
    """Until the source ends; then the target is told so."""
    source.settimeout(None)
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()
