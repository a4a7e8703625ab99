# SPDX-License-Identifier: MIT
"""info, ping, request and signed tokens against real servers."""

import base64
import hashlib
import hmac
import json
import signal
import time
from pathlib import Path

import pytest

from janus_api import AdminClient, signed_token
from janus_config import ADMIN_SECRET
from processes import free_port

KEY = "token-key-of-a-test-server"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(KEY + "\n")
    return path


def result_of(run) -> dict:
    lines = run.stdout.lines()
    assert len(lines) == 1, run.story()
    return json.loads(lines[0])


def body_file(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "body.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


# --- info and ping ----------------------------------------------------------------------------------------------


def test_info_tells_what_the_server_is(talk, janus):
    run = talk("info", "--url", janus.url)
    run.finish()
    text = run.stdout.text
    assert "Janus WebRTC Server 1." in text
    assert "janus-talk test server" in text
    assert "janus.plugin.audiobridge" in text and "janus.transport.websockets" in text
    run = talk("info", "--url", janus.url, "--json")
    run.finish()
    result = result_of(run)
    assert result["ok"] is True and result["v"] == 1
    assert result["server-name"] == "janus-talk test server"
    assert result["plugins"]["janus.plugin.audiobridge"]["version_string"] in text


def test_info_shows_which_secrets_are_wanted(talk, start_janus):
    server = start_janus(api_secret="api-secret-canary", token_auth=True)
    run = talk("info", "--url", server.url, "--json")
    run.finish()
    assert result_of(run)["api_secret"] is True and result_of(run)["auth_token"] is True


def test_ping_prints_a_line_per_answer_and_sums_up(talk, janus):
    run = talk("ping", "--url", janus.url, "--count", 3, "--interval", "50ms")
    run.finish()
    lines = run.stdout.text.splitlines()
    assert len(lines) == 5
    assert all("time=" in line and line.endswith(" ms") for line in lines[:3])
    assert lines[3] == "3 pings sent, 3 answered"
    low, average, high, _ = map(float, lines[4].split(" = ")[1].removesuffix(" ms").split("/"))
    assert 0 < low <= average <= high < 5000


def test_ping_gives_figures_to_scripts(talk, janus):
    begin = time.monotonic()
    run = talk("ping", "--url", janus.url, "-c", 4, "--interval", "300ms", "--json")
    run.finish()
    assert time.monotonic() - begin > 0.9, "the interval was not kept"
    result = result_of(run)
    assert (result["ok"], result["sent"], result["received"]) == (True, 4, 4)
    assert len(result["times_ms"]) == 4 and min(result["times_ms"]) == result["min_ms"]


def test_an_interrupted_ping_sums_up_and_is_a_success(talk, janus):
    run = talk("ping", "--url", janus.url, "--count", 1000, "--interval", "10s")
    deadline = time.monotonic() + 20
    while not run.stdout.lines() and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    run.finish(expect=0)
    assert "1 ping sent, 1 answered" in run.stdout.text


def test_a_server_that_hangs_is_no_success(talk, start_janus):
    server = start_janus()
    run = talk("ping", "--url", server.url, "--count", 1000, "--interval", "100ms", "--timeout", "1s", "--json")
    time.sleep(1.0)
    server.send_signal(signal.SIGSTOP)
    try:
        run.finish(expect=9)
        result = result_of(run)
        assert result["ok"] is False and result["exit"] == {"code": 9, "name": "timeout"}
        assert result["sent"] == result["received"] + 1
    finally:
        server.send_signal(signal.SIGCONT)


def test_nobody_there_is_told(talk):
    run = talk("ping", "--url", f"ws://127.0.0.1:{free_port()}", "--json")
    run.finish(expect=3)
    assert result_of(run)["exit"]["name"] == "unreachable"
    assert run.stderr.text.startswith("janus-talk: error: ")


# --- request ----------------------------------------------------------------------------------------------------


def test_a_request_of_ones_own_reaches_the_audiobridge(talk, janus, admin, room_number, tmp_path: Path):
    body = body_file(tmp_path, {"request": "create", "room": room_number, "description": "By hand"})
    run = talk("request", "--url", janus.url, "--body", body)
    run.finish()
    assert json.loads(run.stdout.text) == {"audiobridge": "created", "room": room_number, "permanent": False}
    assert admin.room_exists(room_number)
    admin.room_request("destroy", room=room_number)


def test_a_request_can_come_from_a_pipe_and_go_to_the_admin_api(talk, janus, admin, tmp_path: Path):
    body = body_file(tmp_path, {"janus": "custom_logline", "line": "by hand, 4711"})
    url = f"ws://127.0.0.1:{janus.ports.admin}"
    environment = {"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET}
    with body.open() as pipe:
        run = talk(
            "request", "--admin", "--admin-url", url, "--body", "-", "--json", environment=environment, stdin=pipe,
            secrets=[ADMIN_SECRET],
        )  # fmt: skip
        run.finish()
    assert result_of(run)["ok"] is True
    assert "by hand, 4711" in janus.log.read_text()


def test_a_transport_can_be_queried(talk, janus, tmp_path: Path):
    query = {"janus": "query_transport", "transport": "janus.transport.websockets", "request": {"request": "connections"}}
    url = f"ws://127.0.0.1:{janus.ports.admin}"
    environment = {"JANUS_TALK_ADMIN_SECRET": ADMIN_SECRET}
    run = talk("request", "--admin", "--admin-url", url, "--body", body_file(tmp_path, query), environment=environment)
    run.finish()
    assert "connections" in json.loads(run.stdout.text)


@pytest.mark.parametrize("body", ["", "no json", "[1]", '"text"', '{"a":1,"a":2}', '{"a":"' + "x" * 2**20 + '"}'])
def test_what_is_no_json_object_does_not_leave(talk, tmp_path: Path, body: str):
    run = talk("request", "--url", f"ws://127.0.0.1:{free_port()}", "--body", body_file(tmp_path, body))
    run.finish(expect=2)
    assert "The body in" in run.stderr.text


def test_a_body_that_is_missing_is_told(talk, tmp_path: Path):
    run = talk("request", "--body", tmp_path / "nowhere")
    run.finish(expect=2)
    assert "No such file" in run.stderr.text


def test_a_request_that_hangs_old_servers_is_refused(talk, janus, tmp_path: Path):
    body = body_file(tmp_path, {"request": "changeroom", "room": 1234, "secret": "wrong"})
    run = talk("request", "--url", janus.url, "--body", body)
    run.finish(expect=14)
    assert "hangs" in run.stderr.text


def test_the_answer_to_a_wrong_request_has_the_code_of_the_server(talk, janus, room_number, tmp_path: Path):
    body = body_file(tmp_path, {"request": "listparticipants", "room": room_number})
    run = talk("request", "--url", janus.url, "--body", body, "--json")
    run.finish(expect=5)
    assert result_of(run)["error"]["janus"]["code"] == 485


# --- signed tokens ----------------------------------------------------------------------------------------------


def test_a_minted_token_opens_a_server_and_an_expired_one_does_not(talk, start_janus, key_file):
    server = start_janus(token_auth_secret=KEY)
    mint = talk("token", "mint", "--secret-file", key_file, secrets=[KEY])
    mint.finish()
    token = mint.stdout.text.strip()
    environment = {"JANUS_TALK_TOKEN": token}
    rooms = talk("rooms", "list", "--url", server.url, environment=environment, secrets=[token])
    rooms.finish()
    assert "1234" in rooms.stdout.text
    refused = talk(
        "rooms", "list", "--url", server.url, environment={"JANUS_TALK_TOKEN": signed_token(KEY, lifetime=-5)}
    )
    refused.finish(expect=4)
    nothing = talk("rooms", "list", "--url", server.url)
    nothing.finish(expect=4)
    other_plugin = talk("token", "mint", "--secret-file", key_file, "--plugin", "janus.plugin.echotest")
    other_plugin.finish()
    environment = {"JANUS_TALK_TOKEN": other_plugin.stdout.text.strip()}
    talk("rooms", "list", "--url", server.url, environment=environment).finish(expect=4)


def test_somebody_joins_with_a_minted_token(talk, join, start_janus, key_file):
    server = start_janus(token_auth_secret=KEY)
    mint = talk("token", "mint", "--secret-file", key_file, "--ttl", "5m")
    mint.finish()
    environment = {"JANUS_TALK_TOKEN": mint.stdout.text.strip()}
    alice = join(1234, "alice", url=server.url, environment=environment).wait_until_up()
    with AdminClient(server) as admin:
        assert admin.participant(1234, "alice")
    alice.leave()


def test_tokens_are_as_other_programs_make_them(talk, key_file):
    run = talk("token", "mint", "--secret-file", key_file, "--room", "1234", "--ttl", "1m", "--json")
    run.finish()
    result = result_of(run)
    text, signature = result["token"].split(":")
    expected = base64.b64encode(hmac.new(KEY.encode(), text.encode(), hashlib.sha1).digest()).decode()
    assert signature == expected
    expiry, realm, descriptor = text.split(",")
    assert (realm, descriptor) == ("janus.plugin.audiobridge", "room=1234")
    assert abs(int(expiry) - time.time() - 60) < 20 and result["expires_unix"] == int(expiry)


@pytest.mark.parametrize(
    "token, code, verdict",
    [
        (signed_token(KEY), 0, "valid"),
        (signed_token(KEY, lifetime=-60), 1, "expired"),
        (signed_token("another key"), 1, "wrong-signature"),
        ("no token", 1, "malformed"),
    ],
    ids=["valid", "expired", "wrong", "malformed"],
)
def test_tokens_of_others_are_judged(talk, key_file, token: str, code: int, verdict: str):
    run = talk(
        "token", "check", "--secret-file", key_file, "--json", environment={"JANUS_TALK_TOKEN": token},
        secrets=[KEY, token],
    )  # fmt: skip
    run.finish(expect=code)
    assert result_of(run)["verdict"] == verdict


def test_the_key_of_tokens_is_handled_as_a_secret(talk, tmp_path: Path, key_file):
    key_file.chmod(0o644)
    run = talk("token", "mint", "--secret-file", key_file)
    run.finish(expect=2)
    assert "can be read by others" in run.stderr.text
    talk("token", "mint").finish(expect=2)
    run = talk("token", "mint", "--secret", KEY, secrets=[KEY])
    run.finish()
    assert "visible to other users" in run.stderr.text
    run = talk("token", "mint", "--secret", KEY, "--plugin", "a,b")
    run.finish(expect=2)
    assert "can't stand in a token" in run.stderr.text
