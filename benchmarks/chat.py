"""This product beside bots that others would write: the same server, the same messages, in turn, medians of several
rounds. The peers echo; the product does a full turn for somebody who has joined: of each four messages (việc, 1, 1, 1)
the first lists their work, the last writes a report with event and audit, and all four are stored, decided and answered
from the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from benchmarks.running import BOT_CORE, TOKEN, Process, Server, serving, wait_until
from benchmarks.server import FIRST_CHAT
from bot.clock import Clock
from storage.database import open_database
from tests.crowd import seat_everybody
from tests.databases import Postgres

PEOPLE = 500


@dataclass(frozen=True)
class Load:
    """How much of everything."""

    rounds: int = 3
    burst: int = 2000
    per_second: int = 50
    seconds: int = 10
    far: int = 500
    far_seconds: float = 8.0


QUICK = Load(rounds=1, burst=400, seconds=2, far=200, far_seconds=3.0)


@dataclass
class Figures:
    """Of one variant, a value a round."""

    ready: list[float] = field(default_factory=list)
    idle_mib: list[float] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    far: list[float] = field(default_factory=list)
    busy_mib: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Variant:
    """`prepare(directory)` gives arguments and environment of the process; so many share one database."""

    name: str
    prepare: Callable[[Path, str], tuple[list[str], dict[str, str]]]
    processes: int = 1


def peer(script: str) -> Callable[[Path, str], tuple[list[str], dict[str, str]]]:
    def prepare(directory: Path, url: str) -> tuple[list[str], dict[str, str]]:
        env = {"BENCH_URL": url, "BENCH_TOKEN": TOKEN, "BENCH_DB": str(directory / "peer.db")}
        return ["-m", f"benchmarks.peers.{script}"], env

    return prepare


def product(database_url: Callable[[Path], str]) -> Callable[[Path, str], tuple[list[str], dict[str, str]]]:
    def prepare(directory: Path, url: str) -> tuple[list[str], dict[str, str]]:
        env = {
            "CHIBO_DATABASE_URL": database_url(directory),
            "CHIBO_TELEGRAM_TOKEN": TOKEN,
            "CHIBO_TELEGRAM_API_URL": url,
            "CHIBO_HTTP_PORT": "0",
            "CHIBO_DATA_DIR": str(directory / "data"),
        }
        return ["-m", "bot", "run"], env

    return prepare


def measure(variant: Variant, server: Server, directory: Path, load: Load, figures: Figures) -> None:
    """One round of one variant, in a fresh process on a fresh database."""
    arguments, env = variant.prepare(directory, server.url)
    polls = server.do("stats")["polls"]
    begun = time.monotonic()
    process = Process(arguments, BOT_CORE, env, directory, "bot.log")
    others: list[Process] = []
    try:
        if not wait_until(lambda: server.do("stats")["polls"] > polls, 30):
            raise RuntimeError(f"{variant.name} did not start:\n{process.log.read_text()[-2000:]}")
        figures.ready.append(time.monotonic() - begun)
        others += [Process(arguments, BOT_CORE, env, directory, f"bot{n}.log") for n in range(1, variant.processes)]
        wait_until(lambda: all("ready" in each.log.read_text() for each in others), 30)
        time.sleep(2)
        figures.idle_mib.append(process.rss_mib)
        _burst([process, *others], server, load, figures)
        figures.busy_mib.append(process.rss_mib)
        _steady(server, load, figures)
        _far(server, load, figures)
    finally:
        for each in (*others, process):
            each.stop()
        server.do("set", delay_ms=0)


def _burst(processes: list[Process], server: Server, load: Load, figures: Figures) -> None:
    server.do("reset")
    bot, other = sum(each.cpu_seconds for each in processes), server.process.cpu_seconds
    server.do("say", chats=min(PEOPLE, load.burst // 4), count=load.burst)
    wait_until(lambda: server.do("stats")["sent"] >= load.burst, 60)
    found = server.do("stats")
    figures.burst.append(found["sent"] / found["seconds"])
    figures.cpu_us.append((sum(each.cpu_seconds for each in processes) - bot) / found["sent"] * 1e6)
    figures.server_cpu.append((server.process.cpu_seconds - other) / found["seconds"])


def _steady(server: Server, load: Load, figures: Figures) -> None:
    time.sleep(0.5)
    server.do("reset")
    count = load.per_second * load.seconds
    server.do("say", chats=PEOPLE, count=count, per_second=load.per_second)
    wait_until(lambda: server.do("stats")["sent"] >= count, 20)
    latencies = server.do("stats")["latencies"]
    figures.p50.append(1000 * latencies[len(latencies) // 2])
    figures.p99.append(1000 * latencies[int(len(latencies) * 0.99)])


def _far(server: Server, load: Load, figures: Figures) -> None:
    """50 ms of distance on every answer; what arrives within the time, and how fast."""
    server.do("set", delay_ms=50)
    server.do("reset")
    server.do("say", chats=load.far, count=load.far)
    wait_until(lambda: server.do("stats")["sent"] >= load.far, load.far_seconds)
    found = server.do("stats")
    figures.far.append(found["sent"] / found["seconds"])


@contextlib.contextmanager
def variants(home: Path) -> Iterator[list[Variant]]:
    """All of them, with databases in which five hundred people have joined."""
    seeded = home / "seeded.db"
    asyncio.run(_seed(f"sqlite:///{seeded}"))
    postgres = Postgres()
    names = iter(range(1000))

    def of_postgres(_: Path) -> str:
        name = f"b{next(names)}"
        asyncio.run(_sql(postgres.url("postgres"), f"CREATE DATABASE {name} TEMPLATE seeded"))
        return postgres.url(name)

    def of_sqlite(directory: Path) -> str:
        shutil.copyfile(seeded, directory / "chibo.db")
        return f"sqlite:///{directory / 'chibo.db'}"

    found = [
        Variant("a  python-telegram-bot, echo", peer("ptb_echo")),
        Variant("b  the same, one commit a message", peer("ptb_commit")),
        Variant("c  aiogram, echo", peer("aiogram_echo")),
        Variant("d  chibo, full turn, SQLite", product(of_sqlite)),
    ]
    try:
        try:
            postgres.start()
            # The tests' server does not wait for the disk; a benchmark has to.
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                asyncio.run(_sql(postgres.url("postgres"), f"ALTER SYSTEM SET {name} = on"))
            asyncio.run(_sql(postgres.url("postgres"), "SELECT pg_reload_conf()"))
            asyncio.run(_sql(postgres.url("postgres"), "CREATE DATABASE seeded"))
            asyncio.run(_seed(postgres.url("seeded")))
            for count, letter in ((1, "e"), (2, "f"), (4, "g")):
                name = f"{letter}  chibo, full turn, PostgreSQL, {count} process{'es' * (count > 1)}"
                found.append(Variant(name, product(of_postgres), count))
        except OSError as error:
            sys.stderr.write(f"without PostgreSQL: {error}\n")
        yield found
    finally:
        postgres.stop()


async def _seed(url: str) -> None:
    database = await open_database(url)
    try:
        chats = [str(FIRST_CHAT + number) for number in range(PEOPLE)]
        await seat_everybody(database, "telegram", chats, Clock().now())
    finally:
        await database.close()


async def _sql(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def compare(home: Path, load: Load, only: str = "") -> dict[str, Figures]:
    """All variants (or those whose letters are in `only`), in turn, `load.rounds` times."""
    figures: dict[str, Figures] = {}
    with variants(home) as found, serving(home) as server:
        for round_ in range(load.rounds):
            for variant in found:
                if only and variant.name[0] not in only:
                    continue
                directory = home / f"{variant.name[0]}{round_}"
                directory.mkdir()
                measure(variant, server, directory, load, figures.setdefault(variant.name, Figures()))
                sys.stderr.write(".")
                sys.stderr.flush()
    sys.stderr.write("\n")
    return figures


def table(figures: dict[str, Figures]) -> str:
    """Medians, and the spread of the burst."""
    head = ("", "burst/s", "(min-max)", "of a", "p50 ms", "p99 ms", "50 ms off/s", "idle MiB", "busy MiB", "ready s")
    head += ("bot us/msg", "server cpu")
    base = median(next(iter(figures.values())).burst)
    rows = [head]
    for name, found in figures.items():
        rows.append(
            (
                name,
                f"{median(found.burst):.0f}",
                f"({min(found.burst):.0f}-{max(found.burst):.0f})",
                f"{median(found.burst) / base:.2f}",
                f"{median(found.p50):.1f}",
                f"{median(found.p99):.1f}",
                f"{median(found.far):.0f}",
                f"{median(found.idle_mib):.0f}",
                f"{median(found.busy_mib):.0f}",
                f"{median(found.ready):.2f}",
                f"{median(found.cpu_us):.0f}",
                f"{median(found.server_cpu):.0%}",
            )
        )
    return aligned(rows)


def aligned(rows: list[tuple[Any, ...]]) -> str:
    """A table with the first column to the left and the others to the right."""
    widths = [max(len(str(row[place])) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [str(row[0]).ljust(widths[0]), *(str(c).rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)
