"""What a rehearsal knows: which lesson, which of its three tasks are done, what was typed so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

MOVES: Final = ("list", "report", "undo", "sentence", "blocked")
"""What each lesson asks for, in order; the one after the last says that all is learnt."""
LESSONS: Final = len(MOVES) + 1
MEETING: Final = 1
DUE_IN_DAYS: Final = (1, 5, 12)
MOST_PEOPLE: Final = 500


@dataclass(frozen=True, slots=True)
class Practice:
    """`lesson` counts from 1; `step` names the question that is open (empty: none); `done` and `last` are numbers of
    tasks; `in_one`: the meeting is being reported in one sentence."""

    lesson: int = 1
    step: str = ""
    task: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    done: tuple[int, ...] = ()
    last: int = 0
    in_one: bool = False

    @staticmethod
    def of(kept: dict[str, Any]) -> Practice:
        """The inverse of `as_draft`."""
        return Practice(
            kept["lesson"],
            kept["step"],
            kept["task"],
            dict(kept["numbers"]),
            tuple(kept["done"]),
            kept["last"],
            kept["in_one"],
        )

    def as_draft(self, now: int) -> dict[str, Any]:
        """JSON-able, with the instant (ms UTC) of the last message."""
        return {
            "at": now,
            "lesson": self.lesson,
            "step": self.step,
            "task": self.task,
            "numbers": self.numbers,
            "done": list(self.done),
            "last": self.last,
            "in_one": self.in_one,
        }

    def learnt(self, move: str) -> Practice:
        """On to the next lesson when this was what the lesson asked for; anything else may be tried at any time."""
        is_it = self.lesson <= len(MOVES) and MOVES[self.lesson - 1] == move
        return replace(self, lesson=self.lesson + 1) if is_it else self


def tasks_due(today: date) -> tuple[tuple[int, date], ...]:
    """(number, due day) of the invented tasks."""
    return tuple((number, today + timedelta(days=days)) for number, days in enumerate(DUE_IN_DAYS, 1))


def fits(count: int) -> bool:
    """Whether so many people can be at a meeting of a cell."""
    return 0 <= count <= MOST_PEOPLE
