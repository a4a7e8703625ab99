# SPDX-License-Identifier: MIT
"""Every example of README, docs and the help texts does what it says, against the real server."""

import itertools
import json
import re
import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import pytest

from example_monitoring import cron_command, github_steps, gitlab_job, icinga_command
from example_run import complaints, run
from example_table import How, how_to_run, objection, reason_not_to_run, stale_entries
from example_world import Ids, Sandbox, World, changes_much
from examples import HELP, Example, blocks, examples_of, help_examples, manual, options_in, pages, spans
from junit_xml import suite_of
from prometheus_text import metrics_of

# Most of an example is waiting for sound; more at once would starve the tests of sound beside them.
_AT_ONCE = 3
# What takes longest begins first.
_LONG = re.compile(r" (probe|doctor|ping|--for [2-9]s) ")
_ADVICE = "Mend the example, or read on in tests/support/example_table.py."


@pytest.fixture(scope="module")
def manual_pages(binary: Path, clean_environment, tmp_path_factory: pytest.TempPathFactory) -> "dict[str, str]":
    return manual(binary, tmp_path_factory.mktemp("manual"), clean_environment)


@pytest.fixture(scope="module")
def all_examples(manual_pages) -> "list[Example]":
    """Each command once: where what it prints is shown, or else where it comes first."""
    found: "dict[str, Example]" = {}
    for example in itertools.chain(*(examples_of(blocks(page)) for page in pages()), help_examples(manual_pages)):
        if example.command not in found or (example.output and not found[example.command].output):
            found[example.command] = example
    return list(found.values())


@pytest.fixture(scope="module")
def world(binary: Path, clean_environment, authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("examples") / "world", binary, clean_environment, authority) as furnished:
        yield furnished
        furnished.check_servers()


# Of sandboxes; all runs have the same world.
_NUMBERS = itertools.count()


class Runner:
    """Runs examples, each in a sandbox of its own."""

    def __init__(self, world: World) -> None:
        self._world = world

    def run_all(self, examples: "list[Example]") -> "list[str]":
        """Those that change much one after the other, the rest beside them."""
        pairs = [(example, how_to_run(example)) for example in examples if not reason_not_to_run(example)]
        if any(how.beside for _, how in pairs):
            self._world.start_conference_beside()
        alone = [pair for pair in pairs if changes_much(*pair)]
        beside = [pair for pair in pairs if not changes_much(*pair)]
        beside.sort(key=lambda pair: _LONG.search(pair[0].command + " ") is None)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            one_by_one = threads.submit(lambda: [self._run(*pair) for pair in alone])
            verdicts = [*threads.map(lambda pair: self._run(*pair), beside), *one_by_one.result()]
            failed = [(pair, verdict) for pair, verdict in zip([*beside, *alone], verdicts) if verdict]
            return [verdict for pair, verdict in failed if not threads.submit(self._again, pair, verdict).result()]

    def _again(self, pair: "tuple[Example, How]", verdict: str) -> bool:
        """A second try, alone, as for every end-to-end test: the whole part would take a minute. It is shown as a warning."""
        if self._run(*pair):
            return False
        warnings.warn(f"went well with the second try:\n{verdict}")
        return True

    def _run(self, example: Example, how: How) -> str:
        """Empty: it does what it says."""
        told, printed = [objection(example)], ""
        if told == [""]:
            told, printed = self._tried(example, how)
        if not told:
            return ""
        end = "\n".join(f"    | {line[:300]}" for line in printed.splitlines()[-25:])
        return f"{example.where}: {example.command}\n" + "".join(f"  {line}\n" for line in told) + end

    def _tried(self, example: Example, how: How) -> "tuple[list[str], str]":
        """What is wrong, and what was printed."""
        try:
            with self._world.sandbox(example, how, next(_NUMBERS)) as sandbox:
                outcome = run(example, how, sandbox)
                return complaints(example, how, outcome), outcome.text
        except Exception as error:  # one example's trouble is told with the others'
            return [f"{type(error).__name__}: {error}"], ""


@pytest.mark.parametrize("part", ["README.md", "docs/", HELP])
def test_examples_do_what_they_say(world: World, all_examples, part: str):
    wrong = Runner(world).run_all([example for example in all_examples if example.page.startswith(part)])
    assert not wrong, f"{len(wrong)} example(s) of {part} fail. {_ADVICE}\n" + "\n".join(wrong)


def test_what_is_known_about_examples_is_about_examples(all_examples):
    stale = stale_entries(all_examples)
    assert not stale, f"entries of tests/support/example_table.py that fit no example: {stale}"


# --- probe in other programs ------------------------------------------------------------------------------------

