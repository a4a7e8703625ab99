# SPDX-License-Identifier: MIT
"""Names for a test: files mounted over /etc, which only the test's mount namespace sees, and a small name server."""

import contextlib
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path
from typing import Iterator, Optional, Sequence

_A, _AAAA = 1, 28
_NO_SUCH_NAME = 3


@contextlib.contextmanager
def mounted_over(target: str, file: Path) -> Iterator[None]:
    """Rewrite the file in place to change it: a new file of the same name would not be seen."""
    subprocess.run(["mount", "--bind", file, target], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", target], check=True)


@contextlib.contextmanager
def hosts_file(folder: Path, text: str) -> Iterator[Path]:
    """`text` is what /etc/hosts holds beside localhost."""
    file = folder / "hosts"
    file.write_text("127.0.0.1 localhost\n" + text)
    with mounted_over("/etc/hosts", file):
        yield file


class NameServer:
    """Answers for the names in `table`, all others don't exist. With `delay` each answer takes so long, in seconds;
    None: no answer at all. The system asks it while the context manager is open; `queries` holds what was asked."""

    ADDRESS = "127.0.0.53"

    def __init__(self, folder: Path, table: "dict[str, Sequence[str]]", delay: Optional[float] = 0.0) -> None:
        self.table = table
        self.delay = delay
        self.queries: "list[str]" = []
        self._folder = folder
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._mounts = contextlib.ExitStack()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._over = False

    def __enter__(self) -> "NameServer":
        self._socket.bind((self.ADDRESS, 53))
        self._socket.settimeout(0.05)
        self._thread.start()
        settings = self._folder / "resolv.conf"
        settings.write_text(f"nameserver {self.ADDRESS}\noptions timeout:2 attempts:2\n")
        self._mounts.enter_context(mounted_over("/etc/resolv.conf", settings))
        order = self._folder / "nsswitch.conf"
        order.write_text("hosts: files dns\n")
        self._mounts.enter_context(mounted_over("/etc/nsswitch.conf", order))
        return self

    def __exit__(self, *_: object) -> None:
        self._mounts.close()
        self._over = True
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._over:
            try:
                query, client = self._socket.recvfrom(4096)
            except socket.timeout:
                continue
            threading.Thread(target=self._answer, args=(query, client), daemon=True).start()

    def _answer(self, query: bytes, client: "tuple[str, int]") -> None:
        name, end = _name_in(query)
        kind = struct.unpack_from("!H", query, end)[0]
        self.queries.append(name)
        if self.delay is None:
            return
        time.sleep(self.delay)
        addresses = self.table.get(name)
        family = {_A: socket.AF_INET, _AAAA: socket.AF_INET6}.get(kind)
        packed = [_packed(family, address) for address in addresses or () if (":" in address) == (kind == _AAAA)]
        if family is None:
            packed = []
        status = 0 if addresses is not None else _NO_SUCH_NAME
        header = struct.pack("!HHHHHH", struct.unpack_from("!H", query)[0], 0x8580 | status, 1, len(packed), 0, 0)
        # 0xC00C points back at the name in the question; nothing is kept.
        records = [struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(data)) + data for data in packed]
        with contextlib.suppress(OSError):
            self._socket.sendto(header + query[12 : end + 4] + b"".join(records), client)


def _packed(family: "Optional[socket.AddressFamily]", address: str) -> bytes:
    return socket.inet_pton(family, address) if family is not None else b""


def _name_in(query: bytes) -> "tuple[str, int]":
    """The name asked for, and where the type follows."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels).lower(), at + 1
