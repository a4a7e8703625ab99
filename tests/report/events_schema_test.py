# SPDX-License-Identifier: MIT
"""Holds the event lines of the program, docs/events.schema.json and the examples of docs/events.md together.

    events_schema_test.py PRINT_SAMPLES      the program that prints one line of every kind
"""

import copy
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from jsonschema import Draft202012Validator

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "events.schema.json").read_text())
SAMPLES: "list[dict]" = []


def strict_json(line: str) -> dict:
    """As json.loads, but a member that stands twice, and NaN, are errors."""

    def unique(pairs: "list[tuple[str, object]]") -> dict:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"a member stands twice: {names}"
        return dict(pairs)

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(line, object_pairs_hook=unique, parse_constant=refuse)


def closed(schema: dict) -> dict:
    """The schema with every object closed: readers must expect new members, but we must not forget to document one."""
    schema = copy.deepcopy(schema)

    def close(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object" and "properties" in part:
                part["unevaluatedProperties"] = False
            for name, child in part.items():
                # Members of an event come from two places, so these are closed at the top.
                if name not in ("if", "failure", "result_members", "assertion"):
                    close(child)
        elif isinstance(part, list):
            for child in part:
                close(child)

    close(schema)
    for name in ("failure", "result_members", "assertion"):
        for child in schema["$defs"][name]["properties"].values():
            close(child)
    return schema


STRICT = Draft202012Validator(closed(SCHEMA))


def complaint(event: dict) -> str:
    """Empty when the event is as documented."""
    return "; ".join(f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in STRICT.iter_errors(event))


def members_of(value: object, path: str = "") -> "set[str]":
    """Paths of all members, for example "stats.rx.late"; lists add nothing to a path."""
    if isinstance(value, list):
        return set().union(*(members_of(child, path) for child in value))
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, child in value.items():
        found |= {f"{path}.{name}"} | members_of(child, f"{path}.{name}")
    return found


def resolve(part: dict) -> dict:
    while "$ref" in part:
        part = SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part


def documented_members(part: dict, path: str) -> "set[str]":
    part = resolve(part)
    found = set()
    for name, child in part.get("properties", {}).items():
        found |= {f"{path}.{name}"} | documented_members(child, f"{path}.{name}")
    return found | (documented_members(part["items"], path) if "items" in part else set())


def event_schemas() -> "dict[str, dict]":
    return {name[6:]: part for name, part in SCHEMA["$defs"].items() if name.startswith("event_")}


def examples() -> "list[dict]":
    blocks = re.findall(r"```json\n(.*?)```", (DOCS / "events.md").read_text(), re.DOTALL)
    return [strict_json(line) for block in blocks for line in block.splitlines()]


class EventsTest(unittest.TestCase):
    def test_the_schema_is_one(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)
        self.assertEqual(set(event_schemas()), set(SCHEMA["properties"]["type"]["enum"]))

    def test_every_line_is_as_documented(self) -> None:
        for event in SAMPLES:
            self.assertEqual(complaint(event), "", str(event)[:500])

    def test_lines_are_numbered_without_gaps(self) -> None:
        self.assertEqual([event["seq"] for event in SAMPLES], list(range(1, len(SAMPLES) + 1)))

    def test_everything_documented_does_occur(self) -> None:
        for kind, schema in event_schemas().items():
            seen = set().union(*(members_of(event, kind) for event in SAMPLES if event["type"] == kind))
            missing = documented_members(schema, kind) - seen
            # A warning that ends nothing has no name; all other members of a failure occur in either.
            self.assertEqual(missing, set(), kind)

    def test_every_documented_value_does_occur(self) -> None:
        for kind, schema in event_schemas().items():
            for name, part in resolve(schema).get("properties", {}).items():
                if name in ("name", "exit"):
                    continue
                seen = {event.get(name) for event in SAMPLES if event["type"] == kind} if "enum" in part else set()
                unseen = set(part.get("enum", [])) - seen - {"ended" if name == "from" else None}
                self.assertEqual(unseen, set(), f"{kind}.{name}")

    def test_every_exit_status_has_its_name(self) -> None:
        exits = {(e["exit"]["code"], e["exit"]["name"]) for e in SAMPLES if e["type"] == "bye"}
        parts = SCHEMA["$defs"]["exit"]["properties"]
        self.assertEqual(exits, set(zip(parts["code"]["enum"], parts["name"]["enum"])))

    def test_damaged_lines_are_refused(self) -> None:
        for kind in event_schemas():
            event = max((e for e in SAMPLES if e["type"] == kind), key=lambda e: len(members_of(e)))
            required = set(SCHEMA["required"]) | set(resolve(event_schemas()[kind]).get("required", []))
            for name in event:
                for damaged in ({**event, name: None}, {**event, name: [[]]}):
                    self.assertNotEqual(complaint(damaged), "", f"{kind}.{name} = {damaged[name]}")
                if name in required:
                    without = {key: value for key, value in event.items() if key != name}
                    self.assertNotEqual(complaint(without), "", f"{kind} without {name}")
            self.assertNotEqual(complaint({**event, "unheard_of": 1}), "", f"{kind} with a new member")
            Draft202012Validator(SCHEMA).validate({**event, "unheard_of": 1})

    def test_the_examples_in_the_manual_are_right_and_complete(self) -> None:
        shown = examples()
        self.assertEqual({event["type"] for event in shown}, set(event_schemas()))
        for event in shown:
            self.assertEqual(complaint(event), "", str(event)[:500])


if __name__ == "__main__":
    output = subprocess.run([sys.argv.pop(1)], check=True, stdout=subprocess.PIPE, timeout=60).stdout
    SAMPLES = [strict_json(line) for line in output.decode("utf-8", "strict").splitlines()]
    unittest.main()