_SH = ("/bin/sh", "-e", "-c")
# A limit may break on a busy machine; the forms of the result are judged here.
_VERDICTS = (0, 1)


def in_other_program(
    world: World, *commands: str, statuses: "tuple[int, ...]" = _VERDICTS, absent: str = ""
) -> "tuple[Path, str]":
    """Runs commands with /bin/sh, as these programs do. Returns the folder with what they left, and what the last printed."""
    examples = [Example("docs/probe.md", "docs/probe.md", command) for command in commands]
    with world.sandbox(examples[0], How(), next(_NUMBERS)) as sandbox:
        if absent:
            (sandbox.work / absent).unlink()
        for example in examples:
            assert not objection(example), f"{example.command}\n{objection(example)}"
            outcome = run(example, How(), sandbox, _SH)
            told = complaints(example, How(status=statuses), outcome)
            assert not told, f"{example.command}\n{told}\n{outcome.text}"
    return sandbox.folder, outcome.text


def assert_junit(path: Path) -> None:
    names = [case.get("name") for case in suite_of(path.read_text()).findall("testcase")]
    assert "voice is heard" in names, names


def in_github_actions(world: World) -> None:
    probe, upload = github_steps()
    folder, _ = in_other_program(world, probe["run"])
    assert_junit(folder / "work" / upload["with"]["path"])


def in_gitlab_ci(world: World) -> None:
    job = gitlab_job()
    # The first run of all: the cache is empty.
    folder, _ = in_other_program(world, *job["script"], absent=job["cache"]["paths"][0])
    assert_junit(folder / "work" / job["artifacts"]["reports"]["junit"])
    for name in (*job["artifacts"]["paths"], *job["cache"]["paths"]):
        assert json.loads((folder / "work" / name).read_text())["measures"]["delay_ms"], name


def in_cron(world: World) -> None:
    folder, printed = in_other_program(world, cron_command())
    (path,) = (folder / "root/var/lib/prometheus/node-exporter").iterdir()
    assert path.suffix == ".prom" and printed == "", "node_exporter reads nothing else, and cron mails what is printed"
    assert 'janus_talk_probe_success{room="1234"}' in metrics_of(path.read_text())


def in_icinga(world: World) -> None:
    macros = {"janus_url": "wss://janus.example.org/ws", "janus_room": "1234", "janus_pin_file": "pin.txt"}
    _, printed = in_other_program(world, icinga_command(macros), statuses=(0, 1, 2))
    # A warning about this machine may be on stderr.
    line = r"^PROBE (OK|WARNING|CRITICAL) - [^|\n]+ \| delay=[\d.]+ms;200;400;0( \w+=\S+)+$"
    assert re.search(line, printed, re.MULTILINE) and printed.count("PROBE") == 1, printed


def test_other_programs_can_use_the_probe_as_told(world: World):
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(check, world) for check in (in_github_actions, in_gitlab_ci, in_cron, in_icinga)]:
            done.result()


# --- what is not run --------------------------------------------------------------------------------------------


def test_configurations_that_are_shown_are_right(binary: Path, clean_environment, tmp_path: Path):
    for block in itertools.chain(*map(blocks, pages())):
        if block.kind != "toml":
            continue
        file = tmp_path / "config.toml"
        file.write_text(block.text)
        file.chmod(0o600)
        command = [binary, "config", "check", file]
        done = subprocess.run(command, env=clean_environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{block.where}: {done.stdout}{done.stderr}"


def test_options_that_are_mentioned_exist(manual_pages):
    """Also in sentences and tables: `--option` alone or behind the name of the program. The page about testing is about
    other programs."""
    known = options_in(manual_pages) | {"--option", "--no-"}
    unknown = []
    for page in set(pages()) - {"docs/testing.md"}:
        for line, span in spans(page):
            if span.startswith(("-", "janus-talk ")):
                unknown += [f"{page}:{line}: {option}" for option in re.findall(r"--[a-z][a-z0-9-]*", span) if option not in known]
    assert not unknown, f"no command has these options: {unknown}"


@pytest.mark.parametrize(
    ("command", "says"),
    [("janus-talk config path --profil office", "ended with 2"), ("echo two", "shown, but")],
)
def test_a_broken_example_is_noticed(binary: Path, clean_environment, tmp_path: Path, command: str, says: str):
    sandbox = Sandbox(tmp_path, {**clean_environment, "PATH": f"{binary.parent}:{clean_environment['PATH']}"}, Ids(0, 0))
    sandbox.work.mkdir()
    example = Example("x.md", "x.md:1", command, ("one",) if command.startswith("echo") else ())
    assert not reason_not_to_run(example)
    assert says in "\n".join(complaints(example, How(), run(example, How(), sandbox)))
