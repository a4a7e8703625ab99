# SPDX-License-Identifier: MIT
"""What the process keeps to itself: no core files, no memory for others to read, no recordings for others to hear."""

import os
import resource
import subprocess
from pathlib import Path

import pytest

from listening import assert_hears
from processes import PATIENCE, prepare_child, wait_until

NOBODY = 65534
CORE_LIMIT = 1 << 20


def core_limit_of(pid: int) -> str:
    """The soft one, in bytes. prlimit(2) would need more rights than a root in a container has."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line.split()[4] for line in lines if line.startswith("Max core file size"))


def is_sealed(pid: int) -> bool:
    """A process that is not dumpable belongs to root in /proc, whoever runs it; so run it as somebody else."""
    return Path(f"/proc/{pid}/environ").stat().st_uid == 0


@pytest.fixture
def start_as_nobody(binary, clean_environment):
    """start_as_nobody("join", …, environment={…}): without root's rights, where that can be had."""
    if subprocess.run(["setpriv", f"--reuid={NOBODY}", "--clear-groups", "test", "-x", binary], check=False).returncode:
        pytest.skip("there is nobody here who could run the program")
    runs = []

    def start(*arguments: object, environment: "dict[str, str]" = {}) -> subprocess.Popen:
        command = ["setpriv", f"--reuid={NOBODY}", "--clear-groups", str(binary), *map(str, arguments)]
        # What nobody may not read would only delay the start.
        everything = {**clean_environment, "GST_REGISTRY": "/nonexistent", "HOME": "/nonexistent", **environment}
        run = subprocess.Popen(
            command, env=everything, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=prepare_child,
        )  # fmt: skip
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("command", [["join", "--room", "1234", "--input", "null", "--output", "null"], ["ping"]])
def test_neither_core_files_nor_other_processes_get_the_memory(start_as_nobody, janus, command):
    run = start_as_nobody(*command, "--url", janus.url)
    wait_until(lambda: Path(f"/proc/{run.pid}/comm").read_text() == "janus-talk\n", "the start")
    wait_until(lambda: is_sealed(run.pid) and core_limit_of(run.pid) == "0", "the seal")
    run.terminate()
    run.communicate()


def test_nobody_needs_no_privileges_to_be_heard(start_as_nobody, join, janus, room, tmp_path: Path):
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    words = ["--room", room, "--url", janus.url, "--display", "alice", "--input", "tone:440@-14", "--output", "null"]
    alice = start_as_nobody("join", *words, "--for", "3s")
    _, complaints = alice.communicate(timeout=PATIENCE)
    assert alice.returncode == 0, complaints
    bob.leave()
    assert_hears(tmp_path / "bob.wav", 440)


def test_cores_can_be_allowed_for_debugging(janus, start_as_nobody):
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    limit = CORE_LIMIT if hard == resource.RLIM_INFINITY else min(CORE_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, hard))
    try:
        # AddressSanitizer forbids core files too.
        options = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "disable_coredump=0"]))
        environment = {"JANUS_TALK_ALLOW_CORE": "true", "ASAN_OPTIONS": options}
        run = start_as_nobody("ping", "--url", janus.url, environment=environment)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    assert run.stdout.readline(), "it works"
    assert not is_sealed(run.pid)
    assert core_limit_of(run.pid) == str(limit)
    run.terminate()
    run.communicate()


def test_recordings_are_for_their_owner_only(join, room, tmp_path: Path):
    files = {
        option: tmp_path / f"{option}.{ending}"
        for option, ending in (("record", "wav"), ("record-sent", "opus"), ("record-packets", "opus"))
    }
    options = [word for option, path in files.items() for word in (f"--{option}", path)]
    raw = tmp_path / "output.raw"
    join(room, "alice", *options, "--output", f"file:{raw}", "--for", "1s").finish()
    for path in (*files.values(), raw):
        assert path.stat().st_mode & 0o777 == 0o600, path
