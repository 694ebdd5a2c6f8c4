"""Calls to make about a few closed reports, drawn by chance: is it as it was written? The answer is kept, nobody is
marked for it."""

from __future__ import annotations

from handlers.access import VERIFY, Denied, access_task, reaches, require
from handlers.rules.calendar import DAY_MS
from handlers.rules.status import may_become
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain, what_was_reported
from handlers.screens.record import noted
from handlers.text import number, say
from storage.model import Seat
from storage.spot_checks import SpotCheck
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

RESULTS = ("match", "mismatch")
YEAR = 366 * DAY_MS


async def spot(turn: Turn, uow: UnitOfWork) -> Reply:
    """`spot` lists, `spot:<id>` shows, `spot:<id>:match`, `spot:<id>:mismatch` records what the call said."""
    seat = require(turn.seat, VERIFY)
    if not turn.args:
        return await _list(turn, uow, seat)
    check = await uow.spot_checks.get(int(turn.args[0]))
    if check is None or not reaches(seat, check.path, VERIFY):
        raise Denied(VERIFY)
    if len(turn.args) > 1 and turn.args[1] in RESULTS:
        return await _record(turn, uow, seat, check, turn.args[1])
    return await _show(turn, uow, seat, check)


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    waiting = await uow.spot_checks.waiting_below(seat.unit_path, AT_MOST)
    counts = await uow.spot_checks.counts_below(seat.unit_path, turn.now - YEAR)
    sums = _sums(turn, counts) if any(counts.values()) else ""
    if not waiting:
        return plain(turn, "spot.none", sums=f" {sums}" if sums else "")
    lines = [
        say(turn.language, "spot.line", number=place, unit=each.unit_name, title=each.title)
        for place, each in enumerate(waiting, 1)
    ]
    choices = [Choice(f"{place}. {each.unit_name}", f"spot:{each.id}") for place, each in enumerate(waiting, 1)]
    text = "\n".join(filter(None, (say(turn.language, "spot.list"), *lines, sums)))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


def _sums(turn: Turn, counts: dict[str, int]) -> str:
    return say(
        turn.language,
        "spot.sums",
        drawn=number(sum(counts.values())),
        match=number(counts.get("match", 0)),
        mismatch=number(counts.get("mismatch", 0)),
    )


async def _show(turn: Turn, uow: UnitOfWork, seat: Seat, check: SpotCheck) -> Reply:
    task = await access_task(uow, seat, check.task_id, VERIFY)
    numbers = what_was_reported(turn.language, task.numbers, task.held_on)
    if check.result:
        text = say(turn.language, f"spot.was_{check.result}", unit=check.unit_name, title=check.title, numbers=numbers)
        return Reply(Screen(text, (Choice(say(turn.language, "button.back"), "spot"), home_choice(turn.language))))
    text = say(turn.language, "spot.detail", unit=check.unit_name, title=check.title, numbers=numbers, seed=check.seed)
    choices = [Choice(say(turn.language, f"spot.button_{each}"), f"spot:{check.id}:{each}") for each in RESULTS]
    return Reply(Screen(text, (*choices, Choice(say(turn.language, "button.back"), "spot")), replaces=True))


async def _record(turn: Turn, uow: UnitOfWork, seat: Seat, check: SpotCheck, result: str) -> Reply:
    if not await uow.spot_checks.set_result(check.id, result, turn.now, seat.id):
        return plain(turn, "report.overtaken")
    task = await access_task(uow, seat, check.task_id, VERIFY)
    noted(turn, uow, f"spot.{result}", task)
    if result == "mismatch":
        again = Choice(say(turn.language, "button.return"), f"review:{task.id}:return")
        nothing = Choice(say(turn.language, "button.spot"), "spot")
        return plain(turn, "spot.saved_mismatch", again, nothing, home_choice(turn.language), unit=check.unit_name)
    if may_become(task.state, "verified"):
        try:
            await uow.tasks.change(task, "verified", actor(turn), turn.now, state="verified")
        except Overtaken:
            return plain(turn, "report.overtaken")
    return plain(
        turn,
        "spot.saved_match",
        Choice(say(turn.language, "button.spot"), "spot"),
        home_choice(turn.language),
        unit=check.unit_name,
    )
