# SPDX-License-Identifier: MIT
"""scripts/check_hardening finds each protection that is missing."""

import platform
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_hardening"

FLAGS = {
    "pie": ["-fPIE", "-pie"],
    "relro": ["-Wl,-z,relro"],
    "now": ["-Wl,-z,now"],
    "stack": ["-Wl,-z,noexecstack"],
    "protector": ["-fstack-protector-strong"],
    "fortify": ["-O2", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"],
    "control flow": ["-fcf-protection"] if platform.machine() == "x86_64" else [],
}

OPPOSITES = {
    "pie": (["-fno-pie", "-no-pie"], "position independent"),
    "relro": (["-Wl,-z,norelro"], "relocations"),
    "now": (["-Wl,-z,lazy"], "bound late"),
    "stack": (["-Wl,-z,execstack"], "executable stack"),
    "protector": (["-fno-stack-protector"], "stack protector"),
    "fortify": (["-O2", "-U_FORTIFY_SOURCE"], "checked functions"),
    "control flow": (["-fcf-protection=none"], "control-flow"),
}

FUNCTION = """
void work_%d(unsigned long size) {
    char buffer[64];
    if (read(0, buffer, size) > 0)
        puts(buffer);
}
"""
# Enough functions for the count of landing marks to say something.
SOURCE = "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n" + "".join(FUNCTION % n for n in range(20)) + """
void (*volatile start)(unsigned long) = work_0;
int main(int argc, char** argv) {
    start(argc > 1 ? strtoul(argv[1], 0, 10) : 64);
    return 0;
}
"""


def build(folder: Path, flags: "list[str]") -> Path:
    source, program = folder / "probe.c", folder / "probe"
    source.write_text(SOURCE)
    subprocess.run(["gcc", *flags, "-o", program, source], check=True)
    return program


def flags_with(name: str = "", instead: "list[str]" = []) -> "list[str]":
    return [flag for key, flags in FLAGS.items() for flag in (instead if key == name else flags)]


def check(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_hardened_program_passes(tmp_path: Path):
    done = check(build(tmp_path, flags_with()))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [name for name in OPPOSITES if FLAGS[name]])
def test_what_is_missing_is_named(tmp_path: Path, name: str):
    opposite, complaint = OPPOSITES[name]
    done = check(build(tmp_path, flags_with(name, opposite)))
    assert done.returncode == 1
    assert complaint in done.stderr


def test_a_search_path_is_found(tmp_path: Path):
    done = check(build(tmp_path, [*flags_with(), "-Wl,-rpath,/tmp"]))
    assert done.returncode == 1 and "rpath" in done.stderr


def test_a_build_without_optimiser_is_excused_from_checked_functions(tmp_path: Path):
    program = build(tmp_path, flags_with("fortify"))
    assert check(program).returncode == 1
    assert check("--without-fortify", program).returncode == 0
