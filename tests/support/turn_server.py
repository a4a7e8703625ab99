# SPDX-License-Identifier: MIT
"""A private coturn that relays over UDP and TCP for one user."""

import os
from pathlib import Path
from typing import Optional, Sequence

from processes import ManagedProcess, free_port, free_port_range, wait_until

USER = "relay-user"
PASSWORD = "relay-password-canary"


class TurnServer:
    """Listens and relays on `address`. Use as a context manager."""

    def __init__(
        self, folder: Path, address: str, port: int = 0, users: Sequence[str] = (f"{USER}:{PASSWORD}",),
        options: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`port` 0: a free one. `users` are NAME:PASSWORD, `options` more lines of coturn's configuration."""
        self._folder = folder
        self._address = address
        self._users = users
        self._options = options
        self._ports = (0, 0)
        self.port = port or free_port(address)
        self._process: Optional[ManagedProcess] = None

    def uri(self, transport: str, password: str = PASSWORD) -> str:
        """What `--turn` takes; `transport` is udp or tcp."""
        return f"turn:{USER}:{password}@{self._address}:{self.port}?transport={transport}"

    def start(self) -> "TurnServer":
        """Again after stop(): the same server, which has forgotten all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        first, last = self._ports = free_port_range(20, self._address)
        configuration = self._folder / "turnserver.conf"
        lines = [
            f"listening-ip={self._address}", f"relay-ip={self._address}", f"listening-port={self.port}",
            f"min-port={first}", f"max-port={last}", *(f"user={user}" for user in self._users), "realm=test", "lt-cred-mech",
            "no-tls", "no-dtls", "no-cli", "fingerprint", "allow-loopback-peers", "log-file=stdout", "verbose",
            f"pidfile={self._folder / 'pid'}", f"userdb={self._folder / 'turndb'}", *self._options,
        ]  # fmt: skip
        configuration.write_text("\n".join(lines) + "\n")
        self._process = ManagedProcess(
            ["turnserver", "-c", str(configuration)],
            self._folder / "turnserver.log",
            environment=os.environ,
            directory=self._folder,
        )
        wait_until(self._listens, "coturn to listen")
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def relays(self, local: str) -> bool:
        """Whether this address of a candidate (ADDRESS:PORT) is one of this relay's."""
        address, _, port = local.rpartition(":")
        return address == self._address and self._ports[0] <= int(port) <= self._ports[1]

    def log_text(self) -> str:
        assert self._process is not None
        return self._process.log_text()

    def _listens(self) -> bool:
        if self._process is not None and not self._process.is_running():
            raise RuntimeError("turnserver ended by itself:\n" + self._process.log_tail())
        # A connection would cost coturn a session; the kernel's table tells without one. That of this thread: now and then
        # a worker of pytest runs the tests, and hence has its private network, in another one than its first.
        port = f":{self.port:04X} "
        tables = Path("/proc/thread-self/net/tcp").read_text() + Path("/proc/thread-self/net/udp").read_text()
        return sum(port in line.upper() for line in tables.splitlines()) >= 2

    def __enter__(self) -> "TurnServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
