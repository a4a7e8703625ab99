# SPDX-License-Identifier: MIT
"""What counts as an example of the documentation, and that no page hides one from the test that runs them."""

import yaml

import pytest

from example_run import unlike
from example_table import how_to_run, objection, reason_not_to_run, stale_entries
from examples import HELP, Example, blocks, blocks_of, examples_of, help_examples, mistakes, pages, programs_in

PAGE = """
```sh
# a comment
janus-talk join --room 1     # another one
janus-talk rooms list |
    sort
janus-talk say \\
    hello.wav
```
```console
$ janus-talk join --room 99
janus-talk: error: no
$ echo $?
5
$ janus-talk version
0.1
```
```json
{"a": 1}
```
"""


def collected(text: str) -> "list[Example]":
    return list(examples_of(blocks_of("x.md", text)))


def test_commands_and_what_they_print_are_found():
    found = [(example.where, example.command, example.output, example.status) for example in collected(PAGE)]
    assert found == [
        ("x.md:4", "janus-talk join --room 1", (), None),
        ("x.md:5", "janus-talk rooms list | sort", (), None),
        ("x.md:7", "janus-talk say hello.wav", (), None),
        ("x.md:11", "janus-talk join --room 99", ("janus-talk: error: no",), 5),
        ("x.md:15", "janus-talk version", ("0.1",), None),
    ]


def test_examples_of_help_texts_are_found_once():
    text = "Usage\n\nExamples:\n  janus\\-talk say 1 \\(aqa\\(aq\n      Explained.\n  janus-talk x\n\nMore:\n  janus-talk no\n"
    plain = text.replace("\\-", "-").replace("\\(aq", "'")
    found = help_examples({"say": plain, "x": "Example:\n  janus-talk x\n"})
    assert [(example.page, example.command) for example in found] == [(HELP, "janus-talk say 1 'a'"), (HELP, "janus-talk x")]


@pytest.mark.parametrize(
    ("fence", "line"), [("", "anything"), ("text", "janus-talk join"), ("text", "$ janus-talk join"), ("json", "echo | janus-talk say")]
)
def test_a_hidden_example_is_a_mistake(fence: str, line: str):
    assert mistakes(blocks_of("x.md", f"```{fence}\n{line}\n```\n"))
    assert not mistakes(blocks_of("x.md", "```sh\njanus-talk join\n```\n```synopsis\njanus-talk COMMAND\n```\n```text\na janus-talk\n```\n"))


@pytest.mark.parametrize("page", pages())
def test_no_page_hides_an_example(page: str):
    assert mistakes(blocks(page)) == []
    for block in blocks(page):
        if block.kind == "yaml":
            assert yaml.safe_load(block.text), block.where


def test_entries_of_the_table_apply_to_whole_commands():
    assert reason_not_to_run(Example("x", "x", "systemctl start x"))
    assert not reason_not_to_run(Example("x", "x", "scripts/demolish"))
    assert how_to_run(Example("x", "x", "janus-talk join --room 1")).status == (0,)
    assert "systemctl *" in stale_entries([])


def test_only_known_programs_are_started():
    command = 'A=$(janus-talk token mint) x/janus-talk join && sox - -n >rm | jq -r "$(head -n 1 <(cut -f 1))" ; echo a,b'
    assert programs_in(command) == {"janus-talk", "x/janus-talk", "sox", "jq", "head", "cut", "echo"}
    assert objection(Example("x", "x", "janus-talk join | sudo rm -r /")) and objection(Example("x", "x", "echo $(reboot)"))
    assert not objection(Example("x", "x", "X=1 janus-talk join 2>/dev/null"))


def test_lines_are_compared_by_their_kind():
    text = 'In room 7 with 2 others: "ada", "bob".\n{"v":1,"exit":{"code":0},"more":2}\nHearing the room, 0.20 s after the offer.\n'
    assert unlike(['In room 1234 with 1 other: "Robot".', '{"v":2,"exit":{"code":5}}', "Hearing the room, 1 s after the offer.", "…"], text) == []
    for line in ("Recording to x.wav.", '{"exit":{"name":"ok"}}'):
        assert unlike([line], text) == [line]
