# SPDX-License-Identifier: MIT
"""IPv6 in the private network, which otherwise has none, and servers that have it."""

import contextlib
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Iterator

from http_proxy import copy_bytes

ADDRESS = "fd77:50::1"
_SETTINGS = Path("/proc/sys/net/ipv6/conf")


@contextlib.contextmanager
def ipv6_network(interface: str = "conference") -> Iterator[str]:
    """ADDRESS on the interface, and ::1. Raises OSError where the kernel or a container does not let us."""
    assert "JANUS_TALK_IN_NETWORK" in os.environ, "only in a network of one's own"
    switches = [_SETTINGS / name / "disable_ipv6" for name in ("all", "lo", interface)]
    for switch in switches:
        switch.write_text("0")
    subprocess.run(["ip", "address", "add", f"{ADDRESS}/64", "dev", interface, "nodad"], check=True)
    try:
        yield ADDRESS
    finally:
        for switch in switches:
            switch.write_text("1")


@contextlib.contextmanager
def forwarder(address: str, port: int, to: "tuple[str, int]") -> Iterator[None]:
    """Listens on `address` and `port` and passes connections on, as a front end of a server would."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, port), family=family)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(to)
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=copy_bytes, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
