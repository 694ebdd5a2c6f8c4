"""The code of a printed sheet, typed or read over the phone, and the numbers behind it."""

from __future__ import annotations

import re
from typing import Any, Final

from handlers.about_tasks import Found
from handlers.rules.codes import item_number
from handlers.screen import Turn
from handlers.screens.parts import plain
from storage.model import Task
from storage.unit_of_work import UnitOfWork

CODED: Final = re.compile(r"\s*([0-9A-Za-z]{3}[\s.-]?[0-9A-Za-z]{3,5})(?:[\s,:;.-]+(.*))?", re.DOTALL)
ONLY_NUMBERS: Final = re.compile(r"[\d\s/.,;-]*(?:xong|x)?", re.IGNORECASE)
A_TIME: Final = re.compile(r"\d{1,2}[hg]\d", re.IGNORECASE)
SHARE: Final = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")


async def by_item_code(turn: Turn, uow: UnitOfWork) -> Found | None:
    """`K7M2Q4 31/35`: the code of a printed sheet, and the numbers in the order in which the sheet asks for them."""
    said = CODED.fullmatch(turn.said)
    if said is None or not _is_meant_as_code(said[1]):
        return None
    task_id = item_number(said[1])
    found = None if task_id is None else await uow.tasks.get(task_id)
    if found is None:
        # Words are words: only what can be nothing but a code is said to be a wrong one.
        wrong = said[1][0].isdigit() and ONLY_NUMBERS.fullmatch(said[2] or "")
        code = re.sub(r"[\s.-]", "", said[1]).upper()
        return Found(reply=plain(turn, "duty_sheet.bad_code", code=code)) if wrong else None
    return Found(f"task:{task_id}:done", _in_order(found[0], said[2] or ""))


def _is_meant_as_code(typed: str) -> bool:
    """Letters with digits among them, or capitals; a time of day is neither."""
    has_digits, has_letters = any(map(str.isdigit, typed)), any(map(str.isalpha, typed))
    return has_letters and (has_digits or typed.isupper()) and A_TIME.match(typed) is None


def _in_order(task: Task, rest: str) -> dict[str, Any]:
    share = SHARE.search(rest)
    slots: dict[str, Any] = {}
    if share and task.asks:
        slots |= {task.asks[0]: int(share[1]), "total": int(share[2])}
        rest = rest.replace(share[0], " ", 1)
    names = [name for name in task.asks if name not in slots]
    numbers = [int(number) for number in re.findall(r"\d{1,6}", rest)]
    return slots | dict(zip(names, numbers, strict=False))
