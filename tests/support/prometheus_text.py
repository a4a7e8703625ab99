# SPDX-License-Identifier: MIT
"""Reads the text format of Prometheus, strictly: gauges only, each described before its values."""

import re


def metrics_of(text: str) -> "dict[str, float]":
    """Every line is HELP, TYPE or a value of the metric that was described last; keys are name and labels as written."""
    values: "dict[str, float]" = {}
    described = ""
    for line in text.splitlines():
        if line.startswith("#"):
            kind, name, rest = re.fullmatch(r"# (HELP|TYPE) (\w+) (.+)", line).groups()
            if kind == "HELP":
                assert not any(key.startswith(name + "{") for key in values), f"{name} is described twice"
                described = name
            else:
                assert (name, rest) == (described, "gauge")
            continue
        name, labels, value = re.fullmatch(r'(\w+)(\{(?:\w+="[^"\\]*",?)+\}) (-?\d+(?:\.\d+)?)', line).groups()
        assert name == described and name + labels not in values
        values[name + labels] = float(value)
    assert text.endswith("\n")
    return values
