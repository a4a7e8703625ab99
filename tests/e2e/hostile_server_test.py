# SPDX-License-Identifier: MIT
"""A server that wants to harm: in the handshake, in the WebSocket, by floods, and by going away at any time.

What is asked of all cases: the right exit status, an end in bounded time, `bye` as the last line, and words that a person
understands. The WebSocket itself is tested more finely, and without a process, in tests/signaling.
"""

import os
import signal
import time
from typing import Callable

import pytest

from fake_janus import STEPS, FakeJanus, Hook, relay, step_of
from hostile_cases import BOUND, Case, Script, assert_understandable, fake, peak_memory
from hostile_server import (
    BINARY, CONTINUATION, PING, TEXT, Connection, HostileServer, frame, in_fragments, text_frame,
)  # fmt: skip
from janus_server import JanusServer
from processes import wait_until


def start_joining(talk, url: str, *arguments: object, **options):
    return talk("join", "--room", 1, "--url", url, "--input", "null", "--output", "null", *arguments, **options)


# --- the handshake ----------------------------------------------------------------------------------------------


def respond(answer: bytes) -> Script:
    """Answers the handshake with this instead."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send_raw(answer)
        connection.wait_for_end()

    return script


def status(line: str, *headers: str) -> Script:
    return respond("\r\n".join([f"HTTP/1.1 {line}", *headers, "Content-Length: 0", "", ""]).encode())


def drip_header(connection: Connection) -> None:
    connection.read_request()
    connection.send_slowly(b"HTTP/1.1 101 Switching Protocols\r\n" * 1000, 0.05)


def endless_header(connection: Connection) -> None:
    connection.read_request()
    connection.send_raw(b"HTTP/1.1 101 Switching Protocols\r\n")
    while True:
        connection.send_raw(b"X-More: " + b"x" * 1000 + b"\r\n")


def upgrade_with(**handshake: object) -> Script:
    def script(connection: Connection) -> None:
        connection.upgrade(**handshake)
        connection.wait_for_end()

    return script


SOON = ("--timeout", "1s")
HANDSHAKES = {
    "nothing said": Case(Connection.wait_for_end, 3, "could not be reached", SOON),
    "dripped header": Case(drip_header, 3, "could not be reached", SOON),
    "endless header": Case(endless_header, 3, ""),
    "redirect": Case(status("302 Found", "Location: ws://192.0.2.1/"), 3, "redirect"),
    "redirect to itself": Case(status("301 Moved", "Location: /"), 3, "redirect"),
    "401": Case(status("401 Unauthorized"), 4, "401"),
    "403": Case(status("403 Forbidden"), 4, "403"),
    "429": Case(status("429 Too Many Requests", "Retry-After: 1"), 13, "429"),
    "503": Case(status("503 Service Unavailable"), 13, "503"),
    "500": Case(status("500 Oops \x1b]0;x\x07"), 3, "500"),
    "no sub-protocol": Case(upgrade_with(protocol=""), 14, "sub-protocol"),
    "another sub-protocol": Case(upgrade_with(protocol="chat"), 14, "sub-protocol"),
    "wrong hash": Case(upgrade_with(accept=b"bm90IHRoZSByaWdodCBvbmUh"), 14, "handshake"),
    "not HTTP": Case(respond(b"SSH-2.0-OpenSSH_9.2\r\n"), 3, "could not be reached", SOON),
    "nothing but a goodbye": Case(lambda connection: None, 3, "closed"),
}


@pytest.mark.parametrize("case", HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_hostile_handshake(meet, case: Case):
    meet(case)


# --- the WebSocket ----------------------------------------------------------------------------------------------


def instead_of_join(data: bytes) -> Script:
    """Sends these bytes when the room should be joined, and nothing more."""

    def hook(janus: FakeJanus, request: dict) -> bool:
        janus.connection.send_raw(data)
        return True

    return fake(join=hook)


def endless_message(janus: FakeJanus, request: dict) -> bool:
    janus.connection.send_raw(frame(TEXT, b"x" * 1000, final=False))
    while True:
        janus.connection.send_raw(frame(CONTINUATION, b"x" * 10_000, final=False) * 10)


def endless_frame(janus: FakeJanus, request: dict) -> bool:
    janus.connection.send_raw(frame(TEXT, announce=1 << 62))
    while True:
        janus.connection.send_raw(b"x" * 100_000)


BROKEN = "broke the WebSocket protocol"
TOO_BIG = "more than 16777216 bytes"
FRAMES = {
    "reserved bits": Case(instead_of_join(frame(TEXT, b"{}", reserved=4)), 14, BROKEN),
    "unknown opcode": Case(instead_of_join(frame(3, b"{}")), 14, BROKEN),
    "orphan continuation": Case(instead_of_join(frame(CONTINUATION, b"{}")), 14, BROKEN),
    "long ping": Case(instead_of_join(frame(PING, b"x" * 126)), 14, BROKEN),
    "2 MiB": Case(instead_of_join(text_frame(b"x" * (2 << 20))), 9, "too long", SOON),
    "17 MiB": Case(instead_of_join(text_frame(b"x" * (17 << 20))), 14, TOO_BIG),
    # libwebsockets 4.1 takes these, and garbles some of them.
    "masked": Case(instead_of_join(frame(TEXT, b'{"janus":"ack"}', mask=b"\1\2\3\4")), 9, "in time", SOON),
    "one byte of it": Case(instead_of_join(text_frame({"janus": "ack"})[:1]), 9, "in time", SOON),
    "half a message": Case(instead_of_join(frame(TEXT, b'{"janus":', final=False)), 9, "in time", SOON),
}


@pytest.mark.parametrize("case", FRAMES.values(), ids=FRAMES)
def test_a_hostile_websocket(meet, case: Case):
    meet(case)


# Unusual, and allowed (or, for binary messages, harmless): the conference goes on.
SHAPES = {
    "fragments with pings between": lambda message: in_fragments(message, [1, 0, 5], frame(PING, b"?")),
    "binary messages before": lambda message: frame(BINARY, b"\0\1") + frame(BINARY) + text_frame(message),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_unusual_frames_are_understood(meet, shape: Callable[[dict], bytes]):
    def answer(janus: FakeJanus, request: dict) -> bool:
        for message in janus.answers(request):
            janus.connection.send_raw(shape(message))
        if "jsep" in request:
            janus.kick()
        return True

    meet(Case(fake(**dict.fromkeys(STEPS, answer)), 10, "kicked"))


def test_a_dripped_answer_is_waited_for(meet):
    def drip(janus: FakeJanus, request: dict) -> bool:
        for message in janus.answers(request):
            janus.connection.send_slowly(text_frame(message), 0.003)
        janus.kick()
        return True

    meet(Case(fake(join=drip), 10, "kicked"))


# --- going away -------------------------------------------------------------------------------------------------

ENDS = {
    "a goodbye": lambda connection: connection.say_goodbye(1001, b"later \x1b[31m"),
    "a reset": Connection.reset,
    "a hang-up": Connection.hang_up,
}


def status_after(step: str) -> int:
    """Nobody was in a room before `join` was answered; who leaves does not need the server any more."""
    if step in ("create", "attach", "join"):
        return 3
    return 0 if step in ("leave", "detach", "destroy") else 12


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_server_that_goes_away_at_any_point(janus: JanusServer, talk, room, end: Callable[[Connection], None]):
    """A real Janus, of whose conversation a man in the middle cuts off the rest. All points at once: most is waiting."""
    servers, runs = [], {}
    for step in STEPS:

        def script(connection: Connection, step: str = step) -> None:
            connection.upgrade()

            def pass_on(request: dict) -> bool:
                if step_of(request) == step:
                    end(connection)
                    raise ConnectionError("that was the end")
                return True

            relay(connection, janus, pass_on)

        servers.append(HostileServer(script).__enter__())
        arguments = ["--input", "null", "--output", "null", "--events", "--no-reconnect", "--for", "1ms"]
        runs[step] = talk("join", "--room", room, "--url", servers[-1].url, *arguments, name=step)
    for step, run in runs.items():
        run.finish(expect=status_after(step), timeout=BOUND)
        assert_understandable(run, "", most_lines=30)  # some of them see the others
        if status_after(step):
            assert run.of_type("error"), run.story()
    for server in servers:
        server.__exit__(None)


@pytest.mark.parametrize("code, expect", [(1000, 12), (1008, 4), (1009, 14), (1011, 12), (4000, 12)])
def test_the_code_of_a_goodbye_counts(meet, code: int, expect: int):
    def say_goodbye(janus: FakeJanus, request: dict) -> bool:
        janus.connection.say_goodbye(code, "bad \x1b]0;owned\x07 \u202e".encode())
        return True

    meet(Case(fake(configure=say_goodbye), expect, "closed the WebSocket"), "--no-reconnect")


def test_a_server_that_stops_reading_does_not_hold_us(talk):
    stopped: "list[str]" = []

    def stop_reading(janus: FakeJanus, request: dict) -> bool:
        """The client's messages pile up in the kernel, and are never answered."""
        stopped.append(step_of(request))
        janus.connection.read_nothing()
        return True

    steps = ("create", "join", "configure")
    servers = {step: HostileServer(fake(**{step: stop_reading})).__enter__() for step in steps}
    runs = {step: start_joining(talk, server.url, "--events") for step, server in servers.items()}
    wait_until(lambda: len(stopped) == len(steps), "all servers to stop reading")
    begin = time.monotonic()
    for run in runs.values():
        run.send_signal(signal.SIGINT)
    for step, run in runs.items():
        # Who was let into the room had no reason to complain, but for a server that does not confirm the leaving.
        run.finish(expect=9 if step == "configure" else 130, timeout=BOUND)
        assert_understandable(run, "did not confirm" if step == "configure" else "")
    assert time.monotonic() - begin < BOUND / 2
    for server in servers.values():
        server.__exit__(None)


