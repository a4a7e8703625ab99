# SPDX-License-Identifier: MIT
"""One connection to the control socket of a running program."""

import json
import socket
from pathlib import Path


class ControlClient:
    """A client that says what it likes."""

    def __init__(self, path: Path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(path))
        self.reader = self.socket.makefile("r", encoding="utf-8")

    def say(self, text: str) -> None:
        self.socket.sendall(text.encode() + b"\n")

    def hear(self) -> dict:
        return json.loads(self.reader.readline())

    def answer(self) -> dict:
        while True:
            line = self.hear()
            if "ok" in line:
                return line
