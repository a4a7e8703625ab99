# SPDX-License-Identifier: MIT
"""Completion and manual, as the shells and man(1) themselves take them."""

import os
import subprocess
from pathlib import Path

import pytest

PATIENCE = 120


def printed(binary: Path, *words: str) -> str:
    return subprocess.run([binary, *words], check=True, text=True, capture_output=True, timeout=PATIENCE).stdout


@pytest.fixture
def environment(binary: Path, clean_environment: "dict[str, str]") -> "dict[str, str]":
    """The program is found by its name, as in a shell of somebody who has installed it."""
    return {**clean_environment, "PATH": f"{binary.parent}:{os.environ['PATH']}", "TERM": "dumb"}


@pytest.fixture
def complete(binary: Path, environment: "dict[str, str]", tmp_path: Path):
    """complete("bash", "join", "--col"): what is offered for the last word."""

    def bash(words: "tuple[str, ...]", env: "dict[str, str]") -> str:
        quoted = " ".join(f"'{word}'" for word in ("janus-talk", *words))
        text = (
            f'source "{tmp_path}/bash"; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; COMP_LINE="${{COMP_WORDS[*]}}"; _janus_talk; '
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return run(["bash", "--norc", "-c", text], env)

    def fish(words: "tuple[str, ...]", env: "dict[str, str]") -> str:
        line = " ".join(("janus-talk", *words))
        return run(["fish", "--no-config", "-c", f"source {tmp_path}/fish; complete -C '{line}'"], env)

    def run(command: "list[str]", env: "dict[str, str]") -> str:
        done = subprocess.run(command, check=True, text=True, capture_output=True, cwd=tmp_path, env=env, timeout=PATIENCE)
        assert not done.stderr, done.stderr
        return done.stdout

    def offered(shell: str, *words: str, **variables: str) -> "set[str]":
        (tmp_path / shell).write_text(printed(binary, "completion", shell))
        lines = {"bash": bash, "fish": fish}[shell](words, {**environment, **variables}).splitlines()
        return {line.split("\t")[0] for line in lines if line}

    return offered


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_commands_options_and_values_are_completed(complete, shell: str, tmp_path: Path):
    assert complete(shell, "jo") == {"join"}
    assert "list" in complete(shell, "rooms", "")
    assert complete(shell, "join", "--muted", "--jit") == {"--jitter-buffer"}
    assert complete(shell, "join", "--color", "al") == {"always"}
    assert complete(shell, "manu") == set(), "hidden from people"
    (tmp_path / "hello.wav").touch()
    assert "hello.wav" in complete(shell, "say", "--input", "hel")
    assert "hello.wav" in complete(shell, "say", "hel")


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_profiles_are_completed_from_the_configuration(complete, shell: str, tmp_path: Path):
    config = tmp_path / "config.toml"
    config.write_text("[profile.office]\n[profile.home]\n")
    assert complete(shell, "join", "--profile", "", JANUS_TALK_CONFIG=str(config)) == {"office", "home"}


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_what_there_is_is_asked_of_server_sound_and_control_socket(complete, shell: str, janus, room, join, pulse, tmp_path: Path):
    assert str(room) in complete(shell, "join", "--room", "", JANUS_TALK_URL=janus.url)
    assert str(room) in complete(shell, "people", "list", "--url", janus.url, "--room", "")
    assert complete(shell, "join", "--url", "ws://127.0.0.1:9", "--room", "") == set()
    devices = complete(shell, "join", "--output", "", **pulse.environment)
    assert {"default", "null", "pulse:speaker"} <= devices, devices
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    alice = join(room, "alice", "--control", "doorbell", environment={"XDG_RUNTIME_DIR": str(runtime)}).wait_until_heard()
    assert complete(shell, "ctl", "--to", "", XDG_RUNTIME_DIR=str(runtime)) == {"doorbell"}
    assert {"mute", "say"} <= complete(shell, "ctl", "")
    alice.leave()


def test_bash_cuts_words_at_colons(complete, pulse):
    assert complete("bash", "join", "--output", "pulse", ":", "spe", **pulse.environment) == {"speaker"}
    assert "speaker" in complete("bash", "join", "--output", "=", "pulse", ":", **pulse.environment)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_read_their_completion(binary: Path, tmp_path: Path, shell: str):
    script = tmp_path / shell
    script.write_text(printed(binary, "completion", shell))
    subprocess.run([shell, "-n", script], check=True, timeout=PATIENCE)


def test_zsh_takes_the_completion(binary: Path, tmp_path: Path, environment: "dict[str, str]"):
    (tmp_path / "_janus-talk").write_text(printed(binary, "completion", "zsh"))
    text = f"fpath=({tmp_path} $fpath); autoload -U compinit; compinit -D -u; print $_comps[janus-talk]"
    done = subprocess.run(
        ["zsh", "-f", "-c", text], check=True, text=True, capture_output=True, env=environment, timeout=PATIENCE
    )
    assert done.stdout.strip() == "_janus-talk" and not done.stderr


def test_the_manual_is_clean_and_has_every_command(binary: Path, tmp_path: Path):
    printed(binary, "manual", str(tmp_path))
    pages = sorted(tmp_path.glob("*.1"))
    names = {page.name for page in pages}
    assert {"janus-talk.1", "janus-talk-join.1", "janus-talk-rooms-list.1", "janus-talk-config-show.1"} <= names
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", *pages], check=True, text=True, capture_output=True, timeout=PATIENCE
    )
    assert not done.stderr, done.stderr
    shown = subprocess.run(
        ["man", "--warnings", "-l", tmp_path / "janus-talk-join.1"],
        check=True, text=True, capture_output=True, timeout=PATIENCE,
        env={**os.environ, "MANWIDTH": "100", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert not shown.stderr, shown.stderr
    assert "--jitter-buffer" in shown.stdout and "JANUS_TALK_JITTER_BUFFER" in shown.stdout
