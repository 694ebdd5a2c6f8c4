"""Part of it is done: a count or a percentage, kept as such; the task stays open."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.access import access_entry
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice
from handlers.screens.record import Entry, why_not, write_progress
from handlers.screens.said_numbers import SHARES
from handlers.text import say
from handlers.understand import parse_share
from storage.model import Task
from storage.unit_of_work import UnitOfWork

SHARE = re.compile(r"(\d{1,6})\s*(?:/|tren)\s*(\d{1,6})")
PERCENT = re.compile(r"(\d{1,3})\s*(?:%|phần trăm|phan tram)?")
WHOLE = 100


async def begin(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:progress`: how much, if it was not said; then the read-back."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    said = {name: turn.slots[name] for name in ("done", "total", "percent") if isinstance(turn.slots.get(name), int)}
    if "missing" in turn.slots and "total" in said:
        said.setdefault("done", said["total"] - int(turn.slots["missing"]))
    entry = Entry(task, said, for_holder=for_holder)
    return _checked(turn, entry) if {"done", "percent"} & said.keys() else _ask(turn, entry, "progress.ask")


def _ask(turn: Turn, entry: Entry, key: str, *, stumbled: bool = False, **values: object) -> Reply:
    screen = Screen(say(turn.language, key, title=entry.task.title, **values), (home_choice(turn.language),), words=" ")
    return Reply(screen, next_screen="progress", draft=entry.draft("share"), stumbled=stumbled, takes_numbers=True)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """`28/35` or `80%` was typed."""
    task, for_holder = await access_entry(uow, turn.seat, int(turn.draft["task"]))
    entry = Entry(task, for_holder=for_holder)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    share, percent = SHARE.search(turn.said), PERCENT.fullmatch(turn.said.strip())
    if share:
        return _checked(turn, replace(entry, numbers={"done": int(share[1]), "total": int(share[2])}))
    if percent:
        return _checked(turn, replace(entry, numbers={"percent": int(percent[1])}))
    said = parse_share(turn.said)
    told = {name: count for name, count in said.items() if name in ("done", "total", "percent")}
    if {"done", "percent"} & told.keys():
        return _checked(turn, replace(entry, numbers=told))
    return _ask(turn, entry, "progress.again", stumbled=True)


def _checked(turn: Turn, entry: Entry) -> Reply:
    """Impossible shares are answered with what is possible; a whole one is a report."""
    done, total, percent = (entry.numbers.get(name) for name in ("done", "total", "percent"))
    if (percent or 0) > WHOLE or (done is not None and total is not None and (done > total or total == 0)):
        return _ask(turn, entry, "progress.impossible", numbers=entry.words(turn.language))
    task = entry.task
    choices = (
        Choice(say(turn.language, "button.save"), f"task:{task.id}:progress:save"),
        Choice(say(turn.language, "button.done"), f"task:{task.id}:done"),
        home_choice(turn.language),
    )
    text = say(turn.language, "progress.read_back", title=task.title, numbers=entry.words(turn.language))
    return Reply(Screen(text, choices), draft=entry.draft())


async def save(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:progress:save`, `task:<id>:going`: a share that was read back, as far as it has come."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    entry = Entry(task, for_holder=for_holder).taken_up(turn.draft)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    if not entry.numbers:
        return await begin(turn, uow, task_id)
    return await write_progress(turn, uow, replace(entry, numbers=_as_share(task, entry.numbers)))


def _as_share(task: Task, numbers: dict[str, int]) -> dict[str, int]:
    share = task.asks[0] if task.asks else ""
    if share in SHARES and share in numbers:
        return {"done": numbers[share], **({"total": numbers["total"]} if "total" in numbers else {})}
    return numbers
