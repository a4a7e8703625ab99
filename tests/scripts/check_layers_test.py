# SPDX-License-Identifier: MIT
"""check_layers.py finds what it is there for: each test plants one violation in a small clean house."""

from pathlib import Path

import pytest

import check_layers

ROOM = "janus_talk_room({name}\n    SOURCES {name}.cpp\n    HEADERS {name}.hpp\n    DEPENDS {depends})\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Three rooms that keep the rules: base, loop (with a private header on GLib) and signaling."""
    for name, depends in (("base", ""), ("loop", "base"), ("signaling", "base loop")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "CMakeLists.txt").write_text(ROOM.format(name=name, depends=depends))
        (folder / f"{name}.hpp").write_text("#pragma once\n#include <string>\n")
        (folder / f"{name}.cpp").write_text(f'#include "{name}/{name}.hpp"\n')
    (tmp_path / "loop" / "glib_ptr.hpp").write_text("#pragma once\n#include <glib.h>\n")
    (tmp_path / "loop" / "loop.cpp").write_text('#include "loop/loop.hpp"\n#include "loop/glib_ptr.hpp"\n')
    return tmp_path


def plant(house: Path, file: str, line: str) -> "list[str]":
    path = house / file
    path.write_text((path.read_text() if path.exists() else "") + line + "\n")
    return check_layers.check(house)


def test_a_clean_house_has_no_violations(house: Path):
    assert check_layers.check(house) == []


@pytest.mark.parametrize(
    "file, line, complaint",
    [
        ("base/base.cpp", '#include "loop/loop.hpp"', "base must not include loop"),
        ("base/base.hpp", '#include "signaling/signaling.hpp"', "base must not include signaling"),
        ("base/base.cpp", '  #  include "loop/loop.hpp"', "base must not include loop"),
        ("signaling/signaling.cpp", '#include "loop/glib_ptr.hpp"', "private to loop"),
        ("signaling/signaling.cpp", '#include "signaling.hpp"', "must start with its room"),
        ("signaling/signaling.cpp", '#include "../loop/loop.hpp"', "must start with its room"),
        ("signaling/signaling.cpp", '#include "loop/nowhere.hpp"', "does not exist"),
        ("base/base.cpp", "#include <glib.h>", "belongs to"),
        ("base/base.cpp", "#include <libwebsockets.h>", "belongs to signaling"),
        ("loop/loop.cpp", "#include <rapidjson/document.h>", "belongs to json"),
        ("loop/loop.cpp", "#include <gst/gst.h>", "belongs to media"),
        ("loop/loop.cpp", "#include <spdlog/spdlog.h>", "belongs to app"),
        ("loop/loop.cpp", "#include <CLI/CLI.hpp>", "belongs to cli"),
        ("loop/loop.cpp", "#include <catch2/catch.hpp>", "belongs to tests"),
        ("base/base.cpp", "#include <openssl/hmac.h>", "belongs to janus, media, signaling"),
        ("loop/loop.hpp", "#include <gio/gio.h>", "public header lets <gio/gio.h> out"),
        ("loop/loop.hpp", '#include "loop/glib_ptr.hpp"', "lets <glib.h> out through glib_ptr.hpp"),
        ("signaling/private.hpp", "#include <glib.h>", "source files only"),
        ("base/base.cpp", "#include <thread>", "in the pure room base"),
        ("base/base.cpp", "auto t = std::chrono::steady_clock::now();", "reads the clock"),
        ("base/base.cpp", "auto t = time(nullptr);", "reads the clock"),
        ("loop/CMakeLists.txt", "janus_talk_room(loop DEPENDS base signaling)", "must not depend on signaling"),
        ("cellar/wine.cpp", "", "cellar is no room"),
    ],
)
def test_a_planted_violation_is_found(house: Path, file: str, line: str, complaint: str):
    (house / file).parent.mkdir(exist_ok=True)
    found = plant(house, file, line)
    assert any(complaint in problem for problem in found), found


def test_comments_and_similar_names_are_no_violations(house: Path):
    assert plant(house, "base/base.cpp", '// #include "loop/loop.hpp"\nint steady_clock_now();') == []


def test_a_missing_public_header_is_found(house: Path):
    (house / "base" / "base.hpp").unlink()
    assert any("does not exist" in problem for problem in check_layers.check(house))


def test_the_table_has_no_cycle():
    def reaches(start: str, goal: str, seen: "set[str]") -> bool:
        return any(
            target == goal or (target not in seen and reaches(target, goal, seen | {target}))
            for target in check_layers.ALLOWED.get(start, set())
        )

    assert not [room for room in check_layers.ALLOWED if reaches(room, room, set())]


def test_what_stands_at_the_top_is_agreed_upon(tmp_path: Path):
    for name in (*check_layers.TOP, ".ci"):
        (tmp_path / name).mkdir()
    assert check_layers.check_top(tmp_path) == []
    (tmp_path / "packaging").mkdir()
    assert check_layers.check_top(tmp_path) == ["packaging: nothing of this name belongs at the top"]
