# SPDX-License-Identifier: MIT
"""Proxies of the environment: who is asked, what for, and what is said when they refuse."""

import os

import pytest

from http_proxy import PASSWORD, USER, ScriptedProxy, TinyProxy, pass_on
from janus_server import media_address
from name_service import hosts_file
from processes import free_port, wait_until

_ROOM = 1234


@pytest.fixture(scope="module")
def far_janus(tmp_path_factory, authority):
    """A server that is not on loop-back, which no proxy is asked for; by name it is janus.test."""
    from janus_config import JanusSettings
    from janus_server import JanusServer

    address = media_address()
    settings = JanusSettings(
        address, signaling_address=address, certificate=authority.server_certificate, key=authority.server_key
    )
    with JanusServer(tmp_path_factory.mktemp("far-janus"), settings) as server:
        yield server


@pytest.fixture
def names(tmp_path):
    with hosts_file(tmp_path, f"{media_address()} janus.test\n"):
        yield


@pytest.fixture
def proxy(tmp_path):
    with TinyProxy(tmp_path / "proxy", "127.0.0.1") as server:
        yield server


@pytest.fixture
def guarded_proxy(tmp_path):
    with TinyProxy(tmp_path / "proxy", "127.0.0.1", with_password=True) as server:
        yield server


def test_wss_goes_through_https_proxy_and_the_certificate_is_the_servers(join, far_janus, authority, proxy, names):
    url = f"wss://janus.test:{far_janus.ports.wss}"
    environment = {"HTTPS_PROXY": proxy.url(), "HTTP_PROXY": "http://127.0.0.1:9"}
    run = join(_ROOM, "alice", "--cacert", authority.certificate, url=url, environment=environment).wait_until_heard()
    assert proxy.tunnels() == [f"janus.test:{far_janus.ports.wss}"]
    assert run.wait_for("hello")["tls"] == {"verified": True}
    run.leave()
    # The name in the certificate still counts.
    by_address = join(_ROOM, "bob", "--cacert", authority.certificate, url=far_janus.secure_url, environment=environment)
    by_address.finish(expect=3)
    assert "certificate" in by_address.stderr.text


def test_ws_goes_through_http_proxy(talk, far_janus, proxy):
    run = talk("rooms", "list", "--url", far_janus.url, environment={"http_proxy": proxy.url()})
    run.finish()
    assert str(_ROOM) in run.stdout.text
    assert proxy.tunnels() == [f"{media_address()}:{far_janus.ports.ws}"]


def test_user_and_password_are_used_and_never_shown(join, talk, far_janus, guarded_proxy):
    run = join(
        _ROOM, "alice", "-vv", url=far_janus.url, environment={"HTTP_PROXY": guarded_proxy.url()}, secrets=[PASSWORD]
    ).wait_until_up()
    run.leave()
    wrong = talk(
        "ping", "--url", far_janus.url, environment={"HTTP_PROXY": guarded_proxy.url("wrong-canary")},
        secrets=["wrong-canary", PASSWORD],
    )  # fmt: skip
    wrong.finish(expect=3)
    assert guarded_proxy.authority in wrong.stderr.text and USER not in wrong.stderr.text


@pytest.mark.parametrize("status", [407, 403, 502])
def test_what_a_proxy_refuses_is_told(talk, far_janus, status):
    def refuse(client, _request):
        client.sendall(b"HTTP/1.1 %d Nope\r\nContent-Length: 4\r\n\r\nnope" % status)

    with ScriptedProxy(refuse) as proxy:
        run = talk("ping", "--url", far_janus.url, environment={"http_proxy": proxy.url})
        run.finish(expect=3)
        assert f"the proxy {proxy.authority}" in run.stderr.text and str(status) in run.stderr.text
        if status == 407:
            assert "USER:PASSWORD" in run.stderr.text


@pytest.mark.parametrize(
    "script",
    [
        lambda client, request: None,
        lambda client, request: client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        lambda client, request: client.sendall(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 4000),
    ],
    ids=["closes", "no HTTP", "endless headers"],
)
def test_what_is_no_proxy_is_told(talk, far_janus, script):
    with ScriptedProxy(script) as proxy:
        run = talk("ping", "--url", far_janus.url, environment={"http_proxy": proxy.url})
        run.finish(expect=3)
        assert f"the proxy {proxy.authority}" in run.stderr.text


def test_an_answer_in_small_pieces_is_put_together(talk, far_janus):
    def slowly(client, request):
        for byte in b"HTTP/1.1 200 Connection established\r\nProxy-Agent: slow\r\n\r\n":
            client.sendall(bytes([byte]))
        pass_on(client, request)

    with ScriptedProxy(slowly) as proxy:
        run = talk("rooms", "list", "--url", far_janus.url, environment={"all_proxy": proxy.url})
        run.finish()
        assert str(_ROOM) in run.stdout.text


def test_a_proxy_that_says_nothing_is_given_up(talk, far_janus):
    with ScriptedProxy(lambda client, request: client.recv(1)) as proxy:
        run = talk("ping", "--url", far_janus.url, environment={"http_proxy": proxy.url})
        run.finish(expect=3)
        assert f"the proxy {proxy.authority} made no connection to" in run.stderr.text


def test_a_proxy_that_is_not_there_is_told(talk, far_janus):
    port = free_port()
    for host in ("127.0.0.1", "nowhere.invalid"):
        run = talk(
            "ping", "--url", far_janus.url, environment={"http_proxy": f"http://me:{PASSWORD}@{host}:{port}"},
            secrets=[PASSWORD],
        )  # fmt: skip
        run.finish(expect=3)
        assert f"the proxy {host}:{port}" in run.stderr.text


def test_no_proxy_and_this_machine_are_reached_directly(talk, janus, far_janus):
    nobody = f"http://127.0.0.1:{free_port()}"
    talk("rooms", "list", "--url", janus.url, environment={"http_proxy": nobody}).finish()
    for exception in ("*", media_address(), "10.0.0.0/8"):
        environment = {"http_proxy": nobody, "NO_PROXY": f"elsewhere.example,{exception}"}
        talk("rooms", "list", "--url", far_janus.url, environment=environment).finish()


def test_a_proxy_that_cannot_be_used_is_wrong_usage(join, far_janus):
    run = join(_ROOM, "alice", url=far_janus.url, environment={"ALL_PROXY": f"socks5://me:{PASSWORD}@127.0.0.1"},
               secrets=[PASSWORD])  # fmt: skip
    run.finish(expect=2)
    assert "ALL_PROXY" in run.stderr.text


def test_a_proxy_that_dies_is_like_a_websocket_that_is_lost(join, start_janus, tmp_path):
    address = media_address()
    server = start_janus(signaling_address=address, reclaim_session_timeout=20)
    proxy = TinyProxy(tmp_path / "proxy", "127.0.0.1")
    with proxy:
        alice = join(_ROOM, "alice", url=server.url, environment={"http_proxy": proxy.url()}).wait_until_heard()
        proxy.stop()
        alice.wait_for("state", to="reconnecting")
    os.rename(tmp_path / "proxy", tmp_path / "old-proxy")
    with proxy:
        alice.wait_for("resumed", by="claim")
        wait_until(lambda: len(proxy.tunnels()) >= 1, "a tunnel through the new proxy")
        alice.leave()
