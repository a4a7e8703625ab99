#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Refuses includes that break the architecture: forbidden arrows between rooms, foreign headers outside their
room or in a public header, clocks and I/O in pure rooms, and CMake dependencies beyond the table. And folders or files
at the top of the project that are not agreed upon.

  scripts/check_layers.py [SOURCE_FOLDER]        default: src

Exit status 0: all arrows are allowed; 1: one line per violation on stdout.
"""

import re
import sys
from pathlib import Path
from typing import Iterator

# A room may include itself and these. The picture is in docs/architecture.md.
ALLOWED = {
    "base": set(),
    "json": {"base"},
    "janus": {"base", "json"},
    "core": {"base", "janus"},
    "loop": {"base"},
    "sound": set(),
    "measure": {"base"},
    "signaling": {"base", "core", "loop"},
    "media": {"base", "core", "loop", "sound"},
    "control": {"base", "core", "json", "loop"},
    "report": {"base", "core", "json", "janus", "measure"},
    "app": {"base", "json", "janus", "core", "loop", "sound", "measure", "signaling", "media", "report", "control"},
    "cli": {"base", "app"},
    "main": {"cli", "app", "base"},
}

# Headers of other projects and the rooms that may include them; nobody lets them out through a public header.
FOREIGN = {
    "rapidjson/": {"json"},
    "libwebsockets": {"signaling"},
    "gst/": {"media"},
    "nice/": {"media"},
    "opus/": {"sound"},
    "ogg/": {"media"},
    "glib": {"loop", "media", "signaling"},
    "gio/": {"loop", "media", "signaling"},
    "CLI/": {"cli"},
    "toml++/": {"cli"},
    "spdlog/": {"app"},
    "fmt/": {"app"},
    "catch2/": set(),
    "openssl/": {"signaling", "media", "janus"},
}

# Rooms that only compute: time is an argument, text comes in and goes out.
PURE = {"base", "json", "janus", "core", "report", "sound", "measure"}
IMPURE_HEADERS = {
    "condition_variable", "filesystem", "fstream", "future", "iostream", "mutex", "netdb.h", "pthread.h", "signal.h",
    "sys/socket.h", "thread", "unistd.h",
}  # fmt: skip

# What stands at the top, besides what begins with a dot, and `build`, which is no part of it.
TOP = {
    "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "build", "docs", "scripts", "src", "tests", "third_party",
}  # fmt: skip

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
_CLOCK = re.compile(r"\b(?:\w+_clock|Clock)::now\s*\(|\b(?:time|gettimeofday|clock_gettime)\s*\(\s*(?:nullptr|NULL|&)")
_ROOM_CALL = re.compile(r"janus_talk_room\s*\(([^)]*)\)")


class House:
    """All rooms below one source folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(p for p in folder.rglob("*") if p.suffix in (".hpp", ".cpp", ".h") and p.is_file())
        self.public: "set[Path]" = set()
        self.depends: "dict[str, set[str]]" = {}
        for lists in sorted(folder.glob("*/CMakeLists.txt")):
            self._read_room(lists)

    def room_of(self, path: Path) -> str:
        relative = path.relative_to(self.folder)
        return relative.parts[0] if len(relative.parts) > 1 else relative.stem

    def includes(self, path: Path) -> "list[tuple[int, bool, str]]":
        """(line, ours, name) of every include; ours: written with quotes."""
        text = path.read_text(errors="replace")
        return [
            (text.count("\n", 0, m.start()) + 1, m.group(1) == '"', m.group(2)) for m in _INCLUDE.finditer(text)
        ]

    def _read_room(self, lists: Path) -> None:
        text = re.sub(r"#.*", "", lists.read_text())
        for call in _ROOM_CALL.finditer(text):
            words = call.group(1).split()
            room, keyword = words[0], ""
            for word in words[1:]:
                if word in ("SOURCES", "HEADERS", "DEPENDS", "PRIVATE_LIBS", "FUZZED", "PRECOMPILED", "TOGETHER", "NUMERIC"):
                    keyword = word
                elif keyword == "HEADERS":
                    self.public.add(lists.parent / word)
                elif keyword == "DEPENDS":
                    self.depends.setdefault(room, set()).add(word)


def foreign_rooms(name: str) -> "set[str] | None":
    """Rooms that may include this header; None: it is not on the list."""
    for prefix, rooms in FOREIGN.items():
        if name.startswith(prefix):
            return rooms
    return None


def check_own_include(house: House, path: Path, name: str) -> Iterator[str]:
    room, target = house.room_of(path), name.split("/")[0]
    if "/" not in name or name.startswith("."):
        yield f'include "{name}" must start with its room'
    elif target != room and target not in ALLOWED.get(room, set()):
        yield f"{room} must not include {target} ({name})"
    elif not (house.folder / name).is_file():
        yield f"{name} does not exist"
    elif target != room and house.folder / name not in house.public:
        yield f"{name} is private to {target}"


def check_foreign_include(house: House, path: Path, name: str) -> Iterator[str]:
    room, rooms = house.room_of(path), foreign_rooms(name)
    if rooms is not None and room not in rooms:
        yield f"<{name}> belongs to {', '.join(sorted(rooms)) or 'tests'}, not to {room}"
    # Signaling shares the GLib loop, and that is nobody's business but its source files'.
    if room == "signaling" and path.suffix != ".cpp" and name.startswith(("glib", "gio/")):
        yield f"<{name}> may be included by signaling's source files only"
    if room in PURE and name in IMPURE_HEADERS:
        yield f"<{name}> in the pure room {room}"


def leaks(house: House, header: Path) -> Iterator[str]:
    """Foreign headers that a public header drags in, itself or through private ones of its room."""
    seen, waiting = {header}, [header]
    while waiting:
        current = waiting.pop()
        for _, ours, name in house.includes(current):
            if ours:
                target = house.folder / name
                if target.is_file() and target not in seen and target not in house.public:
                    seen.add(target)
                    waiting.append(target)
            elif foreign_rooms(name) is not None:
                yield f"public header lets <{name}> out" + (f" through {current.name}" if current != header else "")


def check(folder: Path) -> "list[str]":
    house = House(folder)
    found = []
    for path in house.files:
        place, room = path.relative_to(folder), house.room_of(path)
        if room not in ALLOWED:
            found.append(f"{place}:1: {room} is no room")
            continue
        for line, ours, name in house.includes(path):
            checks = check_own_include if ours else check_foreign_include
            found += [f"{place}:{line}: {problem}" for problem in checks(house, path, name)]
        if room in PURE and (clock := _CLOCK.search(path.read_text(errors="replace"))):
            found.append(f"{place}: the pure room {room} reads the clock ({clock.group(0)})")
    for header in sorted(house.public):
        if not header.is_file():
            found.append(f"{header.relative_to(folder)}: listed as public header, but does not exist")
        else:
            found += [f"{header.relative_to(folder)}: {problem}" for problem in leaks(house, header)]
    for room, depends in sorted(house.depends.items()):
        for target in sorted(depends - ALLOWED.get(room, set())):
            found.append(f"{room}/CMakeLists.txt: {room} must not depend on {target}")
    return found


def check_top(project: Path) -> "list[str]":
    names = sorted(path.name for path in project.iterdir() if not path.name.startswith("."))
    return [f"{name}: nothing of this name belongs at the top" for name in names if name not in TOP]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "src"
    found = check(folder) + check_top(folder.parent)
    print("\n".join(found), end="\n" if found else "")
    print(f"check_layers: {len(found)} violations", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
