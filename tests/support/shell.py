# SPDX-License-Identifier: MIT
"""Somebody at a terminal: an interactive bash, with its job control, on a pseudo-terminal."""

import fcntl
import os
import pty
import re
import signal
import struct
import termios
import threading
from typing import Mapping

from processes import PATIENCE, wait_until

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Shell:
    """Types, and reads what the screen is sent. `seen` is everything since the last command."""

    def __init__(self, environment: "Mapping[str, str]", columns: int = 120) -> None:
        pid, self._terminal = pty.fork()
        if pid == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {**environment, "PS1": "ready$ ", "HISTFILE": ""})
        self._pid = pid
        self.resize(columns)
        self._lock = threading.Lock()
        self._bytes = b""
        self._begin = 0
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()
        self.wait_for("ready$ ")

    def close(self) -> None:
        os.killpg(self._pid, signal.SIGHUP)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def _collect(self) -> None:
        while True:
            try:
                some = os.read(self._terminal, 4096)
            except OSError:
                return
            if not some:
                return
            with self._lock:
                self._bytes += some

    @property
    def raw(self) -> str:
        """With escape sequences."""
        with self._lock:
            return self._bytes[self._begin :].decode(errors="replace")

    @property
    def seen(self) -> str:
        return _ESCAPE.sub("", self.raw)

    def resize(self, columns: int) -> None:
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def press(self, keys: str, expect: str) -> None:
        """Forgets what was seen, types, and waits."""
        with self._lock:
            self._begin = len(self._bytes)
        self.type(keys)
        self.wait_for(expect)

    def run(self, command: str, expect: str = "ready$ ") -> str:
        self.press(command + "\n", expect)
        return self.seen

    def wait_for(self, text: str, timeout: float = PATIENCE) -> None:
        try:
            wait_until(lambda: text in self.seen, repr(text), timeout)
        except TimeoutError as error:
            raise AssertionError(f"{error}; seen:\n{self.seen[-3000:]}") from None

    @property
    def shows_what_is_typed(self) -> bool:
        """Both lines of the terminal's mode that a program for keys changes."""
        flags = termios.tcgetattr(self._terminal)[3]
        assert bool(flags & termios.ECHO) == bool(flags & termios.ICANON), "half a mode"
        return bool(flags & termios.ECHO)

    def foreground(self) -> int:
        """The process group that has the terminal."""
        return os.tcgetpgrp(self._terminal)
