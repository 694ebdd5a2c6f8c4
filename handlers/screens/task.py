"""Everything that can be answered to one task: `task:<id>`, `task:<id>:<way>`, `task:<id>:<way>:<detail>`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from handlers.screen import Reply, Turn
from handlers.screens import obstacle, other_ways, progress, report
from handlers.screens.congress_steps import SPECIAL_WAYS, of_congress
from handlers.screens.dispute import dispute
from handlers.screens.plan import plan
from handlers.screens.pledge import is_pledge_task, pledge
from handlers.screens.pledge_checks import is_look, look
from handlers.screens.reopen import ask_to_reopen
from handlers.screens.tasks import show
from storage.unit_of_work import UnitOfWork

WAYS: Final[dict[str, Callable[[Turn, UnitOfWork, int], Awaitable[Reply]]]] = {
    "": show,
    "done": report.begin,
    "save": report.save,
    "quick": report.quick,
    "edit": report.redo,
    "redo": report.redo,
    "meet": report.ask_day,
    "going": progress.save,
    "more": other_ways.more,
    "nil": other_ways.nil,
    "na": other_ways.not_applicable,
    "dispute": dispute,
    "why": obstacle.why,
    "askopen": ask_to_reopen,
}
"""What needs nothing but the task."""
DETAILED: Final[dict[str, Callable[[Turn, UnitOfWork, int, str | None], Awaitable[Reply]]]] = {
    "blocked": obstacle.blocked,
    "later": obstacle.later,
    "plan": plan,
    "extend": other_ways.extend,
}


async def task(turn: Turn, uow: UnitOfWork) -> Reply:
    """Raises ValueError for an action that is no task's; the router answers that with home."""
    task_id, way, detail = int(turn.args[0]), *(*turn.args[1:3], None, None)[:2]
    about_pledge = await _about_pledge(turn, uow, task_id, way)
    if about_pledge is not None:
        return about_pledge
    if way in SPECIAL_WAYS:
        about_congress = await of_congress(turn, uow, task_id, str(way))
        if about_congress is not None:
            return about_congress
    if (way or "") in WAYS:
        return await WAYS[way or ""](turn, uow, task_id)
    if way in DETAILED:
        return await DETAILED[way](turn, uow, task_id, detail)
    return await _numbered(turn, uow, task_id, way, detail)


async def _numbered(turn: Turn, uow: UnitOfWork, task_id: int, way: str | None, detail: str | None) -> Reply:
    match way:
        case "progress":
            return await (progress.save if detail == "save" else progress.begin)(turn, uow, task_id)
        case "on" if detail is not None:
            return await report.on_day(turn, uow, task_id, detail)
        case "exempt" if detail is not None:
            return await report.accept_exempt(turn, uow, task_id, int(detail))
        case "members" if detail is not None:
            return await report.accept_members(turn, uow, task_id, int(detail))
    raise ValueError(way)


async def _about_pledge(turn: Turn, uow: UnitOfWork, task_id: int, way: str | None) -> Reply | None:
    """Registering and looking at measures are answered by their own screens; None for any other task."""
    if way not in ("done", "save", "quick"):
        return None
    if await is_pledge_task(uow, task_id):
        return await pledge(turn, uow)
    if await is_look(uow, task_id):
        return await look(replace(turn, args=(str(task_id),)), uow)
    return None
