# SPDX-License-Identifier: MIT
"""Collects the command lines that the documentation shows: fenced blocks of Markdown, and the examples of the help texts.

What a fence says decides: `sh`, `bash` (a command a line) and `console` (commands behind `$`, with what they print) are
run by tests/e2e/examples_test.py. All other kinds are shown only, and a line that looks like a command may not hide there.
"""

import re
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterable, Iterator, Optional, Sequence

PROJECT = Path(__file__).resolve().parents[2]
HELP = "--help"

_RUN = ("sh", "bash")
_SESSION = "console"
# Forms of commands, with words to be replaced.
_SYNOPSIS = "synopsis"
_FENCE = re.compile(r"^\s*```(.*)$")
_LOOKS_LIKE_A_COMMAND = re.compile(r"^\s*(\$ |\S+ \| )?janus-talk [a-z]")
_GOES_ON = ("\\", "|", "&&", "||")


@dataclass(frozen=True)
class Block:
    """One fenced block. `line` is that of the opening fence, from 1; `kind` what stands behind its back-ticks."""

    page: str
    line: int
    kind: str
    lines: "tuple[str, ...]"

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@dataclass(frozen=True)
class Example:
    """One command line as it is written. `where` is for people; `output` what is shown below it; `status` what the
    documentation says that it ends with, if it does."""

    page: str
    where: str
    command: str
    output: "tuple[str, ...]" = field(default=())
    status: Optional[int] = None


def pages(project: Path = PROJECT) -> "list[str]":
    return ["README.md", *sorted(f"docs/{path.name}" for path in (project / "docs").glob("*.md"))]


def blocks_of(page: str, text: str) -> Iterator[Block]:
    opened: "Optional[tuple[int, str]]" = None
    lines: "list[str]" = []
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if fence and opened is None:
            opened, lines = (number, fence[1].strip()), []
        elif fence:
            assert opened is not None
            yield Block(page, *opened, tuple(lines))
            opened = None
        else:
            lines.append(line)


def blocks(page: str, project: Path = PROJECT) -> "list[Block]":
    return list(blocks_of(page, (project / page).read_text(encoding="utf-8")))


def spans(page: str, project: Path = PROJECT) -> "Iterator[tuple[int, str]]":
    """Code within sentences, with its line."""
    inside = False
    for number, line in enumerate((project / page).read_text(encoding="utf-8").splitlines(), 1):
        if _FENCE.match(line):
            inside = not inside
        elif not inside:
            yield from ((number, span) for span in re.findall(r"`([^`]+)`", line))


def mistakes(found: Iterable[Block]) -> "list[str]":
    """What keeps an example from being seen: a fence that does not say what it holds, or a command in one that is not run."""
    told = []
    for block in found:
        if not block.kind:
            told.append(f"{block.where}: say what this is: ```sh, ```console or, if nothing can be run, ```text")
        if block.kind in (*_RUN, _SESSION, _SYNOPSIS):
            continue
        for number, line in enumerate(block.lines, block.line + 1):
            if _LOOKS_LIKE_A_COMMAND.match(line):
                told.append(f"{block.page}:{number}: a command in a block of kind {block.kind!r} is not tested; use ```sh or ```console")
    return told


def examples_of(found: Iterable[Block]) -> Iterator[Example]:
    for block in found:
        if block.kind in _RUN:
            for number, command in _commands(block.lines, block.line + 1):
                yield Example(block.page, f"{block.page}:{number}", command)
        elif block.kind == _SESSION:
            yield from _session(block)


def _session(block: Block) -> Iterator[Example]:
    """`$ echo $?` and the number below it belong to the command before."""
    started: "list[tuple[int, str, list[str]]]" = []
    for number, line in enumerate(block.lines, block.line + 1):
        if line.startswith("$ "):
            started.append((number, _without_comment(line[2:]), []))
        else:
            assert started, f"{block.page}:{number}: a session begins with a command behind '$ '"
            started[-1][2].append(line)
    for at, (number, command, output) in enumerate(started):
        if command == "echo $?":
            continue
        after = started[at + 1] if at + 1 < len(started) else (0, "", [])
        status = int(after[2][0]) if after[1] == "echo $?" else None
        yield Example(block.page, f"{block.page}:{number}", command, tuple(output), status)


def _commands(lines: Sequence[str], first: int) -> "Iterator[tuple[int, str]]":
    """Lines of a shell script, those that go on on the next one put together."""
    begun, started_at = "", first
    for number, line in enumerate(lines, first):
        if not begun:
            started_at = number
        line = _without_comment(line.strip())
        begun = f"{begun} {line}".strip()
        if line.endswith(_GOES_ON):
            begun = begun.removesuffix("\\").rstrip()
            continue
        if begun:
            yield started_at, begun
        begun = ""
    if begun:
        yield started_at, begun


def _without_comment(line: str) -> str:
    return re.sub(r"(^|\s+)#\s.*$", "", line).rstrip()


def programs_in(command: str) -> "set[str]":
    """What a command line starts, in pipes and substitutions too, also in those within quotes."""
    found = set()
    # From the inside out: a word takes the place of each substitution.
    while inner := re.search(r"[$<>]\(([^()]*)\)", command):
        found |= programs_in(inner[1])
        command = command.replace(inner[0], " _ " if inner[0][0] in "<>" else "_")
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    begins = True
    for word in words:
        if set(word) <= set("|&;()<>"):
            begins = not word.endswith(("<", ">"))
        elif begins and not re.match(r"\w+=", word):
            found.add(word)
            begins = False
    # A form of substitution that nobody needs, and that is not looked into.
    return found | ({"`"} if "`" in command else set())


# --- help texts --------------------------------------------------------------------------------------------------


def manual(binary: Path, folder: Path, environment: "dict[str, str]") -> "dict[str, str]":
    """The pages of the manual by command ("rooms list"; "" is the program): all help texts for the price of one start."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([binary, "manual", folder], check=True, env=environment, timeout=120, stdout=subprocess.DEVNULL)
    # A name of a page has dashes between its words, and some words have them too; the page itself knows better.
    texts = {}
    for path in sorted(folder.glob("*.1")):
        text = _plain(path.read_text(encoding="utf-8"))
        command = path.stem.removeprefix("janus-talk").lstrip("-")
        texts[command] = text
    return texts


def help_examples(manual_pages: "dict[str, str]") -> "list[Example]":
    """The lines below "Examples:" with an indentation of two; deeper ones explain them. The same line in several pages
    is one example."""
    found: "dict[str, Example]" = {}
    for command, text in manual_pages.items():
        for part in re.findall(r"^Examples?:\n((?:  .*\n)+)", text, re.MULTILINE):
            for line in part.splitlines():
                if line.startswith("  ") and not line.startswith("   "):
                    example = line.strip()
                    found.setdefault(example, Example(HELP, f"help of janus-talk {command}", example))
    return list(found.values())


def _plain(roff: str) -> str:
    for name, sign in {r"\-": "-", r"\(aq": "'", r"\(ti": "~", r"\(ha": "^", r"\(dq": '"', r"\(ga": "`", r"\&": ""}.items():
        roff = roff.replace(name, sign)
    roff = re.sub(r"\\\[u([0-9A-F]+)\]", lambda match: chr(int(match[1], 16)), roff)
    return re.sub(r"\\f[BIR]", "", roff).replace(r"\e", "\\")


def options_in(manual_pages: "dict[str, str]") -> "set[str]":
    """Every long option of every command."""
    return {option for text in manual_pages.values() for option in re.findall(r"--[a-z][a-z0-9-]*", text)}
