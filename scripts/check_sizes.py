#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Keeps files and functions small enough to be read in one go.

  scripts/check_sizes.py [FOLDER…]        default: src tests scripts

C++ and Python are measured alike: a file has at most 400 lines (600 when it is a list of test cases), the body of a
function at most 60. Exit status 0, or
1 with one line per violation on stdout.
"""

import ast
import re
import sys
from pathlib import Path
from typing import Iterator

MAX_FILE_LINES = 400
# Test cases are read one by one, and share the helpers at the top of their file.
MAX_TEST_FILE_LINES = 600
MAX_FUNCTION_LINES = 60

# Comments and literals, which may hold braces; the order matters.
_OPAQUE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(?P<mark>[^()\\ ]{0,16})\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*" | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)
_SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum)\b|\bextern\s*$")
_NAME = re.compile(r"([~\w:]+|operator\s*[^\s(]+)\s*\(")


def _blank(match: "re.Match[str]") -> str:
    return "\n" * match.group(0).count("\n") + " "


def cpp_functions(text: str) -> "Iterator[tuple[str, int, int]]":
    """(name, first line, lines) of every function body. A body is a brace block with a parameter list in front,
    directly inside a file, namespace or class; blocks nested in it count as its lines."""
    code = re.sub(r"^[ \t]*#.*(?:\\\n.*)*", lambda m: "\n" * m.group(0).count("\n"), _OPAQUE.sub(_blank, text), flags=re.M)
    scopes: "list[tuple[str, str, int]]" = []  # (kind, name, line of the opening brace)
    line, head = 1, ""
    for character in code:
        if character == "\n":
            line += 1
        if character == "{":
            scopes.append((_kind_of(head, scopes), _name_of(head), line))
            head = ""
        elif character == "}":
            if scopes:
                kind, name, first = scopes.pop()
                if kind == "function":
                    yield name, first, line - first + 1
            head = ""
        elif character == ";":
            head = ""
        else:
            head += character


def _kind_of(head: str, scopes: "list[tuple[str, str, int]]") -> str:
    if any(kind in ("function", "data") for kind, _, _ in scopes):
        return "inside"
    # Default arguments and attributes may hold '='; an initialiser has it before the first parenthesis.
    before_parameters = head.split("(")[0]
    if "(" in head and not ("=" in before_parameters and "operator" not in before_parameters):
        return "function"
    return "scope" if _SCOPE.search(head) else "data"


def _name_of(head: str) -> str:
    match = _NAME.search(head)
    return match.group(1) if match else "?"


def python_functions(text: str) -> "Iterator[tuple[str, int, int]]":
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def _is_python(path: Path) -> bool:
    return path.suffix == ".py" or (not path.suffix and path.open("rb").readline().startswith(b"#!/usr/bin/python3"))


def check_file(path: Path) -> "list[str]":
    found = []
    text = path.read_text(errors="replace")
    lines = len(text.splitlines())
    limit = MAX_TEST_FILE_LINES if path.stem.endswith("_test") else MAX_FILE_LINES
    if lines > limit:
        found.append(f"{path}: {lines} lines, at most {limit} are allowed")
    functions = python_functions(text) if _is_python(path) else cpp_functions(text)
    for name, first, length in functions:
        if length > MAX_FUNCTION_LINES:
            found.append(f"{path}:{first}: {name} has {length} lines, at most {MAX_FUNCTION_LINES} are allowed")
    return found


def source_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if "__pycache__" in path.parts or not path.is_file():
            continue
        if path.suffix in (".hpp", ".cpp", ".h") or _is_python(path):
            yield path


def main() -> int:
    project = Path(__file__).resolve().parent.parent
    folders = [Path(name) for name in sys.argv[1:]] or [project / name for name in ("src", "tests", "scripts")]
    files = [path for folder in folders for path in source_files(folder)]
    found = [problem for path in files for problem in check_file(path)]
    print("\n".join(found), end="\n" if found else "")
    print(f"check_sizes: {len(files)} files, {len(found)} violations", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
