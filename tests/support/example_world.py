# SPDX-License-Identifier: MIT
"""The world that the documentation's examples take for granted: a Janus on its usual ports, which is also
wss://janus.example.org, a relay, people who talk, and a home with the files that the examples name.

Only the network and the environment are made to fit; the examples themselves are run as they are written."""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Mapping

import audio
from authority import Authority
from example_table import How
from examples import PROJECT, Example, blocks
from firewall import Firewall
from janus_api import AdminClient, JanusRefused, Observer, signed_token
from janus_config import ADMIN_SECRET, JanusSettings, Ports, Room
from janus_server import JanusServer, media_address
from janus_talk import JanusTalk
from name_service import hosts_file
from processes import wait_until
from pulse_server import PulseServer
from turn_server import TurnServer

_ROOM = 1234
_CAROL = 3384869102837385
_KEY = "token-auth-secret-of-the-examples"
# Beside those that a system gives out, so that nobody else has one of them by chance.
_LOST_PORTS = (5000, 5040)
# What examples say about files of the whole system is meant for the sandbox.
_SYSTEM_PATHS = re.compile(r"(?<![\w.~:/-])/(?=(?:etc|var|run|srv|tmp)/?)")
_SYSTEM_FOLDERS = ("etc/janus-talk", "var/lib/node_exporter", "var/lib/prometheus/node-exporter", "var/lib/recordings", "run/janus-talk", "srv", "tmp")
# Stand for ids that a server makes.
_HANDLES = re.compile(r"\b(?:3208733140832632|HANDLE|42)\b")
_SESSIONS = re.compile(r"\b5187925272085406\b")
# What changes rooms and servers has a server to itself, one after the other.
_CHANGES = re.compile(r"janus-talk (?:rooms|people|request|admin (?!handle|pcap|set|status|sessions))")
_WELL_KNOWN = Ports(ws=8188, admin=7188, wss=443)
_EASY_LIMITS = {"MAX_DELAY": "2s", "MAX_LOSS": "50", "MAX_MISSING": "50", "MIN_MOS": "1"}
# Commands that other programs are, where those need a loudspeaker.
_STAND_INS = {"aplay": "#!/bin/sh\nexec sox -q -t wav - -n\n"}


@dataclass
class Ids:
    """Of somebody in the room, as the server knows them."""

    session: int
    handle: int


@dataclass
class Sandbox:
    """Where one example is run: an environment, and a folder to be in."""

    folder: Path
    environment: "dict[str, str]"
    ids: Ids
    # Log of the program whose words tell when to stop.
    log: Path = field(default_factory=Path)

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def fitted(self, command: str) -> str:
        """With paths of the system and ids of the server replaced; nothing else is."""
        # The folder comes last: it may have a number in its name, too.
        command = _SESSIONS.sub(str(self.ids.session), _HANDLES.sub(str(self.ids.handle), command))
        return _SYSTEM_PATHS.sub(f"{self.folder}/root/", command)


def changes_much(example: Example, how: How) -> bool:
    """True: not beside others."""
    return how.beside or _CHANGES.search(example.command) is not None


