# SPDX-License-Identifier: MIT
"""scripts/bootstrap: one list, no questions, and apt only when something is missing."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
GROUPS = ("build", "run", "demo", "test", "bench")


def bootstrap(*arguments: str, path: str = "", script: Path = SCRIPTS / "bootstrap", **options):
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
    return subprocess.run(
        [str(script), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment,
        timeout=120, **options,
    )  # fmt: skip


@pytest.fixture
def fake_system() -> Iterator[Path]:
    """A system where package cmake is missing, and apt-get only writes down how it was called. Readable by all,
    and with a copy of the script, for the tests that give up root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        calls = folder / "calls"
        for script in ("bootstrap", "packages.txt"):
            shutil.copy(SCRIPTS / script, folder)
        (folder / "dpkg-query").write_text(
            "#!/bin/sh\nfor last; do :; done\n"
            f'[ "$last" != cmake ] || grep -q " cmake" {calls} 2>/dev/null || exit 1\nprintf installed\n'
        )
        (folder / "apt-get").write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >>{calls}\n')
        (folder / "sudo").write_text("#!/bin/sh\nexit 1\n")
        for tool in ("dpkg-query", "apt-get", "sudo"):
            (folder / tool).chmod(0o755)
        yield folder


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_lists_packages(group: str):
    names = bootstrap("--list", group).stdout.split()
    assert names and all(name.replace("-", "").replace(".", "").replace("+", "").isalnum() for name in names)


def test_the_default_is_everything_but_the_benchmark():
    everything = set(bootstrap("--list").stdout.split())
    assert {"cmake", "janus", "gstreamer1.0-nice", "python3-pytest"} <= everything
    assert "python3-aiortc" not in everything


def test_an_unknown_group_is_refused():
    done = bootstrap("--list", "nonsense")
    assert done.returncode == 1 and "unknown group 'nonsense'" in done.stderr


def test_apt_is_not_touched_when_nothing_is_missing(fake_system: Path):
    done = bootstrap("run", path=str(fake_system))
    assert done.returncode == 0 and not (fake_system / "calls").exists()


def test_only_what_is_missing_is_installed_without_questions(fake_system: Path):
    if os.geteuid() != 0:
        pytest.skip("needs root; sudo would ask")
    done = bootstrap("build", path=str(fake_system))
    assert done.returncode == 0, done.stderr
    calls = (fake_system / "calls").read_text().splitlines()
    installs = [call for call in calls if " install " in call]
    assert len(installs) == 1 and installs[0].endswith("install --no-install-recommends cmake")
    assert installs[0].startswith("noninteractive -qq -y")


def test_without_rights_the_missing_packages_are_named(fake_system: Path):
    # Drop root for this one call.
    options = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    done = bootstrap("build", path=str(fake_system), script=fake_system / "bootstrap", cwd=fake_system, **options)
    assert done.returncode == 1
    assert "must install: cmake" in done.stderr and "sudo wants a password" in done.stderr
