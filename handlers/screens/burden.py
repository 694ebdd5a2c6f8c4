"""The burden meter: what the bot cost the secretaries in the last seven days, by unit below, the heaviest first."""

from __future__ import annotations

from handlers.access import SUPERVISE, access_unit
from handlers.letters import WEEK, burden_line, burden_parts
from handlers.rules.calendar import DAY_MS
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, home_choice, plain
from handlers.text import number, say
from storage.reports import Burden
from storage.unit_of_work import UnitOfWork


async def burden(turn: Turn, uow: UnitOfWork) -> Reply:
    """`burden`, `burden:<unit>`"""
    own = turn.seat.unit_id if turn.seat else 0
    unit = await access_unit(uow, turn.seat, int(turn.args[0]) if turn.args else own, SUPERVISE)
    rows = await uow.reports.burden(unit.path, turn.now - WEEK * DAY_MS, turn.now)
    children = {child.path: child.name for child in await uow.units.children(unit.id)}
    sums: dict[str, Burden] = {}
    for path, found in rows:
        below = path.removeprefix(unit.path).partition("/")[0]
        child = f"{unit.path}{below}/"
        if child in children:
            sums[child] = sums.get(child, Burden()) + found
    if not sums:
        return plain(turn, "burden.nobody")
    heaviest = sorted(sums, key=lambda path: (-sums[path].minutes / sums[path].people, path))[:AT_MOST]
    lines = [
        say(turn.language, "burden.head", unit=unit.name),
        burden_line(turn.language, sum(sums.values(), Burden())),
        *(
            _line(turn.language, children[path], sums[path])
            for path in heaviest
            if burden_parts(turn.language, sums[path])
        ),
    ]
    back = Choice(say(turn.language, "button.standing"), f"standing:{unit.id}")
    return Reply(Screen("\n".join(filter(None, lines)), (back, home_choice(turn.language)), replaces=True))


def _line(language: str, name: str, found: Burden) -> str:
    return say(
        language,
        "burden.unit",
        unit=name,
        people=number(found.people),
        parts=", ".join(burden_parts(language, found)),
    )