# --- floods -----------------------------------------------------------------------------------------------------

# What one endless or huge message may add to the memory of a program that never got it.
MEMORY_GROWTH = 24 << 20
SMALL = text_frame({"janus": "event", "plugindata": {"data": {"audiobridge": "talking", "room": 1, "id": 5}}})
# Freed memory that AddressSanitizer keeps would look like growth.
NO_QUARANTINE = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"}


def flood(chunk: bytes, times: int) -> Hook:
    """After the room was joined this chunk comes so often, and then we are kicked."""

    def answer(janus: FakeJanus, request: dict) -> bool:
        janus.answer(request)
        for _ in range(times):
            janus.connection.send_raw(chunk)
        janus.kick()
        return True

    return answer


def flood_of_people(janus: FakeJanus, request: dict) -> bool:
    """Sixty newcomers with names of 500 kB, and 12 000 with short ones."""
    janus.answer(request)
    for number in range(60):
        janus.connection.send(janus.people({"id": number, "display": "x" * 500_000}))
    for number in range(1000, 13_000, 1000):
        janus.connection.send(janus.people(*({"id": number + i, "display": "y"} for i in range(1000))))
    janus.kick()
    return True


# With the status of the end. Each starts after the room was joined; the first is the measure of the others.
FLOODS = {
    "nothing": (flood(b"", 0), 10),
    "small events": (flood(SMALL * 500, 40), 10),
    "pings": (flood(frame(PING, b"x" * 100) * 500, 20), 10),
    "people": (flood_of_people, 10),
    "an endless message": (endless_message, 14),
    "an endless frame": (endless_frame, 14),
}


