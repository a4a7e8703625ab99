# SPDX-License-Identifier: MIT
"""How soon a fault becomes an event: within two seconds, on a local network. What is slower on purpose, and why, is in
docs/reliability.md."""

import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable, ContextManager, Iterator

import pytest

from firewall import Firewall
from janus_api import AdminClient
from janus_server import JanusServer, media_address
from janus_talk import JanusTalk, time_of
from processes import free_port_range
from pulse_server import PulseServer
from signaling_proxy import SignalingProxy

_ROOM = 1234
_BOUND = 2.0
# A loaded machine looks later, and devices are given 2.0 to 2.4 s.
_MARGIN = 1.0


@dataclass
class Scene:
    """Alice in a room, with everything around her that can break."""

    server: JanusServer
    proxy: SignalingProxy
    firewall: Firewall
    pulse: PulseServer
    alice: JanusTalk


@pytest.fixture
def scene(join, start_janus, pulse) -> Iterator[Scene]:
    first, last = free_port_range(40, media_address())
    firewall = Firewall(first, last)
    server = start_janus()
    with SignalingProxy(server.url) as proxy:
        ends = ("--input", "default", "--output", "default", "--rtp-ports", f"{first}-{last}")
        alice = join(_ROOM, "alice", *ends, url=proxy.url, environment=pulse.environment).wait_until_heard()
        for direction in ("input", "output"):
            alice.wait_for("device", change="opened", direction=direction)
        alice.wait_for("media", change="receiving", reason="yes")
        time.sleep(1.5)  # until all of it has flowed steadily
        yield Scene(server, proxy, firewall, pulse, alice)
        firewall.open()
        alice.kill()


@contextmanager
def frozen_server(scene: Scene) -> Iterator[None]:
    """With the man in the middle, who would answer pings for it."""
    with scene.proxy.frozen():
        scene.server.send_signal(signal.SIGSTOP)
        yield
        scene.server.send_signal(signal.SIGCONT)


@contextmanager
def killed_server(scene: Scene) -> Iterator[None]:
    scene.server.stop()
    yield
    scene.server.restart()


@contextmanager
def blocked_udp(scene: Scene) -> Iterator[None]:
    scene.firewall.close()
    yield
    scene.firewall.open()


@contextmanager
def silent_signaling(scene: Scene) -> Iterator[None]:
    with scene.proxy.frozen():
        yield


@contextmanager
def cut_signaling(scene: Scene) -> Iterator[None]:
    scene.proxy.drop_clients()
    yield


@contextmanager
def hang_up(scene: Scene) -> Iterator[None]:
    with AdminClient(scene.server) as admin:
        admin.handle_request("hangup_webrtc", "alice")
    yield


@contextmanager
def frozen_devices(scene: Scene) -> Iterator[None]:
    scene.pulse.freeze()
    yield
    scene.pulse.thaw()


@contextmanager
def dead_devices(scene: Scene) -> Iterator[None]:
    scene.pulse.stop()
    yield


Fault = Callable[[Scene], ContextManager[None]]


_DEVICES_LOST = [("device", {"change": "lost", "direction": way}) for way in ("input", "output")]
_FAULTS: "list[tuple[Fault, list[tuple[str, dict]]]]" = [
    (frozen_server, [("media", {"change": "stalled"}), ("warning", {"name": "unreachable"})]),
    (killed_server, [("state", {"to": "reconnecting"})]),
    (blocked_udp, [("media", {"change": "stalled"})]),
    (silent_signaling, [("warning", {"name": "unreachable"})]),
    (cut_signaling, [("state", {"to": "reconnecting"})]),
    (hang_up, [("media", {"change": "down"})]),
    (frozen_devices, _DEVICES_LOST),
    (dead_devices, _DEVICES_LOST),
]


@pytest.mark.parametrize("fault, events", _FAULTS, ids=[fault.__name__ for fault, _ in _FAULTS])
def test_a_fault_is_an_event_within_two_seconds(scene: Scene, fault: Fault, events: "list[tuple[str, dict]]"):
    before = len(scene.alice.events)
    since = time.time()
    with fault(scene):
        for kind, members in events:
            event = scene.alice.wait_for(kind, lambda event: event["seq"] > before, **members)
            print(f"{fault.__name__}: {kind} after {time_of(event) - since:.2f} s")
            assert time_of(event) - since <= _BOUND + _MARGIN, event


def test_a_frozen_server_is_given_up_two_seconds_after_its_sound(scene: Scene):
    since = time.time()
    with frozen_server(scene):
        # Asked whether it is there at all once its sound stays away, and two seconds later.
        gone = scene.alice.wait_for("state", to="reconnecting")
        assert time_of(gone) - since <= 1.25 + 2.0 + _MARGIN, gone
