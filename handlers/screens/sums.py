"""Counts that do not add up are answered with the numbers that clash, and with what would explain them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import numbers_in_words
from handlers.screens.record import Entry
from handlers.text import number, say
from handlers.understand import check_attendance


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
    if left > 0:
        explained = Choice(say(turn.language, "button.exempt", left=left), f"task:{task_id}:exempt:{left}")
    else:
        total = members - left
        explained = Choice(say(turn.language, "button.members", sum=total), f"task:{task_id}:members:{total}")
    change = Choice(say(turn.language, "button.change"), f"task:{task_id}:{'redo' if entry.editing else 'done'}")
    return Reply(Screen(text, (explained, change)), draft=entry.draft())


def over_total(turn: Turn, entry: Entry) -> Reply | None:
    """A share above its whole, its numbers named."""
    total = entry.numbers.get("total")
    if total is None:
        return _over_its_whole(turn, entry)
    over = [name for name in entry.task.asks if name != "total" and entry.numbers.get(name, 0) > total]
    change = Choice(say(turn.language, "button.change"), f"task:{entry.task.id}:{'redo' if entry.editing else 'done'}")
    if over:
        numbers = numbers_in_words(turn.language, entry.numbers)
        return Reply(Screen(say(turn.language, "ask.over_total", numbers=numbers), (change,)), draft=entry.draft())
    return None


WHOLES: Final = {"came": "convened", "done": "out_of"}
"""A count and the count that it is part of."""
AT_THE_MOST: Final = {"papers_done": 3, "points_met": 4}


def _over_its_whole(turn: Turn, entry: Entry) -> Reply | None:
    """A part above its whole, or more than there are of a thing."""
    said = entry.numbers
    over = [part for part, whole in WHOLES.items() if whole in said and said.get(part, 0) > said[whole]]
    over += [name for name, most in AT_THE_MOST.items() if said.get(name, 0) > most]
    if not over:
        return None
    most = said.get(WHOLES.get(over[0], ""), AT_THE_MOST.get(over[0], 0))
    text = say(turn.language, "ask.over_whole", numbers=numbers_in_words(turn.language, said), most=number(most))
    change = Choice(say(turn.language, "button.change"), f"task:{entry.task.id}:{'redo' if entry.editing else 'done'}")
    return Reply(Screen(text, (change,)), draft=entry.draft())
