# SPDX-License-Identifier: MIT
"""check_sizes.py measures what people would call a function, and refuses one line too many."""

from pathlib import Path

import pytest

import check_sizes

STATEMENTS = "    ++count;\n"


def measured(text: str) -> "dict[str, int]":
    return {name: lines for name, _, lines in check_sizes.cpp_functions(text)}


@pytest.mark.parametrize("body_lines, allowed", [(58, True), (59, False)])
def test_a_function_may_have_sixty_lines_and_not_one_more(tmp_path: Path, body_lines: int, allowed: bool):
    path = tmp_path / "long.cpp"
    path.write_text("void grow() {\n" + STATEMENTS * body_lines + "}\n")
    assert (check_sizes.check_file(path) == []) == allowed


@pytest.mark.parametrize(
    "name, lines, allowed",
    [("long.hpp", 400, True), ("long.hpp", 401, False), ("long_test.cpp", 600, True), ("long_test.cpp", 601, False)],
)
def test_a_file_may_have_so_many_lines_and_not_one_more(tmp_path: Path, name: str, lines: int, allowed: bool):
    path = tmp_path / name
    path.write_text("// one line\n" * lines)
    assert (check_sizes.check_file(path) == []) == allowed


def test_methods_operators_constructors_and_test_cases_are_functions():
    found = measured(
        "namespace a::b {\nclass C final : public D {\npublic:\n    C(int x)\n        : x_{x}, y_(x) {\n    }\n"
        "    bool operator==(const C& other) const noexcept {\n        return x_ == other.x_;\n    }\n};\n"
        'auto D::run(std::string s = "{") -> int {\n    if (true) {\n    }\n    return 1;\n}\n'
        'TEST_CASE("it { works") {\n    CHECK(true);\n}\n}\n'
    )
    assert found["operator=="] == 3 and found["D::run"] == 5 and found["TEST_CASE"] == 3


def test_braces_in_comments_literals_and_macros_do_not_count():
    found = measured(
        "#define OPEN {\n// {\n/* { \n { */\nvoid f() {\n    auto a = \"{\"; auto b = '{'; auto c = R\"x({ )\" {)x\";\n"
        "    auto n = 1'000'000;\n}\nvoid g() {\n}\n"
    )
    assert found == {"f": 4, "g": 2}


def test_tables_and_lambdas_in_them_are_no_functions():
    assert measured("const std::array<int, 2> table{\n1,\n2,\n};\nconst auto f = [](int a) {\n return a;\n};\n") == {}


def test_python_is_measured_too(tmp_path: Path):
    path = tmp_path / "long.py"
    path.write_text("def grow():\n" + "    pass\n" * 60)
    assert len(check_sizes.check_file(path)) == 1
    path.write_text("def grow():\n" + "    pass\n" * 59)
    assert check_sizes.check_file(path) == []
