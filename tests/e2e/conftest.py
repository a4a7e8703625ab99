# SPDX-License-Identifier: MIT
"""Fixtures of the end-to-end tests. The whole run moves into a network of its own first."""

import ctypes
import functools
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Callable, Iterator

import pytest

from authority import Authority
from firewall import Firewall
from hostile_cases import BOUND, Case, assert_understandable
from hostile_server import HostileServer
from janus_api import AdminClient
from janus_config import JanusSettings, RoomId
from janus_server import JanusFailed, JanusServer, media_address
from janus_talk import JanusTalk
from processes import free_port_range
from pulse_server import PulseServer
from turn_server import TurnServer

PROJECT = Path(__file__).resolve().parents[2]
_IN_NETWORK = str(PROJECT / "tests" / "support" / "in_network")

# <sched.h>; os.unshare() comes with Python 3.12.
_CLONE_NEWNS = 0x00020000
_CLONE_NEWNET = 0x40000000

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# Inherited settings that would change what is tested. Sanitizer options pass on purpose.
_NOT_INHERITED = ("JANUS_TALK_", "PULSE_", "GST_", "XDG_", "DISPLAY", "DBUS_", "SSL_", "NOTIFY_SOCKET", "NO_COLOR", *_PROXIES)
_SERVER_DEATHS: "list[str]" = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--binary", help="the janus-talk to test; default: $JANUS_TALK_BINARY, then build/dev, release")


def pytest_configure(config: pytest.Config) -> None:
    if "JANUS_TALK_IN_NETWORK" in os.environ or config.option.collectonly:
        return
    # pytest captures by now; give the terminal back before this process becomes another one.
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)
    os.chdir(config.invocation_params.dir)
    command = [_IN_NETWORK, sys.executable, "-m", "pytest", *map(str, config.invocation_params.args)]
    os.execv(_IN_NETWORK, command)


