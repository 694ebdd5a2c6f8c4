"""Wanting a report every week or every month, seeing what is wanted, and wanting it no more."""

from __future__ import annotations

from handlers.access import RECORD, SUPERVISE, Denied, access_unit, may
from handlers.reports.asking import FORMS, REPORTS
from handlers.schedules import EVERY, action, named, next_day, period_for
from handlers.screen import Choice, Reply, Turn
from handlers.screens.parts import home_choice, numbered_list, plain
from handlers.text import day, say
from storage.unit_of_work import UnitOfWork

MOST = 4


async def schedule(turn: Turn, uow: UnitOfWork) -> Reply:
    """`schedule` lists, `schedule:<unit>:<report>:<form>` asks how often, `…:month|week` keeps it,
    `schedule:stop:<id>` ends one."""
    if turn.seat is None:
        raise Denied(RECORD)
    if not turn.args:
        return await _list(turn, uow)
    if turn.args[0] == "stop":
        ended = await uow.schedules.stop(int(turn.args[1]), turn.seat.id)
        return plain(turn, "schedule.stopped" if ended else "schedule.none")
    unit_id, report, form, *every = turn.args
    unit = await access_unit(uow, turn.seat, int(unit_id), SUPERVISE if may(turn.seat, SUPERVISE) else RECORD)
    if report not in REPORTS or form not in FORMS:
        raise Denied(SUPERVISE)
    if not every or every[0] not in EVERY:
        choices = tuple(
            Choice(say(turn.language, f"schedule.{each}"), f"schedule:{unit.id}:{report}:{form}:{each}")
            for each in EVERY
        )
        what = say(turn.language, f"export.{report}")
        return plain(turn, "schedule.how_often", *choices, home_choice(turn.language), what=what, unit=unit.name)
    on = next_day(every[0], turn.today()).isoformat()
    await uow.schedules.put(turn.seat.id, unit.id, report, form, every[0], on)
    return plain(turn, "schedule.kept", day=day(turn.language, on))


async def _list(turn: Turn, uow: UnitOfWork) -> Reply:
    assert turn.seat is not None
    wanted = await uow.schedules.of_seat(turn.seat.id, MOST)
    if not wanted:
        return plain(turn, "schedule.none")
    lines, choices = [say(turn.language, "schedule.list")], []
    for place, each in enumerate(wanted, 1):
        often = say(turn.language, f"schedule.{each.every}")
        lines.append(f"{place}. {named(turn.language, each)} ({often.lower()})")
        choices.append(
            Choice(
                f"{place}. {say(turn.language, 'schedule.get')}",
                action(each, period_for(each.report, each.every, turn.today())),
            )
        )
    choices += [
        Choice(say(turn.language, "schedule.stop", n=place), f"schedule:stop:{each.id}")
        for place, each in enumerate(wanted, 1)
    ]
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "schedule.how"))
