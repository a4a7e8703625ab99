# SPDX-License-Identifier: MIT
"""One run of `probe` behind an emulated network, for tests/bench/probe: what it says, what its recording says, and what the
network did."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from stage import Stage

import recorded_delay
from janus_config import Room
from janus_talk import JanusTalk

_ROOM = 1
# Both queues would follow the network; and no limit may end it.
_OPTIONS = ("--prebuffer", "2", "--jitter-buffer", "60", "--timeout", "60s", "--max-delay", "3s", "--max-loss", "100",
            "--max-missing", "100", "--min-mos", "0")  # fmt: skip
_PATIENCE = 90.0
# Markers sound for so much of the time that `silent_pct` is a share of.
_SOUNDING = 140 / 200


@dataclass(frozen=True)
class Network:
    """`up` and `down` as link_model.py takes them."""

    name: str
    up: str = ""
    down: str = ""
    # From the beginning, or when both hear: in much loss ICE finds no path now and then.
    from_start: bool = True


@dataclass(frozen=True)
class Run:
    """`told` by the result, `recorded` in the recording, `lost` by the network; times in ms, shares in percent."""

    told_delay: float
    told_p95: float
    told_jitter: float
    # Of the time of all markers, silence within those that were heard; and the share of those that were not.
    told_silent: float
    told_missing: float
    told_up: float
    told_down: float
    told_loss: float
    recorded_delay: float
    recorded_p95: float
    recorded_jitter: float
    recorded_silent: float
    recorded_missing: float
    # RTP of the voice alone, counted by the emulator.
    lost_up: float
    lost_down: float

    @property
    def lost(self) -> float:
        """On the whole way."""
        return 100 * (1 - (1 - self.lost_up / 100) * (1 - self.lost_down / 100))


def run_probe(folder: Path, network: Network, binary: Path, seconds: float, seed: int) -> Run:
    """Raises RuntimeError when there is nothing to compare."""
    recording = folder / "probe.wav"
    with Stage(folder, "", [Room(_ROOM)], seed) as stage:
        if network.from_start:
            stage.network.change(network.up, network.down)
        run = stage.start("probe", binary, "probe", "--url", stage.server.url, "--room", str(_ROOM), "--for", f"{seconds}s",
                          "--keep-sound", str(recording), *_OPTIONS)  # fmt: skip
        for leg in ("talker", "listener"):
            run.wait_for("media", change="first-audio", leg=leg, timeout=_PATIENCE)
        if not network.from_start:
            stage.network.change(network.up, network.down)
        run.finish(expect=None, timeout=seconds + _PATIENCE)
        lost_up = _share(stage.network.rtp_lost("up", _far_port(run, "talker")))
        lost_down = _share(stage.network.rtp_lost("down", _far_port(run, "listener")))
    report = run.of_type("result")[0]
    recorded = recorded_delay.of_recording(recording)
    recording.unlink()
    if report["exit"]["code"] not in (0, 1) or recorded is None:
        raise RuntimeError(f"{network.name}: no figures\n{run.story()}")
    return _compare(report, recorded, lost_up, lost_down)


def _share(counted: "tuple[int, int]") -> float:
    packets, lost = counted
    if packets == 0:
        raise RuntimeError("the emulator saw no voice")
    return 100 * lost / packets


def _far_port(run: JanusTalk, leg: str) -> int:
    event = run.wait_for("media", lambda event: "candidate" in event, leg=leg)
    return int(event["candidate"]["local"].rsplit(":", 1)[1])


def _compare(report: dict, recorded: recorded_delay.Heard, lost_up: float, lost_down: float) -> Run:
    measures, legs = report["measures"], report["legs"]
    missing = measures["markers"]["missing_pct"]
    return Run(
        told_delay=measures["delay_ms"]["p50"],
        told_p95=measures["delay_ms"]["p95"],
        told_jitter=measures["jitter_ms"],
        told_silent=measures["gaps"]["silent_pct"] - missing,
        told_missing=missing,
        told_up=legs["talker"]["stats"]["tx"]["lost_pct"],
        told_down=legs["listener"]["stats"]["rx"]["lost_pct"],
        told_loss=measures["loss_pct"],
        recorded_delay=recorded.median,
        recorded_p95=recorded.p95,
        recorded_jitter=recorded.jitter,
        recorded_silent=recorded.silent_pct * _SOUNDING,
        recorded_missing=recorded.gone_pct,
        lost_up=lost_up,
        lost_down=lost_down,
    )
