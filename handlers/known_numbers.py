"""A number that is known for the period is not asked again: it is filled in, its source named, and can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.model import Task
from storage.unit_of_work import UnitOfWork

SAME_FACTS: Final = (frozenset({("REG-08", "signed"), ("ART-09", "signed")}),)
"""(duty, number) pairs that are one and the same fact of a unit in one year."""
MOST_EARLIER: Final = 60
HEAD: Final = "same_person"
COUNTED_WITH: Final = "official"
"""Who reports the total beside the official members has counted them: the books follow."""


async def known_numbers(uow: UnitOfWork, task: Task) -> dict[str, tuple[int, str]]:
    """number → (value, title of the report it was said in; empty for the office's own books)."""
    found: dict[str, tuple[int, str]] = {}
    if HEAD in task.asks:
        said = (await uow.organisation.facts(task.unit_id)).head_is_secretary
        if said is not None:
            found[HEAD] = (int(said), "")
    for facts in SAME_FACTS:
        for duty, name in facts:
            if duty == task.duty and name in task.asks:
                others = {other for other, _ in facts} - {duty}
                for title, numbers in await uow.history.of_year(task.unit_id, task.period[:4], others, MOST_EARLIER):
                    if name in numbers:
                        found[name] = (numbers[name], title)
                        break
    return found


async def learn(uow: UnitOfWork, task: Task, numbers: Mapping[str, int], today: str) -> None:
    """What a report says about the unit itself is kept with the unit, so that nobody asks for it again."""
    if COUNTED_WITH in numbers and numbers.get("total"):
        await uow.units.set_member_count(task.unit_id, numbers["total"], today)
    if HEAD in numbers:
        await uow.organisation.set_head(task.unit_id, bool(numbers[HEAD]))
