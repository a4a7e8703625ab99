# SPDX-License-Identifier: MIT
"""wss: certificates are verified unless somebody insists, and then it is said aloud."""

import pytest


def test_an_authority_of_our_own_is_trusted_when_named(join, janus, room, authority):
    alice = join(room, "alice", "--cacert", authority.certificate, url=janus.secure_url).wait_until_heard()
    assert alice.wait_for("hello")["tls"] == {"verified": True}
    assert alice.of_type("warning") == []
    alice.leave()


def test_the_environment_names_the_authority_too(join, janus, room, authority):
    environment = {"SSL_CERT_FILE": str(authority.certificate)}
    join(room, "alice", url=janus.secure_url, environment=environment).wait_until_up().leave()


def test_the_name_in_the_certificate_counts(join, janus, room, authority):
    url = janus.secure_url.replace("127.0.0.1", "localhost")
    join(room, "alice", "--cacert", authority.certificate, url=url).wait_until_up().leave()
    # The same server by an address its certificate does not name.
    foreign = janus.secure_url.replace("127.0.0.1", "127.0.0.2")
    join(room, "bob", "--cacert", authority.certificate, url=foreign).finish(expect=3)


@pytest.mark.parametrize("options", [[], ["--cacert", "foreign"]], ids=["system store", "foreign authority"])
def test_an_unknown_authority_is_refused(join, janus, room, tmp_path, options):
    if options:
        from authority import Authority

        options = ["--cacert", Authority(tmp_path / "foreign").certificate]
    run = join(room, "alice", *options, url=janus.secure_url)
    run.finish(expect=3)
    assert "certificate" in run.stderr.text.lower()
    assert "--cacert" in run.stderr.text


def test_insecure_connects_and_warns(join, janus, room):
    run = join(room, "alice", "--insecure", url=janus.secure_url).wait_until_up()
    assert run.wait_for("hello")["tls"] == {"verified": False}
    assert any("certificate" in event["text"].lower() for event in run.of_type("warning"))
    run.leave()


def test_plain_and_secure_ports_do_not_mix(join, janus, room, authority):
    plain_on_secure = janus.secure_url.replace("wss:", "ws:")
    secure_on_plain = janus.url.replace("ws:", "wss:")
    join(room, "alice", url=plain_on_secure).finish(expect=3)
    join(room, "bob", "--cacert", authority.certificate, url=secure_on_plain).finish(expect=3)


def test_a_missing_authority_file_is_named(join, janus, room, tmp_path):
    run = join(room, "alice", "--cacert", tmp_path / "nowhere.pem", url=janus.secure_url)
    run.finish(expect=2)
    assert "nowhere.pem" in run.stderr.text


def test_an_authority_file_that_is_none_is_refused(join, janus, room, tmp_path):
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("no certificate at all\n")
    run = join(room, "alice", "--cacert", garbage, url=janus.secure_url)
    assert run.finish(expect=None) in (2, 8)
    assert "garbage.pem" in run.stderr.text or "certificate" in run.stderr.text.lower()
