# SPDX-License-Identifier: MIT
"""Loses packets on purpose."""

import os
import subprocess


class Firewall:
    """Drops UDP (or TCP) to and from a range of ports of this network, so that other tests are not disturbed."""

    def __init__(self, first: int, last: int, protocol: str = "udp") -> None:
        self._table = f"janus_talk_{first}"
        self._protocol = protocol
        self._ports = f"{first}-{last}"
        self._is_closed = False

    def close(self) -> None:
        rules = "".join(f"add rule inet {self._table} in {self._protocol} {way} {self._ports} drop\n" for way in ("dport", "sport"))
        hook = "{ type filter hook input priority 0; }"
        self._nft(f"add table inet {self._table}\nadd chain inet {self._table} in {hook}\n{rules}")
        self._is_closed = True

    def open(self) -> None:
        """Does nothing when it is open. One that stays closed takes ports from whoever gets them next."""
        if self._is_closed:
            self._nft(f"delete table inet {self._table}\n")
            self._is_closed = False

    def _nft(self, program: str) -> None:
        # /usr/sbin is not on the path of ordinary users.
        environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        subprocess.run(["nft", "-f", "-"], input=program, text=True, check=True, timeout=30, env=environment)
