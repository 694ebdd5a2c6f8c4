"""Years of it: catching up with a backlog, memory on the way, and what one message costs as the province grows.

The backlog lies on the platform when the process starts, as after a stop. The cost is this product's processor time for
one full turn at 50 messages a second, on SQLite with so many cells, five open tasks each; the plot goes beside the
table when a folder is given.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path
from statistics import median

from benchmarks.cells import fill
from benchmarks.chat import aligned, product
from benchmarks.planning import TASKS
from benchmarks.running import BOT_CORE, Process, Server, serving, wait_until
from benchmarks.server import SCRIPT
from bot.clock import Clock
from bot.scheduler import OPENED_ON
from handlers.rules.calendar import day_of
from storage.database import open_database
from storage.unit_of_work import unit_of_work

SIZES = (10, 100, 1_000, 10_000, 100_000, 300_000)
TALKERS = 500
PER_SECOND = 50
BACKLOG_TASKS = 50
"""Of each person in the backlog, so that two hundred messages each all lead to something."""


def backlog(home: Path, messages: int) -> str:
    """How fast `messages` that were waiting are answered, and the memory at each tenth of the way."""
    people = max(messages // (len(SCRIPT) * BACKLOG_TASKS), 1)
    with serving(home) as server:
        seeded = _province(home, people, tasks=BACKLOG_TASKS)
        server.do("reset")
        server.do("say", chats=people, count=messages)
        process = _start(server, home, seeded)
        try:
            memory = []
            for tenth in range(1, 11):
                goal = messages * tenth // 10
                if not wait_until(lambda goal=goal: server.do("count")["sent"] >= goal, 600):
                    raise RuntimeError(f"stopped short of {goal}:\n{process.log.read_text()[-2000:]}")
                memory.append(process.rss_mib)
            found = server.do("stats")
        finally:
            process.stop()
    rows = [("", "messages", "seconds", "a second", "MiB at 10 %", "at 50 %", "at 100 %")]
    cells = (f"{found['seconds']:.0f}", f"{found['sent'] / found['seconds']:.0f}")
    rows.append(("catching up, SQLite", f"{messages:,}", *cells, *(f"{memory[place]:.0f}" for place in (0, 4, 9))))
    return aligned(rows)


def growth(home: Path, sizes: tuple[int, ...], rounds: int, plot: Path | None) -> str:
    """Processor microseconds for one message at each size, median of the rounds, and how many times the cost of the
    smallest province in the same round, because a shared machine is now faster and now slower."""
    costs: dict[int, list[float]] = {size: [] for size in sizes}
    seeded = {size: _province(home, size, tasks=TASKS) for size in sizes}
    with serving(home) as server:
        for number in range(rounds):
            for size in sizes:
                costs[size].append(_cost(server, home / f"growth-{size}-{number}", seeded[size], size))
    rows = [("cells", "us a message", "(min-max)", "of the first")]
    for size in sizes:
        spread = f"({min(costs[size]):.0f}-{max(costs[size]):.0f})"
        rows.append((f"{size:,}", f"{median(costs[size]):.0f}", spread, f"{_times(costs[size], costs[sizes[0]]):.2f}"))
    if plot is not None:
        _draw(plot, costs)
    return aligned(rows)


def _times(costs: list[float], firsts: list[float]) -> float:
    return median(cost / first for cost, first in zip(costs, firsts, strict=True))


def _cost(server: Server, directory: Path, seeded: Path, cells: int) -> float:
    directory.mkdir()
    people = min(TALKERS, cells)
    # Every message leads to something: the first task of each is reported before it counts.
    count = min(500, people * len(SCRIPT) * (TASKS - 1))
    process = _start(server, directory, seeded)
    try:
        # The tick of a new day and what only the first messages cost are over before it counts.
        _talk(server, people, cells // people, min(count, len(SCRIPT) * people), 400)
        begun = process.cpu_exact
        _talk(server, people, cells // people, count, PER_SECOND)
        return (process.cpu_exact - begun) / count * 1e6
    finally:
        process.stop()


def _talk(server: Server, people: int, apart: int, count: int, per_second: int) -> None:
    server.do("reset")
    server.do("say", chats=people, apart=apart, count=count, per_second=per_second)
    if not wait_until(lambda: server.do("count")["sent"] >= count, 60):
        raise RuntimeError("not everybody was answered")


def _start(server: Server, directory: Path, seeded: Path) -> Process:
    shutil.copyfile(seeded, directory / "chibo.db")
    arguments, env = product(lambda place: f"sqlite:///{place / 'chibo.db'}")(directory, server.url)
    polls = server.do("count")["polls"]
    process = Process(arguments, BOT_CORE, env, directory, "bot.log")
    if not wait_until(lambda: server.do("count")["polls"] > polls, 60):
        raise RuntimeError(f"did not start:\n{process.log.read_text()[-2000:]}")
    time.sleep(1)
    return process


def _province(home: Path, cells: int, *, tasks: int) -> Path:
    """A database file of so many cells whose secretaries have joined; the day's duties count as opened."""
    path = home / f"province-{cells}-{tasks}.db"
    asyncio.run(_prepare(path, cells, tasks))
    return path


async def _prepare(path: Path, cells: int, tasks: int) -> None:
    now = Clock().now()
    database = await open_database(f"sqlite:///{path}")
    try:
        await asyncio.to_thread(fill, path, cells, now, tasks, remind_at=None)
        async with unit_of_work(database) as uow:
            # Duties that the product opens itself are counted while they are opened.
            await uow.tallies.rebuild()
            await uow.audit.set_fact(OPENED_ON, day_of(now).isoformat())
    finally:
        await database.close()


def _draw(plot: Path, costs: dict[int, list[float]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.4), layout="constrained")
    sizes = list(costs)
    middle = [median(costs[size]) for size in sizes]
    low = [value - min(costs[size]) for value, size in zip(middle, sizes, strict=True)]
    high = [max(costs[size]) - value for value, size in zip(middle, sizes, strict=True)]
    axes.errorbar(sizes, middle, yerr=[low, high], color="black", marker="o", capsize=3)
    axes.set_xscale("log")
    axes.set_ylim(0, max(middle) * 1.4)
    axes.set_xlabel("cells")
    axes.set_ylabel("processor µs a message")
    axes.grid(visible=True, alpha=0.3)
    figure.savefig(plot, dpi=120)
