"""Counts that do not add up are answered with the numbers that clash, and with what would explain them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice, numbers_in_words
from handlers.screens.record import Entry
from handlers.text import number, say
from handlers.understand import check_attendance
from storage.model import Task

OF_MEMBERS = frozenset(
    {"present", "absent_excused", "absent_unexcused", "attended", "paid", "signed", "exempt", "proposals"}
)
WHOLES: Final = {"came": "convened", "done": "out_of", "criteria_met": "criteria"}
"""A count and the count that it is part of."""
PARTS: Final = ("official", "probationary")
"""What adds up to the total where both are asked."""
AT_THE_MOST: Final = {
    "papers_done": 3,
    "points_met": 4,
    "same_person": 1,
    "topics": 12,
    "rounds_planned": 60,
    "rounds_done": 60,
    "criteria": 100,
}


MOST_NEWCOMERS: Final = 5
"""By so many, or by half, the books may be behind; more is a slip of the finger."""


def left_out(given: Mapping[str, int], members: int) -> int:
    """How many members the counts leave out (positive) or count too often (negative)."""
    return check_attendance({**given, "total": members}).difference


def attendance_clash(turn: Turn, entry: Entry, members: int) -> Reply | None:
    """Attendance that does not add up names its numbers."""
    left = left_out(entry.numbers, members)
    if left == 0:
        return None
    text = say(
        turn.language,
        "ask.clash_fewer" if left > 0 else "ask.clash_more",
        sum=number(members - left),
        total=number(members),
        left=number(abs(left)),
        numbers=numbers_in_words(turn.language, entry.numbers),
    )
    task_id = entry.task.id
    explained: list[Choice] = []
    if left > 0:
        explained = [Choice(say(turn.language, "button.exempt", left=left), f"task:{task_id}:exempt:{left}")]
    elif -left <= max(MOST_NEWCOMERS, members // 2):
        total = members - left
        explained = [Choice(say(turn.language, "button.members", sum=total), f"task:{task_id}:members:{total}")]
    return Reply(Screen(text, (*explained, _change(turn, entry))), draft=entry.draft())


def of_members(task: Task) -> frozenset[str]:
    """The numbers of a task that count members of the cell. Guests are counted where no total is asked: at a meeting of
    those who live here and belong elsewhere there may be more of them."""
    return OF_MEMBERS if {"present", "total"} & set(task.asks) else OF_MEMBERS - {"attended"}


def over_total(turn: Turn, entry: Entry, members: int | None) -> Reply | None:
    """A share above its whole, parts that are not their sum, their numbers named."""
    total = entry.numbers.get("total")
    if total is None:
        return _over_its_whole(turn, entry, members)
    over = [name for name in entry.task.asks if name != "total" and entry.numbers.get(name, 0) > total]
    parts = [entry.numbers[name] for name in PARTS if name in entry.numbers]
    if not over and len(parts) == len(PARTS) and sum(parts) != total:
        numbers = numbers_in_words(turn.language, entry.numbers)
        text = say(turn.language, "ask.not_the_sum", numbers=numbers, sum=number(sum(parts)), total=number(total))
        return Reply(Screen(text, (_change(turn, entry), home_choice(turn.language))), draft=entry.draft())
    if over:
        numbers = numbers_in_words(turn.language, entry.numbers)
        ways = (_change(turn, entry), home_choice(turn.language))
        return Reply(Screen(say(turn.language, "ask.over_total", numbers=numbers), ways), draft=entry.draft())
    return None


def _change(turn: Turn, entry: Entry) -> Choice:
    way = "redo" if entry.editing else "done"
    return Choice(say(turn.language, "button.change"), f"task:{entry.task.id}:{way}")


def _over_its_whole(turn: Turn, entry: Entry, members: int | None) -> Reply | None:
    """A part above its whole, or more than there are of a thing."""
    said = entry.numbers
    over = [part for part, whole in WHOLES.items() if whole in said and said.get(part, 0) > said[whole]]
    limits = AT_THE_MOST if members is None else AT_THE_MOST | dict.fromkeys(of_members(entry.task), members)
    over += [name for name, most in limits.items() if said.get(name, 0) > most]
    if not over:
        return None
    most = said.get(WHOLES.get(over[0], ""), limits.get(over[0], 0))
    text = say(turn.language, "ask.over_whole", numbers=numbers_in_words(turn.language, said), most=number(most))
    return Reply(Screen(text, (_change(turn, entry), home_choice(turn.language))), draft=entry.draft())
