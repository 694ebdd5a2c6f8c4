"""What a task's row and the moment say about it: on time or late, why nothing came, what may follow.

Late is computed, never stored; instead of one red there are five states, each with its own next step (features 2,
idea 2; row 51).
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from handlers.rules.calendar import DAY_MS, day_of, instant
from storage.model import OPEN_STATES, REPORTED_STATES, Task

Timeliness = Literal["on_time", "late", "overdue", "not_due"]
Standing = Literal["fine", "not_reached", "silent", "blocked", "returned", "late"]

STANDINGS: Final[tuple[Standing, ...]] = ("not_reached", "silent", "blocked", "returned", "late", "fine")
SILENT_DAYS: Final = 30

MAY_BECOME: Final[dict[str, frozenset[str]]] = {
    "open": frozenset({"in_progress", "reported", "blocked", "not_applicable", "withdrawn"}),
    "in_progress": frozenset({"open", "in_progress", "reported", "blocked", "not_applicable", "withdrawn"}),
    "blocked": frozenset({"open", "in_progress", "returned", "reported", "not_applicable", "withdrawn"}),
    "reported": frozenset({"open", "in_progress", "reported", "seen", "verified", "returned", "withdrawn"}),
    "seen": frozenset({"reported", "verified", "returned", "withdrawn"}),
    "verified": frozenset({"returned"}),
    "returned": frozenset({"in_progress", "reported", "blocked", "not_applicable", "withdrawn"}),
    "not_applicable": frozenset({"open"}),
    "withdrawn": frozenset(),
}
"""State to the states that may follow it. Back to `open` is undoing; `reported` to itself is a new version."""

STATES: Final = tuple(MAY_BECOME)
LEFT_OUT_STATES: Final = ("not_applicable", "withdrawn")
"""In no denominator: steps that do not apply, tasks that were taken back."""


def may_become(state: str, new: str) -> bool:
    """Whether a task in `state` may go to `new`. Unknown states may go nowhere."""
    return new in MAY_BECOME.get(state, frozenset())


def is_open_now(task: Task, now: int) -> bool:
    """Whether the task can be reported or corrected today: within its window, and not taken back."""
    today = day_of(now).isoformat()
    return task.opens_on <= today <= task.closes_on and task.state not in LEFT_OUT_STATES


def timeliness(task: Task, now: int) -> Timeliness:
    """`on_time` and `late` for what was reported, `overdue` for what is open past its due day, else `not_due`.

    A blocked task's clock stands still: it is not overdue.
    """
    if task.state in REPORTED_STATES:
        reported = task.due_on if task.reported_at is None else day_of(task.reported_at).isoformat()
        return "on_time" if reported <= task.due_on else "late"
    if task.state in OPEN_STATES and day_of(now).isoformat() > task.due_on:
        return "overdue"
    return "not_due"


def days_late(task: Task, now: int) -> int:
    """Days past the due day: of the report, or until now while it is still owed; 0 when not late."""
    standing = timeliness(task, now)
    if standing == "overdue":
        return (day_of(now) - date.fromisoformat(task.due_on)).days
    if standing == "late" and task.reported_at is not None:
        return (day_of(task.reported_at) - date.fromisoformat(task.due_on)).days
    return 0


def standing(task: Task, reachable: bool, last_answer_at: int | None, now: int) -> Standing:
    """Which of the five states an open task is in, or `fine`.

    `reachable`: somebody holds the seat and messages reach them. `last_answer_at`: when they last wrote anything.
    Silent: nothing heard since the task opened although it is overdue, or nothing for 30 days.
    """
    if task.state == "blocked":
        return "blocked"
    if task.state not in OPEN_STATES or day_of(now).isoformat() < task.opens_on:
        return "fine"
    if task.state == "returned":
        return "returned"
    if not reachable:
        return "not_reached"
    overdue = timeliness(task, now) == "overdue"
    opened_at = instant(date.fromisoformat(task.opens_on))
    heard_at = 0 if last_answer_at is None else last_answer_at
    if now - max(heard_at, opened_at) >= SILENT_DAYS * DAY_MS or (overdue and heard_at < opened_at):
        return "silent"
    return "late" if overdue else "fine"


def is_silent(last_answer_at: int | None, since: int, now: int) -> bool:
    """Whether a unit deserves a call card: 30 days without a word, counted from `since` if it never wrote."""
    return now - (since if last_answer_at is None else last_answer_at) >= SILENT_DAYS * DAY_MS
