# SPDX-License-Identifier: MIT
"""A certification authority for one test run, and the server certificate it signs."""

import os
import subprocess
from pathlib import Path


class Authority:
    """Files in `folder`: authority.pem to trust, server.pem and server.key for 127.0.0.1, localhost,
    janus.test and janus.example.org."""

    def __init__(self, folder: Path, days_ago: int = 0) -> None:
        """`days_ago` is when the server's certificate was signed, for two days."""
        folder.mkdir(parents=True)
        self._days_ago = days_ago
        self.certificate = folder / "authority.pem"
        self.server_certificate = folder / "server.pem"
        self.server_key = folder / "server.key"
        self._key = folder / "authority.key"
        self._make(folder)

    def _make(self, folder: Path) -> None:
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        _openssl(
            "req", "-x509", *curve, "-keyout", self._key, "-out", self.certificate, "-days", "2",
            "-subj", "/CN=janus-talk test authority", "-addext", "basicConstraints=critical,CA:TRUE",
        )  # fmt: skip
        request = folder / "server.csr"
        _openssl("req", *curve, "-keyout", self.server_key, "-out", request, "-subj", "/CN=localhost")
        extensions = folder / "server.ext"
        names = "DNS:localhost,DNS:janus.test,DNS:janus.example.org,IP:127.0.0.1"
        extensions.write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial",
            "-out", self.server_certificate, "-days", "2", "-extfile", extensions, days_ago=self._days_ago,
        )  # fmt: skip


def _openssl(*words: object, days_ago: int = 0) -> None:
    environment = dict(os.environ)
    if days_ago:
        faketime = next(map(str, Path("/usr/lib").glob("*/faketime/libfaketime.so.1")))
        environment |= {"LD_PRELOAD": faketime, "FAKETIME": f"-{days_ago}d"}
    command = ["openssl", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)
