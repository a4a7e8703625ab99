# SPDX-License-Identifier: MIT
"""What the test of the documentation must know about single examples: why one is not run, or what is special about it.

An example that is in neither table is run as it is and must end with 0, if it starts nothing but the PROGRAMS. To mend the
failure of a new one, in this order: mend the example; give it what it needs (a program, if it does no harm; files: `_fill` in
example_world.py); say in RUNS how it ends; say in NOT_RUN why it can't be run here. Commands are written as in the documentation; an entry that fits none any more is a failure too.
"""

import fnmatch
from dataclasses import dataclass, field
from typing import Mapping, Optional

from examples import Example, programs_in

# Started on the machine of whoever runs the tests, so only what keeps to its folder.
PROGRAMS = frozenset(
    ("janus-talk", "build/release/src/janus-talk", "build/dev/src/janus-talk", "scripts/run_janus", "tests/support/in_network",
     "aplay", "cut", "echo", "espeak-ng", "head", "jq", "mkdir", "sox", "source", "test", "$EDITOR")
)  # fmt: skip

# Patterns as of a shell; the reason is for people.
NOT_RUN: "Mapping[str, str]" = {
    "scripts/bootstrap*": "installs packages",
    "scripts/build *": "builds for minutes",
    "scripts/demo": "tests/e2e/demo_test.py runs it",
    "scripts/test": "is what runs this",
    "scripts/check": "is what runs this",
    "scripts/run_janus": "serves until Ctrl-C; the line with a command is run",
    "scripts/run_janus --wss *": "serves until Ctrl-C; the line with a command is run",
    "systemctl *": "needs systemd as process 1; tests/e2e/service_test.py speaks its protocol",
}


@dataclass(frozen=True)
class How:
    """How an example is run. `why` is for people."""

    why: str = ""
    # Any of these is right.
    status: "tuple[int, ...]" = (0,)
    environment: "Mapping[str, str]" = field(default_factory=dict)
    # What must be found in stdout and stderr together (regular expression).
    says: str = ""
    # Ctrl-C as soon as this is in the log of the program (regular expression).
    stop_at: str = ""
    # True: somebody else's conference is running, on which `ctl` works; its log is the one of `stop_at`.
    beside: bool = False
    # The configuration file of the user: a page whose ```toml block it is.
    config: str = ""
    # Members of JanusSettings of a server that is started for it.
    server: "Optional[Mapping[str, object]]" = None


# The measures of a machine that is busy with other tests may break a limit; wrong usage is 2, and a probe that heard nothing 7.
_VERDICT = How("a limit may break on a busy machine", status=(0, 1))
_TOO_OLD = How("Debian's Janus is older than this request", status=(14,), says="needs Janus")
# Figures of more than a second, round trips among them, have come.
FIGURES = r"(?s)stats: .*round trip.*stats: "
_WITH_CTL = How(beside=True)
_CONFIGURED = How(config="docs/configuration.md")

RUNS: "Mapping[str, How]" = {
    # --- endings other than 0
    "janus-talk listen --room 1234 --output null --record call.opus --until 'alone 30s || silence 5m'": How(
        "somebody talks, so JANUS_TALK_FOR ends it", status=(9,)
    ),
    "janus-talk wait --room 1234 'alone 30s || destroyed'": How(
        "nobody leaves", status=(9,), environment={"JANUS_TALK_TIMEOUT": "1s"}
    ),
    "janus-talk join --room 1234 --input tone --for 1m --fail-if 'rtt>200ms/5s' --fail-if 'rx.level<-55dBFS/15s'": How(
        "judged by what there was; a busy machine may break it", status=(0, 1), stop_at=FIGURES
    ),
    "janus-talk doctor --room 1234 --url wss://janus.example.org/ws --stun stun:stun.example.org": How(
        "shown for a firewall that loses media: these ports are lost by one",
        status=(6,),
        environment={"JANUS_TALK_RTP_PORTS": "5000-5040"},
    ),
    "janus-talk rooms announce list --room 1234": _TOO_OLD,
    "janus-talk people suspend --room 1234 --id 17": _TOO_OLD,
    "janus-talk people resume --room 1234 --id 17": _TOO_OLD,
    "janus-talk people denoise --room 1234 --id 17": _TOO_OLD,
    # --- probes
    "janus-talk probe --room 1234": _VERDICT,
    "janus-talk probe --with-room --url wss://janus.example.org/ws --max-delay 250ms --junit probe.xml": _VERDICT,
    "janus-talk probe --room 1234 --nagios -w 200ms -c 400ms": How(
        "likewise", status=(0, 1, 2), says=r"^PROBE (OK|WARNING|CRITICAL) - .*\| delay=[\d.]+ms;200;400;0 "
    ),
    "janus-talk probe --room 1234 --prometheus /var/lib/node_exporter/probe.prom": _VERDICT,
    "janus-talk probe --room 1234 --keep-sound probe.wav": _VERDICT,
    "janus-talk probe --room 1234 --keep-sound probe-%t.wav": _VERDICT,
    "janus-talk probe --room 1234 --admin-secret-file secret.txt": _VERDICT,
    "janus-talk probe --room 1234 --baseline yesterday.json --max-regression delay=20%": _VERDICT,
    # --- with a running conference
    "janus-talk ctl": How(beside=True, says="doorbell"),
    "janus-talk ctl mute": _WITH_CTL,
    "janus-talk ctl --to doorbell unmute": _WITH_CTL,
    "janus-talk ctl --to doorbell say ding.wav": _WITH_CTL,
    "RUNTIME_DIRECTORY=/run/janus-talk janus-talk ctl --to lobby mute": _WITH_CTL,
    "janus-talk ctl subscribe talking participant | jq -r '.display // empty'": How(
        "until Ctrl-C, which comes with the next figures of the conference", beside=True, status=(130,), stop_at=FIGURES
    ),
    # --- with a configuration
    "janus-talk config show --origin": _CONFIGURED,
    "janus-talk config show --profile office rooms list": _CONFIGURED,
    "janus-talk config check": How("shown for a file with a mistake", config="docs/configuration.md, misspelt", status=(2,)),
    "janus-talk config path": _CONFIGURED,
    "janus-talk config show --origin --profile office join": _CONFIGURED,
    '$EDITOR "$(janus-talk config path | head -n 1 | cut -f 1)"': How(
        "an editor that only shows", config="docs/configuration.md", environment={"EDITOR": "cat"}, says="profile.office"
    ),
    # --- servers of another kind
    "janus-talk admin tokens add --stored-token-file ada.token --plugin janus.plugin.audiobridge": How(
        "needs a server that keeps tokens", server={"token_auth": True}
    ),
}


def reason_not_to_run(example: Example) -> str:
    """Empty: it is run."""
    for pattern, reason in NOT_RUN.items():
        if fnmatch.fnmatchcase(example.command, pattern):
            return reason
    return ""


def objection(example: Example) -> str:
    """Why a line can't just be tried. Empty: it can."""
    unknown = programs_in(example.command) - PROGRAMS
    return f"starts {', '.join(sorted(unknown))}, which is not among the PROGRAMS; it was not run" if unknown else ""


def how_to_run(example: Example) -> How:
    return RUNS.get(example.command, How())


def stale_entries(examples: "list[Example]") -> "list[str]":
    """Entries that fit no example any more."""
    commands = [example.command for example in examples]
    unused = [pattern for pattern in NOT_RUN if not fnmatch.filter(commands, pattern)]
    return unused + [command for command in RUNS if command not in commands]
