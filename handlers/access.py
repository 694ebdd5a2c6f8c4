"""The only doors from a person to data. A seat may touch its own unit; some roles see the units below it.

Default deny: what is not in the table is refused (domain 4.3).
"""

from __future__ import annotations

from typing import Final

from storage.model import Pledge, Seat, Task, Unit
from storage.unit_of_work import UnitOfWork

RECORD, PLEDGE, SUPERVISE, VERIFY, INVITE, TOTALS = "record", "pledge", "supervise", "verify", "invite", "totals"
ORGANISE, IMPORT = "organise", "import"
ACKNOWLEDGE, LAUNCH = "acknowledge", "launch"
ENTER, ASSIGN = "enter", "assign"
CONVENE = "convene"
EXPLAIN = "explain"

ABILITIES: Final[dict[str, frozenset[str]]] = {
    "cell_secretary": frozenset({RECORD, PLEDGE}),
    "cell_deputy": frozenset({RECORD, PLEDGE}),
    "cell_committee_member": frozenset({RECORD}),
    "party_group_leader": frozenset(),
    "office_clerk": frozenset(
        {EXPLAIN, SUPERVISE, VERIFY, INVITE, ORGANISE, IMPORT, ACKNOWLEDGE, LAUNCH, ENTER, ASSIGN, CONVENE}
    ),
    "committee_secretary": frozenset(
        {EXPLAIN, SUPERVISE, VERIFY, INVITE, ACKNOWLEDGE, LAUNCH, PLEDGE, ENTER, ASSIGN, CONVENE}
    ),
    "organisation_officer": frozenset({EXPLAIN, SUPERVISE, ACKNOWLEDGE, LAUNCH, CONVENE}),
    "inspection_officer": frozenset({SUPERVISE}),
    "provincial_viewer": frozenset({SUPERVISE, TOTALS, LAUNCH}),
    "admin": frozenset({INVITE, IMPORT}),
}
OWN_UNIT_ONLY: Final = frozenset({RECORD, PLEDGE})


class Denied(Exception):
    """This seat may not do that there. Says nothing about whether the thing exists."""


def may(seat: Seat | None, ability: str) -> bool:
    """Whether the role has the ability at all."""
    return seat is not None and ability in ABILITIES.get(seat.role, frozenset())


def require(seat: Seat | None, ability: str) -> Seat:
    """The seat, if its role has the ability; raises Denied."""
    if seat is None or not may(seat, ability):
        raise Denied(ability)
    return seat


def reaches(seat: Seat, path: str, ability: str) -> bool:
    """Whether the ability extends to the unit with this path: one's own unit, or also those below it."""
    if ability in OWN_UNIT_ONLY:
        return path == seat.unit_path
    return path.startswith(seat.unit_path)


async def access_unit(uow: UnitOfWork, seat: Seat | None, unit_id: int, ability: str) -> Unit:
    """The unit, if this seat may use the ability there; raises Denied, also for a unit that does not exist."""
    allowed = require(seat, ability)
    unit = await uow.units.get(unit_id)
    if unit is None or not reaches(allowed, unit.path, ability):
        raise Denied(ability)
    return unit


async def access_task(uow: UnitOfWork, seat: Seat | None, task_id: int, ability: str) -> Task:
    """The task, if this seat may use the ability in its unit; raises Denied, also for one that does not exist."""
    found = await uow.tasks.get(task_id)
    if found is not None and found[0].state == "withdrawn":
        # A button or a half-given answer from before a merger goes on with the successor's task.
        later = await uow.tasks.goes_on_as(task_id)
        found = found if later is None else await uow.tasks.get(later)
    if found is not None and seat is not None and ability == RECORD and is_own(seat, *found):
        return found[0]
    allowed = require(seat, ability)
    if found is None or not reaches(allowed, found[1], ability):
        raise Denied(ability)
    return found[0]


def is_own(seat: Seat, task: Task, path: str) -> bool:
    """Whether the task was given to this very seat: an office, too, reports what it owes itself."""
    return task.assignee_role == seat.role and path == seat.unit_path


async def access_pledge(uow: UnitOfWork, seat: Seat | None, pledge_id: int, ability: str) -> Pledge:
    """The pledge, if this seat may use the ability in its unit; nobody acknowledges what their own unit pledged."""
    allowed = require(seat, ability)
    found = await uow.pledges.get(pledge_id)
    own = found is not None and found[1] == allowed.unit_path and ability == ACKNOWLEDGE
    if found is None or own or not reaches(allowed, found[1], ability):
        raise Denied(ability)
    return found[0]


async def access_entry(uow: UnitOfWork, seat: Seat | None, task_id: int) -> tuple[Task, bool]:
    """The task, if this seat may report it: (task, whether somebody else types it for the holder). A clerk types for
    the units below, a named helper for the seat they help in; raises Denied."""
    ability = RECORD if may(seat, RECORD) else ENTER
    task = await access_task(uow, seat, task_id, ability)
    if seat is not None and task.assignee_role == seat.role and task.unit_id == seat.unit_id:
        ability = RECORD
    return task, ability == ENTER or (seat is not None and seat.holding == "helper")
