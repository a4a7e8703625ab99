# SPDX-License-Identifier: MIT
"""Loses packets on purpose."""

import json
import os
import subprocess


class Firewall:
    """Drops UDP (or TCP) to and from a range of ports of this network, so that other tests are not disturbed."""

    def __init__(self, first: int, last: int, protocol: str = "udp", longer_than: int = 0) -> None:
        """`longer_than`: only packets of more bytes than that, IP header included, as a black hole for big ones does."""
        self._table = f"janus_talk_{first}"
        self._protocol = protocol
        self._ports = f"{first}-{last}"
        self._which = f"meta length > {longer_than} " if longer_than else ""
        self._is_closed = False

    def close(self) -> None:
        matches = (f"{self._protocol} {way} {self._ports} {self._which}counter" for way in ("dport", "sport"))
        rules = "".join(f"add rule inet {self._table} in {match} drop\n" for match in matches)
        hook = "{ type filter hook input priority 0; }"
        self._nft(program=f"add table inet {self._table}\nadd chain inet {self._table} in {hook}\n{rules}")
        self._is_closed = True

    def open(self) -> None:
        """Does nothing when it is open. One that stays closed takes ports from whoever gets them next."""
        if self._is_closed:
            self._nft(program=f"delete table inet {self._table}\n")
            self._is_closed = False

    def dropped(self) -> int:
        """Packets, since it was closed."""
        listed = json.loads(self._nft("--json", "list", "table", "inet", self._table))["nftables"]
        expressions = [part for entry in listed for part in entry.get("rule", {}).get("expr", [])]
        return sum(part["counter"]["packets"] for part in expressions if "counter" in part)

    def _nft(self, *words: str, program: str = "") -> str:
        # /usr/sbin is not on the path of ordinary users.
        environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        command = ["nft", *(["-f", "-"] if program else words)]
        return subprocess.run(
            command, input=program, text=True, check=True, timeout=30, env=environment, stdout=subprocess.PIPE
        ).stdout