def test_floods_are_survived_in_little_memory(talk):
    servers = {name: HostileServer(fake(configure=hook)).__enter__() for name, (hook, _) in FLOODS.items()}
    runs = {name: start_joining(talk, servers[name].url, "--timeout", "2m", environment=NO_QUARANTINE) for name in FLOODS}
    peak = dict.fromkeys(FLOODS, 0)
    while any(run.is_running() for run in runs.values()):
        for name, run in runs.items():
            peak[name] = max(peak[name], peak_memory(run.pid))
        time.sleep(0.01)
    for name, (_, expect) in FLOODS.items():
        runs[name].finish(expect=expect, timeout=4 * BOUND)
        assert_understandable(runs[name], "", most_lines=1000)  # of twelve thousand
        assert peak[name] < peak["nothing"] + MEMORY_GROWTH, (name, peak)
        servers[name].__exit__(None)


def test_an_endless_flood_does_not_keep_us_from_leaving(talk):
    with HostileServer(fake(join=flood(SMALL * 100, 1 << 40))) as server:
        alice = start_joining(talk, server.url, "--events")
        alice.wait_for("joined")
        begin = time.monotonic()
        alice.leave(expect=9, timeout=BOUND)
        assert time.monotonic() - begin < BOUND / 2
    assert_understandable(alice, "did not confirm")
