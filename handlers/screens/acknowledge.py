"""The superior's side of a pledge: acknowledged, or returned with the missing slot; and all complete ones at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Final

from handlers.access import ACKNOWLEDGE, access_pledge, require
from handlers.ladders import next_reminder
from handlers.pledging import acknowledge, audit, shown_day
from handlers.rules.pledge import SLOTS, missing_slots
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.screens.pledge_papers import remarks
from handlers.text import number, say
from handlers.written import for_reader
from storage.model import Pledge, Seat, Task
from storage.unit_of_work import UnitOfWork

AT_ONCE: Final = 100
"""So many are acknowledged with one key; the next key takes the next ones."""
LOOKED_AT: Final = 2_000


async def acknowledging(turn: Turn, uow: UnitOfWork) -> Reply:
    """`ack` lists, `ack:<pledge>` shows, `…:yes`, `…:return`, `…:return:<slot>`; `ack:all`, `ack:all:yes`."""
    seat = require(turn.seat, ACKNOWLEDGE)
    if not turn.args:
        return await _list(turn, uow, seat)
    if turn.args[0] == "all":
        return await _all(turn, uow, seat, really=turn.args[1:] == ("yes",))
    pledge = await access_pledge(uow, seat, int(turn.args[0]), ACKNOWLEDGE)
    way, slot = (*turn.args[1:3], "", "")[:2]
    if way == "yes":
        return await _acknowledge(turn, uow, pledge)
    if way == "return":
        return await _return(turn, uow, pledge, slot) if slot in SLOTS else _which_slot(turn, pledge)
    return show(turn, pledge)


async def of_task(turn: Turn, uow: UnitOfWork, seat: Seat, task: Task) -> Reply | None:
    """The pledge behind a registration in the list of reports, None when it is gone."""
    found = await uow.pledges.of_unit(task.unit_id)
    return None if found is None else show(turn, await access_pledge(uow, seat, found.id, ACKNOWLEDGE))


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    found = await uow.pledges.waiting_below(seat.unit_path, AT_MOST)
    if not found:
        return plain(turn, "ack.none")
    lines = [
        say(turn.language, "ack.line", number=place, unit=each.unit_name, receipt=each.receipt)
        for place, each in enumerate(found[: AT_MOST - 1], 1)
    ]
    choices = [
        Choice(f"{place}. {each.unit_name}", f"ack:{each.id}") for place, each in enumerate(found[: AT_MOST - 1], 1)
    ]
    choices.append(Choice(say(turn.language, "button.ack_all"), "ack:all"))
    text = "\n".join((say(turn.language, "ack.list"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


def show(turn: Turn, found: Pledge) -> Reply:
    """One text as its unit registered it, with the two ways on while it waits."""
    text = "\n".join(
        (
            say(
                turn.language,
                "ack.detail",
                unit=found.unit_name,
                receipt=found.receipt,
                measures="\n".join(say(turn.language, "pledge.measure", text=each.text) for each in found.measures),
                responsible=found.responsible,
                visibility=found.visibility,
                check_on=shown_day(turn.language, found.check_on),
            ),
            *remarks(turn, found),
        )
    )
    ways = [("acknowledge", "yes"), ("return_slot", "return")] if found.state == "registered" else []
    choices = [Choice(say(turn.language, f"button.{key}"), f"ack:{found.id}:{way}") for key, way in ways]
    return Reply(Screen(text, (*choices, Choice(say(turn.language, "button.ack_list"), "ack")), replaces=True))


async def _acknowledge(turn: Turn, uow: UnitOfWork, pledge: Pledge) -> Reply:
    if not await acknowledge(uow, pledge, actor(turn), turn.now):
        return plain(turn, "ack.overtaken", Choice(say(turn.language, "button.ack_list"), "ack"))
    reply = plain(
        turn,
        "ack.done",
        Choice(say(turn.language, "button.ack_list"), "ack"),
        home_choice(turn.language),
        unit=pledge.unit_name,
        receipt=pledge.receipt,
    )
    return Reply(reply.screen, pushes=(await _told(uow, pledge, "ack.push_done"),))


async def _told(uow: UnitOfWork, pledge: Pledge, key: str, slot: str = "") -> Push:
    asked = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
    seat_id = await uow.units.seat_for(pledge.unit_id, asked[0].assignee_role if asked else "cell_secretary")
    told = for_reader(
        key,
        ("button.pledge", "pledge"),
        words="ack.words",
        receipt=pledge.receipt,
        slot=lambda language: say(language, f"slot.{slot}") if slot else "",
    )
    return Push(seat_id, told, f"pledge:{pledge.id}:{pledge.state}")


def _which_slot(turn: Turn, pledge: Pledge) -> Reply:
    choices = tuple(Choice(say(turn.language, f"slot.{slot}"), f"ack:{pledge.id}:return:{slot}") for slot in SLOTS)
    return Reply(Screen(say(turn.language, "ack.which_slot", unit=pledge.unit_name), choices, replaces=True))


async def _return(turn: Turn, uow: UnitOfWork, pledge: Pledge, slot: str) -> Reply:
    """Only the missing slot is named; the unit answers just that."""
    if pledge.state != "registered" or not await uow.pledges.set_state(pledge, "returned", missing=slot):
        return plain(turn, "ack.overtaken", Choice(say(turn.language, "button.ack_list"), "ack"))
    asked = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
    if asked is not None and asked[0].state in ("reported", "seen"):
        await _task_returned(turn, uow, asked[0], slot)
    audit(uow, "returned", pledge, actor(turn), turn.now, missing=slot)
    missing = say(turn.language, f"slot.{slot}")
    reply = plain(turn, "ack.returned", unit=pledge.unit_name, slot=missing)
    return Reply(reply.screen, pushes=(await _told(uow, pledge, "ack.push_returned", slot),))


async def _task_returned(turn: Turn, uow: UnitOfWork, task: Task, slot: str) -> None:
    upcoming = await next_reminder(uow, replace(task, state="returned", planned_at=None), turn.now)
    await uow.tasks.change(
        task,
        "returned",
        actor(turn),
        turn.now,
        state="returned",
        reason=say("vi", f"slot.{slot}"),
        next_remind_at=upcoming,
    )


async def _all(turn: Turn, uow: UnitOfWork, seat: Seat, *, really: bool) -> Reply:
    """How many are complete and what is left out and why; then one key."""
    waiting = await uow.pledges.waiting_below(seat.unit_path, LOOKED_AT)
    lacking = {each.id: _lacks(each, turn.today()) for each in waiting}
    complete = [each for each in waiting if not lacking[each.id]]
    left = Counter(lack for lack in lacking.values() if lack)
    left_out = "".join(
        "\n" + say(turn.language, "ack.left_out", n=number(count), why=say(turn.language, f"lack.{lack}"))
        for lack, count in sorted(left.items())
    )
    if not complete:
        return plain(turn, "ack.none_complete", left=left_out)
    if not really:
        text = say(turn.language, "ack.all_ask", n=number(len(complete)), left=left_out)
        choices = (Choice(say(turn.language, "button.ack_yes", n=number(min(len(complete), AT_ONCE))), "ack:all:yes"),)
        return Reply(Screen(text, (*choices, home_choice(turn.language))))
    done = [each for each in complete[:AT_ONCE] if await acknowledge(uow, each, actor(turn), turn.now)]
    more = len(complete) - len(done)
    ways = [Choice(say(turn.language, "button.ack_list"), "ack")] if more or left else []
    reply = plain(
        turn, "ack.all_done", *ways, home_choice(turn.language), n=number(len(done)), more=number(more), left=left_out
    )
    return Reply(reply.screen, pushes=tuple([await _told(uow, each, "ack.push_done") for each in done]))


def _lacks(pledge: Pledge, today: date) -> str:
    """Why a text is not complete; empty when it is."""
    measures = [measure.text for measure in pledge.measures]
    missing = missing_slots(measures, pledge.responsible, pledge.visibility, date.fromisoformat(pledge.check_on), today)
    if missing:
        return missing[0]
    return "signers" if pledge.signed is None else ""
