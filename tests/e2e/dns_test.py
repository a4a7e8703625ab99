# SPDX-License-Identifier: MIT
"""Names and addresses: slow, missing and changing name servers, dead addresses, IPv6."""

import shutil
import subprocess
import time

import pytest

from ipv6 import ADDRESS, forwarder, ipv6_network
from janus_config import JanusSettings
from janus_server import JanusServer, media_address
from name_service import NameServer, hosts_file
from processes import free_port

_ROOM = 1234


def ping(talk, url: str, expect: int = 0):
    run = talk("ping", "--url", url, "--count", "1")
    run.finish(expect=expect)
    return run


@pytest.fixture
def six():
    try:
        with ipv6_network():
            yield
    except PermissionError:
        pytest.skip("IPv6 can't be switched on here")


def test_a_slow_name_server_is_waited_for(talk, janus, tmp_path):
    with NameServer(tmp_path, {"janus.test": ["127.0.0.1"]}, delay=1.0) as server:
        ping(talk, f"ws://janus.test:{janus.ports.ws}")
        assert "janus.test" in server.queries


def test_a_name_that_does_not_exist_is_told_at_once(talk, tmp_path):
    with NameServer(tmp_path, {}):
        run = ping(talk, "ws://nowhere.test:8188", expect=3)
    assert 'no host with the name "nowhere.test"' in run.stderr.text


def test_a_name_server_that_does_not_answer_is_told(talk, join, tmp_path):
    with NameServer(tmp_path, {}, delay=None):
        begin = time.monotonic()
        runs = [
            talk("ping", "--url", "ws://janus.test:8188"),
            join(_ROOM, "alice", url="ws://janus.test:8188"),
        ]
        for run in runs:
            run.finish(expect=3)
            assert "janus.test" in run.stderr.text and "name server" in run.stderr.text
        assert time.monotonic() - begin < 20


def test_ctrl_c_does_not_wait_for_a_name_server(talk, tmp_path):
    with NameServer(tmp_path, {}, delay=None) as server:
        run = talk("ping", "--url", "ws://janus.test:8188")
        while not server.queries:
            time.sleep(0.02)
        begin = time.monotonic()
        run.leave(expect=130)
        assert time.monotonic() - begin < 3


def test_dead_addresses_before_a_live_one_are_passed_over(talk, janus, tmp_path):
    """One refuses, one is silent: the silent one may take its share of the time, and no more."""
    rules = (
        "add table inet silent_host\n"
        "add chain inet silent_host in { type filter hook input priority 0; }\n"
        "add rule inet silent_host in ip daddr 127.0.0.3 drop\n"
    )
    nft = shutil.which("nft", path="/usr/sbin:/usr/bin:/sbin") or "nft"
    subprocess.run([nft, "-f", "-"], input=rules, text=True, check=True)
    try:
        with hosts_file(tmp_path, "127.0.0.2 janus.test\n127.0.0.3 janus.test\n127.0.0.1 janus.test\n"):
            ping(talk, f"ws://janus.test:{janus.ports.ws}")
            nobody = ping(talk, f"ws://janus.test:{free_port()}", expect=3)
    finally:
        subprocess.run([nft, "delete", "table", "inet", "silent_host"], check=True)
    assert "3 addresses" in nobody.stderr.text
    assert "127.0.0.2: connection refused" in nobody.stderr.text and "127.0.0.3: no answer" in nobody.stderr.text


def test_a_name_that_moves_is_followed_on_the_way_back(join, tmp_path):
    port = free_port()
    places = ("127.0.0.1", media_address())
    servers = [
        JanusServer(tmp_path / place, JanusSettings(media_address(), signaling_address=place), port) for place in places
    ]
    with NameServer(tmp_path, {"janus.test": places[:1]}) as names, servers[0] as first, servers[1]:
        alice = join(_ROOM, "alice", url=f"ws://janus.test:{port}").wait_until_heard()
        names.table["janus.test"] = places[1:]
        first.stop()
        alice.wait_for("resumed", by="rejoin")
        alice.leave()


def test_ipv6_by_address_and_by_a_name_that_has_nothing_else(talk, janus, six, tmp_path):
    port = free_port()
    with forwarder(ADDRESS, port, ("127.0.0.1", janus.ports.ws)):
        ping(talk, f"ws://[{ADDRESS}]:{port}")
        with NameServer(tmp_path, {"janus.test": [ADDRESS]}):
            ping(talk, f"ws://janus.test:{port}")
    with forwarder("::1", port, ("127.0.0.1", janus.ports.ws)):
        ping(talk, f"ws://[::1]:{port}")


@pytest.mark.parametrize("alive", ["IPv4", "IPv6"])
def test_a_host_with_both_is_reached_by_the_one_that_works(talk, janus, six, tmp_path, alive):
    port = free_port()
    place = {"IPv4": media_address(), "IPv6": ADDRESS}[alive]
    with forwarder(place, port, ("127.0.0.1", janus.ports.ws)):
        with NameServer(tmp_path, {"janus.test": [media_address(), ADDRESS]}):
            ping(talk, f"ws://janus.test:{port}")


def test_media_flows_over_ipv6(join, six, tmp_path):
    with JanusServer(tmp_path / "janus", JanusSettings(ADDRESS, ipv6=True)) as server:
        alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
        candidate = alice.wait_for("media", lambda event: "candidate" in event)["candidate"]
        assert candidate["remote"].startswith(f"[{ADDRESS}]:")
        assert candidate["local"].startswith(f"[{ADDRESS}]:")
        alice.leave()