def pytest_sessionstart(session: pytest.Session) -> None:
    """With -n each worker moves on into a network of its own: some tests take interfaces down, or fill them."""
    # Under nohup it is ignored, and so it would be by every program under test.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if not hasattr(session.config, "workerinput"):
        return
    # Only now: the connections to the main process (results, reruns) are made, and stay in the network they began in.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET | _CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "no network for this worker")
    subprocess.run([_IN_NETWORK, "--inside", "true"], check=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["server_deaths"] = _SERVER_DEATHS


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """What a worker knows and its reports don't carry."""
    _SERVER_DEATHS.extend(getattr(node, "workeroutput", {}).get("server_deaths", []))


def pytest_terminal_summary(terminalreporter) -> None:
    for story in _SERVER_DEATHS:
        terminalreporter.section("Janus itself failed (not the program under test)")
        terminalreporter.write_line(story)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Adds what the programs said to the report of a failed test."""
    report = (yield).get_result()
    if report.failed:
        for run in getattr(item, "janus_talk_runs", []):
            report.sections.append((f"{run.name}: {' '.join(run.arguments)[:500]}", run.story(60)))


@pytest.fixture(scope="session")
def binary(pytestconfig: pytest.Config) -> Path:
    given = pytestconfig.option.binary or os.environ.get("JANUS_TALK_BINARY")
    candidates = [Path(given)] if given else [PROJECT / "build" / p / "src" / "janus-talk" for p in ("dev", "release")]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    pytest.exit(f"no janus-talk to test; looked for {', '.join(map(str, candidates))}", returncode=3)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "files")


@pytest.fixture(scope="session")
def shared_janus(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[JanusServer]:
    settings = JanusSettings(
        media_address(), certificate=authority.server_certificate, key=authority.server_key
    )
    with JanusServer(tmp_path_factory.mktemp("janus"), settings) as server:
        yield server


@pytest.fixture
def janus(shared_janus: JanusServer) -> Iterator[JanusServer]:
    """An open server with ws and wss, shared by all tests: make a room of your own in it (fixture `room`)."""
    yield shared_janus
    try:
        shared_janus.check_alive()
    except JanusFailed as death:
        # An error of the fixture, apart from the verdict on the program; the next tests get a fresh server.
        _SERVER_DEATHS.append(str(death))
        shared_janus.restart()
        raise


@pytest.fixture
def admin(janus: JanusServer) -> Iterator[AdminClient]:
    with AdminClient(janus) as client:
        yield client


_room_numbers = itertools.count(200_000_000_000 + os.getpid() * 10_000)


@pytest.fixture
def room(janus: JanusServer) -> Iterator[RoomId]:
    """A new room, 48 kHz, with a number beyond 32 bits."""
    number = next(_room_numbers)
    with AdminClient(janus) as client:
        client.create_room(number)
        yield number
        if client.room_exists(number):
            client.room_request("destroy", room=number)


@pytest.fixture
def room_number() -> RoomId:
    """A number no room has yet."""
    return next(_room_numbers)


@pytest.fixture
def start_janus(tmp_path: Path) -> "Iterator[Callable[..., JanusServer]]":
    """start_janus(api_secret=…, …): a server of one's own with these members of JanusSettings."""
    servers: "list[JanusServer]" = []

    def start(**settings: object) -> JanusServer:
        server = JanusServer(tmp_path / f"janus-{len(servers)}", JanusSettings(media_address(), **settings))
        servers.append(server)
        return server.start()

    yield start
    deaths = []
    for server in servers:
        try:
            server.check_alive()
        except JanusFailed as death:
            deaths.append(death)
        server.stop()
    if deaths:
        _SERVER_DEATHS.extend(map(str, deaths))
        raise deaths[0]


@pytest.fixture
def walled_janus(start_janus: "Callable[..., JanusServer]") -> "Iterator[tuple[JanusServer, Firewall]]":
    """A server with media ports of its own, and the firewall before them."""
    first, last = free_port_range(40, media_address())
    firewall = Firewall(first, last)
    yield start_janus(rtp_ports=(first, last)), firewall
    firewall.open()


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[PulseServer]:
    with PulseServer(tmp_path / "pulse") as server:
        yield server


@pytest.fixture
def turn(tmp_path: Path) -> Iterator[TurnServer]:
    with TurnServer(tmp_path / "turn", media_address()) as server:
        yield server


@pytest.fixture(scope="session")
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> "dict[str, str]":
    """The caller's environment without what would reach the program: no sound server, no configuration."""
    home = tmp_path_factory.mktemp("home")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return {
        **kept,
        "HOME": str(home),
        "USER": "tester",
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / "config"),
        # One scan of the plug-ins for the whole run.
        "GST_REGISTRY": str(home / "gst-registry.bin"),
        "PULSE_SERVER": f"unix:{home}/no-sound-server",
        # A GLib CRITICAL is a bug; the program ends by SIGTRAP and the test sees it.
        "G_DEBUG": "fatal-criticals",
    }


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """A folder for control sockets; give it to the program as XDG_RUNTIME_DIR."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def ctl(binary: Path, runtime: Path, clean_environment: "dict[str, str]") -> "Callable[..., subprocess.CompletedProcess]":
    """Runs `ctl` with these words; gives its result."""

    def run(*words: object, expect: int = 0) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [binary, "ctl", *map(str, words)],
            env={**clean_environment, "XDG_RUNTIME_DIR": str(runtime)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def talk(
    request: pytest.FixtureRequest, binary: Path, tmp_path: Path, clean_environment: "dict[str, str]"
) -> "Iterator[Callable[..., JanusTalk]]":
    """talk("join", "--room", …, name="alice", secrets=[…], environment={…}): one run of the program."""
    runs: "list[JanusTalk]" = []
    request.node.janus_talk_runs = runs

    def start(*arguments: object, name: str = "", environment: "dict[str, str]" = {}, **options) -> JanusTalk:
        run = JanusTalk(
            [str(binary), *map(str, arguments)],
            tmp_path,
            name or f"run-{len(runs)}",
            {**clean_environment, **environment},
            **options,
        )
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.kill()


@pytest.fixture
def in_room(talk: "Callable[..., JanusTalk]", janus: JanusServer) -> "Callable[..., JanusTalk]":
    """in_room(command, defaults, room, "alice", …): a command that joins `janus`, with events on.

    Options given later win over the defaults, so that a test names only what it is about."""

    def start(
        command: str, defaults: "dict[str, str]", room: RoomId, display: str, *arguments: object,
        url: str = "", events: bool = True, name: str = "", **options,
    ) -> JanusTalk:  # fmt: skip
        words = [str(word) for word in arguments]
        if events:
            words.append("--events")
        for option, value in {"--url": url or janus.url, **defaults}.items():
            if option not in words:
                words += [option, value]
        return talk(command, "--room", room, "--display", display, *words, name=name or display, **options)

    return start


@pytest.fixture
def join(in_room: "Callable[..., JanusTalk]") -> "Callable[..., JanusTalk]":
    """join(room, "alice", "--record", path, …): talks and listens, with a tone in and no loudspeaker."""
    return functools.partial(in_room, "join", {"--input": "tone:440@-14", "--output": "null"})


@pytest.fixture
def say(in_room: "Callable[..., JanusTalk]") -> "Callable[..., JanusTalk]":
    """say(room, "alice", "hello.wav", …): plays, drains and leaves."""
    return functools.partial(in_room, "say", {})


@pytest.fixture
def listen(in_room: "Callable[..., JanusTalk]") -> "Callable[..., JanusTalk]":
    """listen(room, "bob", "--record", path, …): only hears, without a loudspeaker."""
    return functools.partial(in_room, "listen", {"--output": "null"})


@pytest.fixture
def pair(join: "Callable[..., JanusTalk]", tmp_path: Path) -> "Callable[..., tuple[JanusTalk, JanusTalk]]":
    """pair(server, "--muted", …): alice, who sends a tone over `url`, and bob, who records what he hears."""
    room = 1234  # which every server has

    def start(server: JanusServer, *options: object, url: str = "") -> "tuple[JanusTalk, JanusTalk]":
        bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url)
        bob.wait_until_heard()
        alice = join(room, "alice", *options, url=url or server.url).wait_until_heard()
        bob.wait_for("participant", change="joined", display="alice")
        return alice, bob

    return start


@pytest.fixture
def meet(talk: "Callable[..., JanusTalk]") -> "Callable[..., JanusTalk]":
    """meet(case): a participant meets the server of this case (hostile_cases.Case), and ends as it should."""

    def start(case: Case, *arguments: object) -> JanusTalk:
        with HostileServer(case.script) as server:
            words = ["--input", "null", "--output", "null", "--events", *case.arguments, *arguments]
            alice = talk("join", "--room", 1, "--display", "alice", "--url", server.url, *words, name="alice")
            alice.finish(expect=case.expect, timeout=BOUND)
        assert_understandable(alice, case.says)
        return alice

    return start
