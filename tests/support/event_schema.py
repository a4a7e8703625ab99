# SPDX-License-Identifier: MIT
"""docs/events.schema.json, quick enough for every line of every run."""

import functools
import json
from pathlib import Path
from typing import Callable

import fastjsonschema

_SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs" / "events.schema.json").read_text())


@functools.lru_cache(maxsize=None)
def _validator(kind: str) -> "Callable[[dict], None]":
    """Only this type's branch of the schema: the others are most of the time it takes."""
    # None of what the schema uses has changed since draft 7, which is as far as this library goes.
    draft = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return fastjsonschema.compile({**_SCHEMA, **draft, "allOf": [{"$ref": f"#/$defs/event_{kind}"}]})


def _members(part: dict) -> "set[str]":
    """All members that this part of the schema gives the event itself."""
    found = set(part.get("properties", {}))
    if "$ref" in part:
        found |= _members(_SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]])
    for branch in ("then", "else"):
        if branch in part:
            found |= _members(part[branch])
    for branch in ("allOf", "anyOf", "oneOf"):
        for child in part.get(branch, []):
            found |= _members(child)
    return found


@functools.lru_cache(maxsize=None)
def _documented(kind: str) -> "set[str]":
    return set(_SCHEMA["properties"]) | _members(_SCHEMA["$defs"][f"event_{kind}"])


def check_event(event: dict) -> None:
    """An AssertionError says what is wrong with it. Readers must expect new members; we must have documented them."""
    assert event["type"] in _SCHEMA["properties"]["type"]["enum"], f"not in the schema: {event['type']}"
    try:
        _validator(event["type"])(event)
    except fastjsonschema.JsonSchemaValueException as error:
        raise AssertionError(f"{error}: {event}") from None
    unknown = set(event) - _documented(event["type"])
    assert not unknown, f"not in docs/events.schema.json: {sorted(unknown)}"
