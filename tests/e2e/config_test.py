# SPDX-License-Identifier: MIT
"""Configuration files, and what the program tells about them."""

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

CANARY = "4711-config-canary"


@pytest.fixture
def config(tmp_path: Path):
    """config(text, mode=0o600): writes a file and gives its path."""

    def write(text: str, mode: int = 0o600, name: str = "config.toml") -> Path:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(mode)
        return path

    return write


def finished(talk, *arguments: object, expect: int = 0, **options):
    run = talk(*arguments, **options)
    run.finish(expect=expect)
    return run


def test_a_profile_brings_us_into_a_room(talk, janus, room_number, config, admin):
    admin.create_room(room_number, pin=CANARY)
    path = config(
        f'url = "{janus.url}"\ninput = "tone"\noutput = "null"\nevents = true\n'
        f'[profile.office]\nroom = {room_number}\npin = "{CANARY}"\ndisplay = "from the file"\n'
    )
    run = talk("join", "--config", path, "--profile", "office", secrets=[CANARY])
    run.wait_until_up()
    assert run.wait_for("hello")["display"] == "from the file"
    assert CANARY.encode() not in Path(f"/proc/{run.pid}/environ").read_bytes()
    run.leave()
    assert not run.of_type("warning"), "a secret from a file is no reason to warn"


def test_the_user_s_file_goes_before_the_system_s(talk, tmp_path: Path):
    home = tmp_path / "home"
    (home / "janus-talk").mkdir(parents=True)
    (home / "janus-talk" / "config.toml").write_text("room = 7\n")
    environment = {"XDG_CONFIG_HOME": str(home)}
    assert finished(talk, "config", "path", environment=environment).stdout.text.splitlines()[0] == str(
        home / "janus-talk" / "config.toml"
    )
    shown = finished(talk, "config", "show", "--origin", environment=environment).stdout.text
    assert f"# {home}/janus-talk/config.toml:1" in shown
    given = {**environment, "JANUS_TALK_ROOM": "8"}
    assert "# JANUS_TALK_ROOM" in finished(talk, "config", "show", "--origin", environment=given).stdout.text


def test_a_home_out_of_reach_is_passed_over_and_a_file_that_is_there_is_not(binary, clean_environment, tmp_path: Path):
    as_nobody = ["setpriv", "--reuid=65534", "--clear-groups"]
    if subprocess.run([*as_nobody, "test", "-x", binary], check=False).returncode != 0:
        pytest.skip("there is nobody here who could run the program")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        home = Path(name)
        (home / "janus-talk").mkdir()
        (home / "janus-talk" / "config.toml").write_text("room = 7\n")
        (home / "janus-talk" / "config.toml").chmod(0o600)

        def show() -> subprocess.CompletedProcess:
            environment = {**clean_environment, "XDG_CONFIG_HOME": str(home)}
            command = [*as_nobody, binary, "config", "show"]
            return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)

        assert show().returncode == 0, show().stderr
        home.chmod(0o755)
        assert show().returncode == 2
        assert "config.toml can't be read" in show().stderr


def test_what_is_wrong_is_told_with_its_place(talk, config):
    path = config('\nroom = 1\ndisplai = "x"\n')
    run = finished(talk, "join", "--config", path, expect=2)
    assert f"{path}:3: unknown key 'displai'" in run.stderr.text and "Did you mean display?" in run.stderr.text
    run = finished(talk, "--config", path, "ping", expect=2)
    assert f"{path}:3:" in run.stderr.text
    run = finished(talk, "config", "check", path, expect=2)
    assert f"{path}:3:" in run.stdout.text
    path = config('room = 1\ntimeout = "soon"\n')
    assert f"{path}:2: --timeout" in finished(talk, "join", "--config", path, expect=2).stderr.text
    path = config("[profile.office]\n")
    run = finished(talk, "join", "--config", path, "--profile", "ofice", expect=2)
    assert "Did you mean office?" in run.stderr.text
    finished(talk, "join", "--config", path.parent / "nowhere.toml", expect=2)


