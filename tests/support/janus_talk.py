# SPDX-License-Identifier: MIT
"""Runs the program under test and judges what it says.

Every run is watched for the promises that hold always: events are valid and numbered without gaps, `hello` comes
first and `bye` last, the exit status matches it, and no secret of the test run appears anywhere.
"""

import json
import os
import signal
import subprocess
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Callable, Mapping, Optional, Sequence

from event_schema import check_event
from processes import PATIENCE, prepare_child, wait_until

# The names of cli.md section 2.
EXIT_NAMES = {
    0: "ok", 1: "failed", 2: "usage", 3: "unreachable", 4: "refused", 5: "room", 6: "media-setup", 7: "media-lost",
    8: "device", 9: "timeout", 10: "kicked", 11: "room-destroyed", 12: "outage", 13: "try-later", 14: "protocol",
    70: "internal", 130: "interrupted", 143: "terminated",
}  # fmt: skip


def time_of(event: dict) -> float:
    """Of the wall clock, in seconds, to be compared with time.time()."""
    return datetime.fromisoformat(event["t"].replace("Z", "+00:00")).timestamp()


class _Stream:
    """Collects one output of the child in a thread, so that a full pipe never stops it."""

    def __init__(self, pipe, copy_to: Path) -> None:
        self._pipe = pipe
        self._copy_to = copy_to
        self._lock = threading.Lock()
        self._content = b""
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    @property
    def content(self) -> bytes:
        with self._lock:
            return self._content

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def lines(self) -> "list[bytes]":
        """Complete lines only."""
        return self.content.split(b"\n")[:-1]

    def close(self) -> None:
        """The reader goes away, as `| head -1` does."""
        os.close(self._pipe.fileno())

    def join(self) -> None:
        self._thread.join(PATIENCE)

    def _collect(self) -> None:
        with self._copy_to.open("wb", buffering=0) as copy:
            while True:
                try:
                    chunk = os.read(self._pipe.fileno(), 65536)
                except (OSError, ValueError):
                    return
                if not chunk:
                    return
                copy.write(chunk)
                with self._lock:
                    self._content += chunk


class JanusTalk:
    """One run. `finish()` ends the watch and returns the exit status; a run that is never finished is killed."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        name: str,
        environment: Mapping[str, str],
        secrets: Sequence[str] = (),
        stdin: Optional[int] = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.arguments = [str(word) for word in command]
        self.expects_events = "--events" in self.arguments
        self._secrets = list(secrets)
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.arguments,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=folder,
            preexec_fn=prepare_child,
        )
        self.stdout = _Stream(self.process.stdout, folder / f"{name}.stdout")
        self.stderr = _Stream(self.process.stderr, folder / f"{name}.stderr")

    # --- what it says -------------------------------------------------------------------------------------------

    @property
    def events(self) -> "list[dict]":
        """All events so far. A line that is no JSON object is an assertion error."""
        events = []
        for line in self.stdout.lines():
            event = json.loads(line)
            assert isinstance(event, dict), f"{self.name}: no object: {line!r}"
            events.append(event)
        return events

    def wait_for(
        self, kind: str, matches: Callable[[dict], bool] = lambda _: True, timeout: float = PATIENCE, **members: object
    ) -> dict:
        """The first event of this type, past or coming, that has these members and satisfies `matches`."""

        def found() -> Optional[dict]:
            # The order matters: what a run wrote before it ended must still be found.
            ended = self.process.poll() is not None
            if ended:
                self.stdout.join()
            for event in self.events:
                if event["type"] == kind and members.items() <= event.items() and matches(event):
                    return event
            if ended:
                raise AssertionError(
                    f"{self.name} ended with {self.process.returncode} without a {kind!r} event with {members}\n"
                    + self.story()
                )
            return None

        try:
            return wait_until(found, f"a {kind!r} event with {members} from {self.name}", timeout)
        except TimeoutError as error:
            raise AssertionError(f"{error}\n{self.story()}") from error

    def wait_until_up(self) -> "JanusTalk":
        self.wait_for("state", to="up")
        return self

    def wait_until_heard(self) -> "JanusTalk":
        """Up, and the first sound of the room has arrived."""
        self.wait_for("state", to="up")
        self.wait_for("media", change="first-audio")
        return self

    def of_type(self, kind: str) -> "list[dict]":
        return [event for event in self.events if event["type"] == kind]

    def story(self, lines: int = 25) -> str:
        """The end of its output, for people who look for the reason of a failure."""
        ends = []
        for title, stream in (("stdout", self.stdout), ("stderr", self.stderr)):
            ends.append(f"--- {self.name} {title}")
            ends.extend(line[:400] for line in stream.text.splitlines()[-lines:])
        return "\n".join(ends)

    # --- what is done to it -------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process.poll() is None

    def command_line(self) -> str:
        """What other users of the machine can read."""
        return Path(f"/proc/{self.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")

    def send_signal(self, number: int) -> None:
        self.process.send_signal(number)

    def finish(self, expect: Optional[int] = 0, timeout: float = PATIENCE) -> int:
        """Waits for the end and checks the exit status and the standing promises. `expect` None: any status."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"{self.name} did not end within {timeout:.0f} s\n{self.story()}") from error
        self.stdout.join()
        self.stderr.join()
        if expect is not None:
            assert code == expect, f"{self.name} ended with {code}, expected {expect}\n{self.story()}"
        self.check_secrets()
        # Wrong usage is found while it is not yet known whether events are wanted.
        if self.expects_events and code >= 0 and (code != 2 or self.stdout.content):
            self.check_events(code)
        return code

    def leave(self, expect: int = 0, timeout: float = PATIENCE) -> int:
        """Ctrl-C, then finish()."""
        self.send_signal(signal.SIGINT)
        return self.finish(expect, timeout)

    def kill(self) -> None:
        """SIGKILL; does nothing when it has ended."""
        if self.is_running():
            self.process.kill()
        self.process.wait(PATIENCE)

    # --- what is always promised --------------------------------------------------------------------------------

    def check_events(self, code: int) -> None:
        events = self.events
        assert self.stdout.content.endswith(b"\n"), f"{self.name}: the last event is cut off\n{self.story()}"
        assert events, f"{self.name} wrote no events\n{self.story()}"
        assert events[0]["type"] == "hello", f"{self.name}: first event is {events[0]['type']}"
        assert events[-1]["type"] == "bye", f"{self.name}: last event is {events[-1]['type']}\n{self.story()}"
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1)), f"{self.name}: gaps in seq"
        assert {event["v"] for event in events} == {1}
        assert len({event["session"] for event in events}) == 1
        times = [event["ms"] for event in events]
        assert times == sorted(times), f"{self.name}: ms runs backwards"
        for event in events:
            check_event(event)
        assert not _nulls(events), f"{self.name}: null instead of absence in {_nulls(events)}"
        assert sum(event["type"] in ("hello", "bye") for event in events) == 2
        assert events[-1]["exit"] == {"code": code, "name": EXIT_NAMES[code]}, self.story()

    def check_secrets(self) -> None:
        for secret in self._secrets:
            for title, stream in (("stdout", self.stdout), ("stderr", self.stderr)):
                assert secret.encode() not in stream.content, f"{self.name} shows a secret on {title}"


def _nulls(events: "list[dict]") -> "list[dict]":
    def has_null(value: object) -> bool:
        if isinstance(value, dict):
            return any(map(has_null, value.values()))
        if isinstance(value, list):
            return any(map(has_null, value))
        return value is None

    return [event for event in events if has_null(event)]
