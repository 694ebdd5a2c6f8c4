"""The six clears of a task: who, what, when, accountable unit, authority, product (domain 5.3). Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from storage.model import Task

CLEARS: Final = ("who", "what", "when", "accountable", "authority", "product")


def unclear(task: Task, units: int) -> tuple[str, ...]:
    """Which of the six a task lacks, in their order; `units` is how many would get it."""
    found = {
        "who": bool(task.assignee_role),
        "what": len(task.title.strip()) > 2,
        "when": _is_day(task.due_on) and task.opens_on <= task.due_on <= task.closes_on,
        "accountable": units > 0,
        "authority": bool(task.approver_role) and task.approver_role != task.assignee_role,
        "product": bool(task.deliverable.strip()),
    }
    return tuple(name for name in CLEARS if not found[name])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
