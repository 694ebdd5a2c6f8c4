"""The last step of drilling: a cell's rows, and the message behind each figure."""

from __future__ import annotations

from handlers.board.page import BoardTable, Cell
from handlers.board.words import state_cell
from handlers.reports.frame import Asked, state_of
from handlers.rules.calendar import day_of
from handlers.screens.parts import numbers_in_words
from handlers.text import day, say
from storage.model import REPORTED_STATES
from storage.reports import TaskRow
from storage.unit_of_work import UnitOfWork

MOST_ROWS = 80
MOST_WORDS = 160


async def task_table(uow: UnitOfWork, asked: Asked, language: str) -> BoardTable:
    """Every duty of the unit that fell due in the period, the late first; `behind` is what the secretary wrote."""
    tasks = await uow.reports.tasks_below(asked.span, MOST_ROWS)
    order = ("late", "blocked", "waiting", "done", "not_applicable")
    found = sorted(tasks, key=lambda task: (order.index(state_of(task, asked.span.today).value), task.due_on))
    rows = [
        (
            Cell(task.title),
            Cell(day(language, task.due_on)),
            state_cell(language, state_of(task, asked.span.today).value),
            Cell(_said(task, language)),
            Cell(await _behind(uow, task, language)),
        )
        for task in found
    ]
    heads = ("task", "due", "state", "numbers", "behind")
    return BoardTable(
        "tasks",
        say(language, "board.tasks_title"),
        say(language, "board.tasks_caption"),
        tuple(say(language, f"board.col_{head}") for head in heads),
        tuple(rows),
    )


def _said(task: TaskRow, language: str) -> str:
    if task.state == "blocked":
        return task.reason or ""
    return numbers_in_words(language, task.numbers) if task.state in REPORTED_STATES else ""


async def _behind(uow: UnitOfWork, task: TaskRow, language: str) -> str:
    """Role, day and words of the last step; the words are gone after their time or when only a button was pressed."""
    if task.state not in (*REPORTED_STATES, "blocked"):
        return ""
    found = await uow.reports.message_behind(task.id)
    if found is None:
        return ""
    at, _, words, role = found
    who = say(language, f"role.{role}") if role else say(language, "board.somebody")
    when = day(language, day_of(at))
    if not words or len(words.split()) < 2:
        return say(language, "board.behind_plain", who=who, day=when)
    short = words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"
    return say(language, "board.behind", who=who, day=when, words=short)