def test_help_and_version_do_not_care_for_a_broken_file(talk, config):
    environment = {"JANUS_TALK_CONFIG": str(config("this is no TOML"))}
    for words in (["--version"], ["version"], ["join", "-h"], ["help", "join"], ["config", "path"]):
        finished(talk, *words, environment=environment)
    finished(talk, "ping", environment=environment, expect=2)


def test_a_secret_in_a_file_that_others_can_read_is_refused(talk, config):
    path = config(f'room = 1\n[profile.other]\npin = "{CANARY}"\n', mode=0o644)
    run = finished(talk, "join", "--config", path, expect=2, secrets=[CANARY])
    assert f"{path}:3:" in run.stderr.text and "chmod 600" in run.stderr.text


def test_no_secret_is_ever_shown(talk, config):
    path = config(f'room = 1\npin = "{CANARY}"\nturn = "turn:me:{CANARY}@relay"\ntoken = "{CANARY}"\n')
    secrets = {"secrets": [CANARY]}
    assert 'pin = "***"' in finished(talk, "config", "show", "--config", path, **secrets).stdout.text
    run = finished(talk, "join", "--config", path, "--dry-run", **secrets)
    assert 'pin = "***"' in run.stdout.text and '"pin":"***"' in run.stdout.text
    broken = config(f"pin = {CANARY}\n", name="broken.toml")
    finished(talk, "join", "--config", broken, expect=2, **secrets)
    # A command line's own secrets are wiped in the list of processes, not in what we print.
    finished(talk, "join", "--room", 1, "--pin", CANARY, "--dry-run", **secrets)


def requests_of(run) -> "list[dict]":
    return [json.loads(line) for line in run.stdout.lines() if line.startswith(b"{")]


def test_a_dry_run_of_join_shows_settings_and_requests_and_touches_nothing(talk):
    # Nobody listens there.
    words = ("--url", "ws://127.0.0.1:9", "--room", 1234, "--dry-run")
    run = finished(talk, "join", *words)
    assert "room = 1234" in run.stdout.text and "# command line" in run.stdout.text
    sent = requests_of(run)
    assert [one["janus"] for one in sent] == ["create", "attach", "message", "message", "trickle", "trickle"]
    assert [one["body"]["request"] for one in sent if one["janus"] == "message"] == ["join", "configure"]
    assert sent[2]["body"]["room"] == 1234
    sent = requests_of(finished(talk, "join", *words, "--create", "--fast-join", "--no-trickle"))
    assert [one["body"]["request"] for one in sent if one["janus"] == "message"] == ["create", "join"]
    for command in ("say", "listen"):
        more = ["tone"] if command == "say" else []
        assert requests_of(finished(talk, command, *words, *more))


def test_a_dry_run_of_a_probe_shows_the_room_it_makes_and_both_participants(talk):
    run = finished(talk, "probe", "--with-room", "--url", "ws://127.0.0.1:9", "--dry-run")
    requests = [json.loads(line).get("body", {}).get("request") for line in run.stdout.text.splitlines() if line[0] == "{"]
    order = [request for request in requests if request in ("create", "join", "destroy")]
    assert order == ["create", "join", "join", "destroy"], run.stdout.text


def test_a_dry_run_of_a_question_shows_what_would_be_asked(talk):
    run = finished(talk, "rooms", "destroy", "--room", 7, "--url", "ws://127.0.0.1:9", "--dry-run")
    assert requests_of(run)[-1]["body"] == {"request": "destroy", "room": 7}
    run = finished(talk, "admin", "sessions", "--dry-run")
    assert [one["janus"] for one in requests_of(run)] == ["list_sessions"]
    finished(talk, "join", "--room", 1, "--until", "nonsense", "--dry-run", expect=2)
