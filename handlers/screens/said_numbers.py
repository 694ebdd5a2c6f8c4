"""The numbers of a report as they are said: in one sentence, several in one answer, one by one, or "đủ" for all."""

from __future__ import annotations

import re

from handlers.known_numbers import HEAD
from handlers.screen import Turn
from handlers.understand import normalise, parse_count, parse_counts
from storage.model import Task
from storage.unit_of_work import UnitOfWork

NOTHING = "arisen"
"""What a nil report of a duty without numbers says: 0, and not merely "done"."""
YES_WORDS = ("co", "roi", "da", "dung", "vang", "phai", "u", "co roi")
NO_WORDS = ("khong", "chua", "khong co", "khong phai")
ALSO_OF_MEETINGS = ("exempt", "away", "here")
SHARES = frozenset({"paid", "signed", "attended", "reviews_in"})
OVER = re.compile(r"(\d{1,6})\s*(?:/|trên|tren)\s*(\d{1,6})(?!\s*/)")
ALL_OF_THEM = re.compile(r"(?<!chua )(?<!khong )(?<!gan )(?<!sap )\b(?:du|day du|100 ?%|100 phan tram)(?! \d)(?=$| )")


def said_numbers(turn: Turn, task: Task) -> dict[str, int]:
    """The numbers of a sentence that this task asks for, in the order asked; a nil report is 0 everywhere."""
    if turn.slots.get("nil"):
        return {name: 0 for name in task.asks if name != "total"} or {NOTHING: 0}
    wanted = (*task.asks, *ALSO_OF_MEETINGS) if "present" in task.asks else task.asks
    slots = dict(turn.slots)
    if task.asks and task.asks[0] in SHARES and "done" in slots:
        slots.setdefault(task.asks[0], slots["done"])
    return {name: slots[name] for name in wanted if isinstance(slots.get(name), int)}


async def said_in_part(turn: Turn, uow: UnitOfWork, task: Task) -> dict[str, int]:
    """What understanding leaves out: `40/35`, which cannot be and is answered; `thu đủ`, which is everybody."""
    share = task.asks[0] if task.asks else ""
    if not turn.slots or turn.slots.get("nil") or share not in (*SHARES, "present"):
        return {}
    typed = OVER.search(turn.said)
    if typed and share in SHARES and int(typed[1]) > int(typed[2]):
        return {share: int(typed[1]), "total": int(typed[2])}
    members = await members_of(uow, task)
    return {share: members} if members and ALL_OF_THEM.search(normalise(turn.said)) else {}


def value_of(asked: str, said: str) -> int | None:
    """The number typed; where it is only whether, a yes or no in words."""
    if asked == HEAD and normalise(said) in (*YES_WORDS, *NO_WORDS):
        return int(normalise(said) in YES_WORDS)
    return parse_count(said)


def several_of(said: str, task: Task) -> dict[str, int]:
    """Counts of the minutes said in one answer, when the task asks for attendance."""
    wanted = (*task.asks, *ALSO_OF_MEETINGS) if "present" in task.asks else ()
    return {name: count for name, count in parse_counts(said).items() if name in wanted}


async def members_of(uow: UnitOfWork, task: Task) -> int | None:
    """How many members the books say the task's unit has."""
    unit = await uow.units.get(task.unit_id)
    return unit.member_count if unit else None
