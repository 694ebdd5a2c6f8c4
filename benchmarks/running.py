"""Processes on cores of their own, and what they used."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOKEN = "4200:" + "benchmark_token_of_no_real_bot_000"
SERVER_CORE, BOT_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A child process on one core; its memory and processor time are read from /proc."""

    def __init__(self, arguments: list[str], core: int, env: Mapping[str, str], directory: Path, log: str) -> None:
        cores = os.sched_getaffinity(0)
        core = core if core in cores else min(cores)
        self.log = directory / log
        with self.log.open("wb") as out:
            self.popen = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=directory,
                env={name: value for name, value in os.environ.items() if not name.startswith("CHIBO_")}
                | {"PYTHONPATH": str(ROOT)}
                | dict(env),
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            )

    @property
    def rss_mib(self) -> float:
        pages = int(Path(f"/proc/{self.popen.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def cpu_exact(self) -> float:
        """Seconds of processor by the scheduler's own count, all threads: finer than the ticks of `cpu_seconds`."""
        threads = Path(f"/proc/{self.popen.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9

    def stop(self) -> None:
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(10)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


class Server:
    """The fake Bot API server."""

    def __init__(self, directory: Path) -> None:
        self.process = Process(["-m", "benchmarks.server"], SERVER_CORE, {}, directory, "server.log")
        wait_until(lambda: "http" in self.process.log.read_text(), 20)
        self.url = self.process.log.read_text().split()[0]

    def do(self, command: str, **given: object) -> Any:
        query = "&".join(f"{name}={value}" for name, value in given.items())
        with urllib.request.urlopen(f"{self.url}/_bench/{command}?{query}", timeout=120) as answer:
            return json.load(answer)


@contextlib.contextmanager
def serving(directory: Path) -> Iterator[Server]:
    server = Server(directory)
    try:
        yield server
    finally:
        server.process.stop()


def wait_until(holds: Any, seconds: float) -> bool:
    """Whether it came to hold in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.02)
    return False
