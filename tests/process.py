"""The product as a process of its own: started on free ports in a directory of the test's, ended by its own pid."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.clock import monotonic

ROOT = Path(__file__).parents[1]
START_SECONDS = 30.0


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Chibo:
    """`chibo <args>` with only the settings given (`telegram_token="…"` is CHIBO_TELEGRAM_TOKEN), any number of times
    one after another. Leaving the block kills what still runs. `before` runs in the new process before Python does."""

    def __init__(self, directory: Path, before: Callable[[], None] | None = None, **settings: object) -> None:
        self.directory = directory
        self.settings = {"log_format": "json", "http_port": 0, "data_dir": directory / "data"} | settings
        self.before = before
        self._process: subprocess.Popen[bytes] | None = None
        self._logs: list[Path] = []

    def __enter__(self) -> Chibo:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self, *arguments: str) -> None:
        """`chibo run` unless told otherwise."""
        assert not self.running
        log = self.directory / f"chibo-{id(self)}-{len(self._logs)}.log"
        self._logs.append(log)
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", *(arguments or ("run",))],
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=self.before,
            )

    def _environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHIBO_")}
        given = {f"CHIBO_{name.upper()}": str(value) for name, value in self.settings.items()}
        return kept | given | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}

    def kill(self) -> None:
        """SIGKILL, and waits for the end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(START_SECONDS)

    async def stop(self) -> int:
        """SIGTERM, and waits for the end while the test's own servers go on; the exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return await self.ended()

    async def ended(self, seconds: float = START_SECONDS) -> int:
        """Waits for the process to end by itself; its exit code."""
        await until(lambda: not self.running, seconds, self.output)
        assert self._process is not None
        return self._process.wait()

    async def run(self, *arguments: str) -> tuple[int, str]:
        """Starts, waits for the end; exit code and everything that was printed."""
        self.start(*arguments)
        return await self.ended(), self.output()

    async def ready(self, seconds: float = START_SECONDS) -> int:
        """Waits until the process says that it is ready; the port on which it listens."""
        await until(lambda: not self.running or bool(self.said("ready")), seconds, self.output)
        assert self.running, self.output()
        return int(self.said("ready")[0]["port"])

    def output(self) -> str:
        """What the last process printed."""
        return self._logs[-1].read_text("utf-8", "replace")

    def everything(self) -> str:
        """What all of them printed."""
        return "".join(log.read_text("utf-8", "replace") for log in self._logs)

    def said(self, event: str) -> list[dict[str, Any]]:
        """The last process's log lines of this name."""
        return [line for line in self.lines() if line.get("event") == event]

    def lines(self) -> Iterator[dict[str, Any]]:
        """The last process's log, line by line; what is not JSON is left out."""
        for text in self.output().splitlines():
            with contextlib.suppress(ValueError):
                line = json.loads(text)
                if isinstance(line, dict):
                    yield line


async def until(holds: Callable[[], bool], seconds: float, why: Callable[[], object] = lambda: "") -> None:
    """Waits until it holds; fails after `seconds` and says why."""
    ends = monotonic() + seconds
    # Asked again and again, since what is waited for happens in another process.
    while not holds() and monotonic() < ends:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert holds(), f"waited {seconds} s in vain\n{why()}"