class World:
    """Use as a context manager. `sandbox` may be used by several threads, for examples that don't change much."""

    def __init__(self, folder: Path, binary: Path, environment: "Mapping[str, str]", authority: Authority) -> None:
        self.binary = binary
        self._folder = folder
        self._authority = authority
        self._environment = dict(environment)
        self._stack = contextlib.ExitStack()
        self._runtime = folder / "runtime"

    def __enter__(self) -> "World":
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def check_servers(self) -> None:
        """Raises JanusFailed when one of them died."""
        self._main.check_alive()
        self._workshop.check_alive()

    def start_conference_beside(self) -> None:
        """The one that `ctl` works on. To be called by the thread that lives as long as the world."""
        if not self._runtime.exists():
            self._runtime.mkdir(mode=0o700)
            environment = {**self._environment, "XDG_RUNTIME_DIR": str(self._runtime)}
            words = ["--control", "doorbell", "--output", "null", "--log-file", self._folder / "beside.log", "--log-level", "debug"]
            self._join("doorbell", words, environment)

    @contextlib.contextmanager
    def sandbox(self, example: Example, how: How, number: int) -> Iterator[Sandbox]:
        """A new folder and what else this example needs, until it has ended."""
        folder = self._folder / f"sandbox-{number}"
        with contextlib.ExitStack() as stack:
            environment = self._environment_of(example, folder)
            ids = self._ids
            if how.beside:
                self._unmute()
                environment["XDG_RUNTIME_DIR"] = str(self._runtime)
            elif how.server is not None:
                server = stack.enter_context(JanusServer(folder / "janus", JanusSettings(media_address(), **how.server)))
                environment.update(JANUS_TALK_URL=server.url, JANUS_TALK_ADMIN_URL=server.admin_url)
            elif changes_much(example, how):
                environment.update(JANUS_TALK_URL=self._workshop.url, JANUS_TALK_ADMIN_URL=self._workshop.admin_url)
                ids = stack.enter_context(self._workshop_as_new(example))
            log = self._folder / "beside.log" if how.beside else folder / "log"
            sandbox = Sandbox(folder, {**environment, **how.environment}, ids, log)
            self._fill(sandbox, how)
            yield sandbox

    # --- once -------------------------------------------------------------------------------------------------------

    def _furnish(self) -> None:
        self._folder.mkdir(parents=True)
        programs = self._folder / "bin"
        programs.mkdir()
        (programs / "janus-talk").symlink_to(self.binary)
        for name, text in _STAND_INS.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        # Only sound is here.
        self._sounds = self._folder / "sounds"
        self._sounds.mkdir()
        for name in ("hello.wav", "ding.wav", "meeting.wav"):
            audio.write_wav(self._sounds / name, audio.speech_like(0.6))
        audio.write_wav(self._sounds / "bob.wav", audio.speech_like(20.0))
        opus = ["opusenc", "--quiet", self._sounds / "hello.wav", self._sounds / "welcome.opus"]
        subprocess.run(opus, check=True, timeout=60)

    def _start(self) -> None:
        self._furnish()
        enter = self._stack.enter_context
        self._environment.update(enter(PulseServer(self._folder / "pulse")).environment)
        address = media_address()
        names = f"127.0.0.1 janus.example.org\n{address} turn.example.org stun.example.org relay.example.org\n"
        enter(hosts_file(self._folder, names))
        enter(TurnServer(self._folder / "turn", address, 3478, ["USER:PASSWORD", "user:password"]))
        settings = JanusSettings(address, [Room(_ROOM), Room(5, pin="5555")], session_timeout=3600)
        certified = dataclasses.replace(settings, certificate=self._authority.server_certificate, key=self._authority.server_key)
        self._main = enter(JanusServer(self._folder / "main", certified, wanted=_WELL_KNOWN))
        self._workshop = enter(JanusServer(self._folder / "workshop", settings))
        # Only those whom an example sends there.
        firewall = Firewall(*_LOST_PORTS)
        firewall.close()
        self._stack.callback(firewall.open)
        for name in ("alice", "Ann Lee"):
            enter(Observer(self._main, _ROOM, name))
        voice = f"file:{self._sounds / 'bob.wav'}?loop"
        self._join("bob", ["--input", voice, "--output", "null", "--control", "off"], self._environment)
        with AdminClient(self._main) as admin:
            info = admin.handle_info("bob")
        self._ids = Ids(info["session_id"], info["handle_id"])

    def _join(self, name: str, words: "list[object]", environment: "Mapping[str, str]") -> None:
        """Returns when the room is heard; ends with this world."""
        command = [str(self.binary), "join", "--room", str(_ROOM), "--display", name, *map(str, words)]
        run = JanusTalk(command, self._folder, name, environment)
        self._stack.callback(run.kill)
        wait_until(lambda: "Hearing the room" in run.stderr.text, f"{name} to hear the room")

    # --- for each example -------------------------------------------------------------------------------------------

    def _environment_of(self, example: Example, folder: Path) -> "dict[str, str]":
        return {
            **self._environment,
            "HOME": str(folder / "home"),
            "XDG_CONFIG_HOME": str(folder / "home" / ".config"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}",
            "SSL_CERT_FILE": str(self._authority.certificate),
            # Ends what would go on until it is told; --for in an example goes before it.
            "JANUS_TALK_FOR": "1s",
            # What an example leaves to the defaults of probe is no matter of how busy this machine is.
            **{f"JANUS_TALK_{limit}": value for limit, value in _EASY_LIMITS.items()},
            "JANUS_TALK_LOG_FILE": str(folder / "log"),
            "JANUS_TALK_LOG_LEVEL": "info,media=debug",
            "JANUS_TALK_ADMIN_SECRET_FILE": str(folder / "work" / "secret.txt"),
            "JANUS_URL": self._main.url,
        }

    def _fill(self, sandbox: Sandbox, how: How) -> None:
        home, work, root = (sandbox.folder / name for name in ("home", "work", "root"))
        for folder in (home / ".config/janus-talk", work / "build/release/src"):
            folder.mkdir(parents=True)
        for name in _SYSTEM_FOLDERS:
            (root / name).mkdir(parents=True)
        (sandbox.folder / "runtime").mkdir(mode=0o700)
        for sound in self._sounds.iterdir():
            (work / sound.name).symlink_to(sound)
        shutil.copy(self._sounds / "welcome.opus", root / "srv")
        secrets = {
            "pin.txt": "5555", "secret.txt": ADMIN_SECRET, "key": _KEY, "ada.token": signed_token(_KEY),
            "tokens.txt": "one\ntwo", "session.txt": str(sandbox.ids.session), "config.toml": configuration("docs/configuration.md"),
        }  # fmt: skip
        for name, text in secrets.items():
            _write_secret(work / name, text)
        _write_secret(root / "etc/janus-talk/pin", "5555")
        for name in ("yesterday.json", "baseline.json"):
            (work / name).write_text(json.dumps({"measures": {"delay_ms": {"p50": 400}}}))
        if how.config:
            _write_secret(home / ".config/janus-talk/config.toml", configuration(how.config))
        # Of a checkout: the scripts, and a program that was built.
        (work / "build/dev").symlink_to("release")
        (work / "build/release/src/janus-talk").symlink_to(self.binary)
        (work / "scripts").symlink_to(PROJECT / "scripts")
        (work / "tests").symlink_to(PROJECT / "tests")
        (root / "run/janus-talk/lobby.sock").symlink_to(self._runtime / "janus-talk/doorbell.sock")

    @contextlib.contextmanager
    def _workshop_as_new(self, example: Example) -> Iterator[Ids]:
        """Room 1234 with nothing changed (none for one that makes it), carol, and ada, who is 17."""
        with AdminClient(self._workshop) as admin, contextlib.ExitStack() as people:
            admin.request("accept_new_sessions", accept=True)
            with contextlib.suppress(JanusRefused):
                # With the secret that an example may have given it.
                admin.room_request("destroy", room=_ROOM, secret=ADMIN_SECRET)
            if "rooms create" not in example.command:
                admin.create_room(_ROOM, description="Conference")
                people.enter_context(Observer(self._workshop, _ROOM, "carol", id=_CAROL))
                people.enter_context(Observer(self._workshop, _ROOM, "ada", id=17))
                info = admin.handle_info("ada")
                yield Ids(info["session_id"], info["handle_id"])
            else:
                yield self._ids

    def _unmute(self) -> None:
        """The conference beside the examples is as it was."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(60)
            control.connect(str(self._runtime / "janus-talk" / "doorbell.sock"))
            control.sendall(b"unmute\n")
            lines = control.makefile("r", encoding="utf-8")
            answer = next(line for line in lines if '"ok"' in line)
            assert json.loads(answer)["ok"], answer


def configuration(page: str) -> str:
    """The first ```toml block of a page; with "PAGE, misspelt" a key in it is wrong."""
    page, _, flaw = page.partition(", ")
    text = next(block.text for block in blocks(page) if block.kind == "toml")
    return text.replace("display", "dislpay", 1) if flaw else text


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
