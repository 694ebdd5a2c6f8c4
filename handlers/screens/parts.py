"""Small pieces that several screens share: the choices found everywhere and the lines about a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.rules.shares import percent_of
from handlers.rules.status import days_late
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.text import day, number, say
from storage.model import Task
from storage.tasks import Actor

AT_MOST = 5
HEAD = "same_person"
"""Whether, and not how many."""


def home_choice(language: str) -> Choice:
    """Back to the beginning."""
    return Choice(say(language, "button.home"), "home")


def plain(turn: Turn, key: str, /, *choices: Choice, **values: object) -> Reply:
    """One sentence, then the given choices, or the way home."""
    return Reply(Screen(say(turn.language, key, **values), choices or (home_choice(turn.language),)))


def actor(turn: Turn) -> Actor:
    """Who is acting, for events and the audit."""
    return Actor(turn.person.id if turn.person else None, turn.seat.id if turn.seat else None, turn.inbox_id)


def numbers_in_words(language: str, numbers: Mapping[str, int]) -> str:
    """`có mặt 31, vắng có lý do 4`; empty when no number was given."""
    return ", ".join(_in_words(language, name, value) for name, value in numbers.items())


def _in_words(language: str, name: str, value: int) -> str:
    if name == HEAD:
        return say(language, "number.is_same_person" if value else "number.is_not_same_person")
    return say(language, f"number.{name}", n=number(value))


def what_was_reported(language: str, numbers: Mapping[str, int], held_on: str | None = None) -> str:
    """The numbers and the day of a meeting, or that it is simply done."""
    said = numbers_in_words(language, numbers)
    if numbers.get("planned") and "done" in numbers:
        done, planned = numbers["done"], numbers["planned"]
        said += say(language, "report.of_plan", done=number(done), planned=number(planned), n=percent_of(done, planned))
    if held_on is not None:
        return say(
            language, "report.held", day=day(language, held_on), numbers=said or say(language, "report.took_place")
        )
    return f"{said[0].upper()}{said[1:]}." if said else say(language, "report.just_done")


def task_mark(language: str, task: Task, now: int) -> str:
    """` (quá 3 ngày)` and the like, empty when there is nothing to say."""
    if task.state in ("returned", "blocked"):
        return say(language, f"tasks.{task.state}")
    late = days_late(task, now)
    return say(language, "tasks.late", days=late) if late else ""


def task_lines(language: str, tasks: Sequence[Task], now: int) -> str:
    """Numbered lines, as the digits beneath them count."""
    return "\n".join(
        say(
            language,
            "tasks.line",
            number=place,
            title=task.title,
            due=day(language, task.due_on),
            mark=task_mark(language, task, now),
        )
        for place, task in enumerate(tasks, 1)
    )


def numbered_list(turn: Turn, text: str, choices: Sequence[Choice], how: str) -> Reply:
    """A text whose lines already carry their digits; without buttons only `how` and what is not in the text follow."""
    extra = [f"{place}. {choice.label}" for place, choice in enumerate(choices, 1) if f"{place}." not in choice.label]
    words = "\n".join((*extra, how))
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True, words=words))
