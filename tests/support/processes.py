# SPDX-License-Identifier: MIT
"""Child processes that never outlive the test run, free ports, and waiting without guessing."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable, Mapping, Optional, Sequence, TypeVar

T = TypeVar("T")

PR_SET_PDEATHSIG = 1
PR_SET_TIMERSLACK = 29

# How long an answer may take on a loaded machine before a test calls it missing. Waiting ends as soon as the
# condition holds, so generosity costs nothing when all is well.
PATIENCE = 30.0


_libc = ctypes.CDLL(None)


def prepare_child() -> None:
    """Runs in the child before exec: the kernel kills it when the run ends in whatever way, and the signals are
    those of a shell's foreground job, whatever our own caller blocked or ignored."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def be_punctual() -> None:
    """Real-time priority for the calling thread, so that the work of others does not look like delay. Not inherited by
    children. Without the right to it nothing happens."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(5))
    _libc.prctl(PR_SET_TIMERSLACK, 1)


def wait_until(condition: Callable[[], Optional[T]], what: str, timeout: float = PATIENCE) -> T:
    """Polls until `condition` returns something true and returns that. Raises TimeoutError naming `what`."""
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"gave up after {timeout:.0f} s waiting for {what}")
        time.sleep(0.02)


def free_port(address: str = "127.0.0.1") -> int:
    """A TCP port nobody listens on now. The kernel does not hand the same one out again soon."""
    with socket.socket() as listener:
        listener.bind((address, 0))
        return listener.getsockname()[1]


def free_port_range(count: int, address: str) -> "tuple[int, int]":
    """`count` neighbouring UDP ports that are free now, as (first, last)."""
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
            first = probe.getsockname()[1]
        if first + count > 65535:
            continue
        sockets = []
        try:
            for port in range(first, first + count):
                taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                sockets.append(taken)
                taken.bind((address, port))
            return first, first + count - 1
        except OSError:
            continue
        finally:
            for taken in sockets:
                taken.close()
    raise OSError(f"no {count} neighbouring UDP ports are free on {address}")


class ManagedProcess:
    """One child process with its output in a file.

    Ends with the test run even when that is killed. `log` holds stdout and stderr together.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        environment: Optional[Mapping[str, str]] = None,
        directory: Optional[Path] = None,
        own_session: bool = False,
    ) -> None:
        """`own_session`: Ctrl-C on the terminal does not reach it."""
        self.log = log
        self.command = list(map(str, command))
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment) if environment is not None else None,
                cwd=directory,
                preexec_fn=prepare_child,
                start_new_session=own_session,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> Optional[int]:
        """None while it runs; negative: ended by that signal."""
        return self._process.poll()

    def is_running(self) -> bool:
        return self._process.poll() is None

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)

    def stop(self, polite_for: float = 0.0) -> Optional[int]:
        """Ends the process: TERM and up to `polite_for` seconds, then KILL. Returns its exit code."""
        if self.is_running():
            # A stopped process cannot act on TERM, and must not stay behind.
            os.kill(self.pid, signal.SIGCONT)
            if polite_for > 0:
                self._process.terminate()
                try:
                    return self._process.wait(polite_for)
                except subprocess.TimeoutExpired:
                    pass
            self._process.kill()
        return self._process.wait(PATIENCE)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def log_tail(self, lines: int = 30) -> str:
        return "\n".join(self.log_text().splitlines()[-lines:])
