"""Who sits where: the seats of a unit, a change of holder from a given day, a lost telephone.

Rights, open work and history belong to the seat; a change of holder is one row in `holding`, good from midnight.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from handlers.access import INVITE, Denied, access_unit, require
from handlers.catalogue.organisation import bare
from handlers.rules.calendar import DAY_MS, day_of, instant
from handlers.rules.roster import LONGEST_CALLED, read_day
from handlers.rules.roster_tree import roles_of
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.invite import deep_link_line, new_invite
from handlers.screens.join import INVITE_LASTS, code_hash
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.text import day, say, seat_name
from handlers.understand import parse_date
from handlers.written import for_reader
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

FARTHEST: Final = timedelta(days=366)


async def seats(turn: Turn, uow: UnitOfWork) -> Reply:
    """`seats:<unit>`, `seats:s:<seat>`"""
    if turn.args[:1] == ("s",):
        return await _seat(turn, uow, await access_seat(turn, uow, int(turn.args[1])))
    here = require(turn.seat, INVITE)
    unit = await access_unit(uow, here, int(turn.args[0]) if turn.args else here.unit_id, INVITE)
    rows = [seat for seat in await uow.units.seats_in(unit.id) if seat.role in roles_of(unit.kind)][:AT_MOST]
    choices = [
        Choice(f"{place}. {say(turn.language, f'role.{seat.role}')}", f"seats:s:{seat.id}")
        for place, seat in enumerate(rows, 1)
    ]
    lines = [f"{choice.label}: {await _names(turn, uow, seat)}" for choice, seat in zip(choices, rows, strict=True)]
    text = "\n".join((say(turn.language, "seats.title", unit=unit.name), *lines))
    more = Choice(say(turn.language, "button.invite"), f"invite:u:{unit.id}")
    return numbered_list(turn, text, [*choices, more], say(turn.language, "tasks.how_plain"))


async def access_seat(turn: Turn, uow: UnitOfWork, seat_id: int) -> Seat:
    """The seat, when it stands in one's own subtree; raises Denied, also for one that does not exist."""
    here = require(turn.seat, INVITE)
    found = await uow.units.seat(seat_id)
    if found is None:
        raise Denied(INVITE)
    await access_unit(uow, here, found.unit_id, INVITE)
    return found


async def _names(turn: Turn, uow: UnitOfWork, seat: Seat) -> str:
    names = list(dict.fromkeys(each.name for each in await uow.people.holders(seat.id, turn.now)))
    return ", ".join(names) or say(turn.language, "seats.nobody")


async def _seat(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    pending = await uow.handovers.pending(seat.id, turn.now)
    title = seat_name(turn.language, seat.role, seat.unit_name)
    lines = [say(turn.language, "seats.one", seat=title, names=await _names(turn, uow, seat))]
    choices = []
    if pending is not None:
        on = day(turn.language, day_of(pending.from_at), year=True)
        lines.append(say(turn.language, "seats.pending", called=pending.called, day=on))
        choices.append(Choice(say(turn.language, "seats.cancel"), f"handover:x:{pending.id}"))
    else:
        choices.append(Choice(say(turn.language, "seats.replace"), f"handover:{seat.id}"))
    choices.append(Choice(say(turn.language, "seats.lock"), f"lock:s:{seat.id}"))
    choices.append(Choice(say(turn.language, "button.back"), f"seats:{seat.unit_id}"))
    return Reply(Screen("\n".join(lines), (*choices, home_choice(turn.language)), replaces=True))


async def handover(turn: Turn, uow: UnitOfWork) -> Reply:
    """`handover` (from a sentence), `handover:<seat>`, `handover:<seat>:p:<person>`, `handover:<seat>:d:<day>`,
    `handover:<seat>:go`, `handover:x:<hand-over>`"""
    if not turn.args:
        return await _said(turn, uow)
    if turn.args[0] == "x":
        return await _cancel(turn, uow, int(turn.args[1]))
    seat = await access_seat(turn, uow, int(turn.args[0]))
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "go":
        return await _go(turn, uow, seat)
    if way == "p":
        return await _take_person(turn, uow, seat, int(turn.args[2]))
    if way == "d":
        return _read_back(turn, seat, dict(turn.draft), date.fromisoformat(turn.args[2]))
    return await _ask_who(turn, uow, seat)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """A name, then a day."""
    seat = await access_seat(turn, uow, int(turn.draft["seat"]))
    if "called" not in turn.draft:
        called = " ".join(turn.said.split())
        if not called or len(called) > LONGEST_CALLED or any(c.isdigit() for c in called):
            return await _ask_who(turn, uow, seat)
        return _ask_when(turn, seat, {"seat": seat.id, "called": called})
    found = read_day(turn.said) or parse_date(turn.said, turn.today(), "future")
    if found is None:
        return _ask_when(turn, seat, dict(turn.draft), "handover.bad_date")
    return _read_back(turn, seat, dict(turn.draft), found)


async def _said(turn: Turn, uow: UnitOfWork) -> Reply:
    """A sentence: a superior chooses the seat; a holder's wish goes to the office, which decides."""
    if turn.seat is not None and turn.seat.role in ("cell_secretary", "cell_deputy"):
        office = await uow.units.seat_upward(turn.seat.unit_path, "office_clerk")
        reply = plain(turn, "handover.office_asked")
        if office is None:
            return reply
        told = for_reader(
            "handover.wish",
            ("seats.replace", f"handover:{turn.seat.id}"),
            words="handover.wish_words",
            seat=partial(seat_name, role=turn.seat.role, unit_name=turn.seat.unit_name),
        )
        return Reply(reply.screen, pushes=(Push(office.id, told, f"handover:{turn.inbox_id}"),))
    here = require(turn.seat, INVITE)
    return await seats(replace(turn, args=(str(here.unit_id),)), uow)


async def _ask_who(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    people: dict[int, str] = {}
    for other in await uow.units.seats_in(seat.unit_id):
        if other.id != seat.id:
            people |= {each.person_id: each.name for each in await uow.people.holders(other.id, turn.now)}
    choices = [Choice(name, f"handover:{seat.id}:p:{person}") for person, name in list(people.items())[: AT_MOST - 1]]
    text = say(turn.language, "handover.who", seat=seat_name(turn.language, seat.role, seat.unit_name))
    return Reply(Screen(text, (*choices, home_choice(turn.language))), "handover", {"seat": seat.id})


async def _take_person(turn: Turn, uow: UnitOfWork, seat: Seat, person_id: int) -> Reply:
    person = await uow.people.get(person_id)
    paths = await uow.handovers.seat_paths(person_id, turn.now)
    here = require(turn.seat, INVITE)
    if person is None or not any(path.startswith(here.unit_path) for path in paths):
        raise Denied(INVITE)
    return _ask_when(turn, seat, {"seat": seat.id, "called": person.name, "person": person_id})


def _ask_when(turn: Turn, seat: Seat, draft: dict[str, Any], key: str = "handover.when") -> Reply:
    today = turn.today()
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = {"today": today, "tomorrow": today + timedelta(days=1), "first": first}
    choices = [
        Choice(
            say(turn.language, f"handover.{name}", day=day(turn.language, each)),
            f"handover:{seat.id}:d:{each.isoformat()}",
        )
        for name, each in days.items()
    ]
    text = say(turn.language, key, called=draft["called"])
    return Reply(Screen(text, (*choices, home_choice(turn.language))), "handover", draft)


def _read_back(turn: Turn, seat: Seat, draft: dict[str, Any], on: date) -> Reply:
    if not turn.today() <= on <= turn.today() + FARTHEST or "called" not in draft:
        return _ask_when(turn, seat, {"seat": seat.id, "called": "?"} | draft, "handover.bad_date")
    text = say(
        turn.language,
        "handover.read_back",
        called=draft["called"],
        seat=seat_name(turn.language, seat.role, seat.unit_name),
        day=day(turn.language, on, year=True),
    )
    choices = (
        Choice(say(turn.language, "handover.yes"), f"handover:{seat.id}:go"),
        Choice(say(turn.language, "button.change"), f"handover:{seat.id}"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=draft | {"seat": seat.id, "on": on.isoformat()})


async def _go(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    draft = turn.draft
    if draft.get("seat") != seat.id or "on" not in draft:
        return await _seat(turn, uow, seat)
    earlier = await uow.handovers.pending(seat.id, turn.now)
    if earlier is not None:
        await uow.handovers.cancel(earlier, turn.now)
    from_at = max(turn.now, instant(date.fromisoformat(draft["on"])))
    person_id, called = draft.get("person"), str(draft["called"])
    by = actor(turn)
    planned = await uow.handovers.add(
        seat.id, "holder", called, person_id, from_at=from_at, until_at=None, by=by.person_id, now=turn.now
    )
    uow.audit.add(
        "seat.handover",
        f"seat:{seat.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        from_at=from_at,
    )
    on = day(turn.language, draft["on"], year=True)
    title = seat_name(turn.language, seat.role, seat.unit_name)
    if person_id is not None:
        await uow.people.take_seat(seat.id, int(person_id), from_at)
        return plain(turn, "handover.planned", called=called, seat=title, day=on)
    await uow.people.end_holdings(seat.id, from_at)
    code = await new_invite(uow, await access_unit(uow, turn.seat, seat.unit_id, INVITE), seat.role, called, turn.now)
    expires_at = from_at + INVITE_LASTS
    await uow.handovers.link_invite(code_hash(code), handover_id=planned, person_id=None, expires_at=expires_at)
    return plain(
        turn,
        "handover.code",
        Choice(say(turn.language, "invite.print"), f"slip:{code}"),
        home_choice(turn.language),
        called=called,
        seat=title,
        day=on,
        code=f"{code[:4]} {code[4:]}",
        until=day(turn.language, day_of(expires_at), year=True),
        link=await deep_link_line(turn, uow, code),
    )


async def _cancel(turn: Turn, uow: UnitOfWork, handover_id: int) -> Reply:
    found = await uow.handovers.get(handover_id)
    if found is None:
        raise Denied(INVITE)
    seat = await access_seat(turn, uow, found.seat_id)
    done = await uow.handovers.cancel(found, turn.now)
    return plain(
        turn,
        "handover.cancelled" if done else "handover.too_late",
        Choice(say(turn.language, "button.back"), f"seats:s:{seat.id}"),
        home_choice(turn.language),
    )


async def lock(turn: Turn, uow: UnitOfWork) -> Reply:
    """`lock` with the name said, `lock:s:<seat>`, `lock:p:<person>`, `lock:p:<person>:yes`"""
    here = require(turn.seat, INVITE)
    if turn.args[:1] == ("s",):
        seat = await access_seat(turn, uow, int(turn.args[1]))
        people = {each.person_id: each.name for each in await uow.people.holders(seat.id, turn.now)}
        return _which(turn, list(people.items()))
    if turn.args[:1] == ("p",):
        return await _lock(turn, uow, here, int(turn.args[1]), really=turn.args[2:] == ("yes",))
    words = bare(str(turn.slots.get("words", "")))
    rows = await uow.handovers.people_below(here.unit_path, turn.now, 20_000)
    return _which(turn, [(row[0], row[1]) for row in rows if words and words in bare(row[1])])


def _which(turn: Turn, people: list[tuple[int, str]]) -> Reply:
    if not people:
        return plain(turn, "lock.nobody")
    choices = [Choice(name, f"lock:p:{person}") for person, name in people[:AT_MOST]]
    return Reply(Screen(say(turn.language, "lock.which"), (*choices, home_choice(turn.language))))


async def _lock(turn: Turn, uow: UnitOfWork, here: Seat, person_id: int, *, really: bool) -> Reply:
    """Only people all of whose seats lie below: nobody locks a superior out."""
    person = await uow.people.get(person_id)
    paths = await uow.handovers.seat_paths(person_id, turn.now)
    if person is None or not paths or not all(path.startswith(here.unit_path) for path in paths):
        raise Denied(INVITE)
    if not really:
        choices = (Choice(say(turn.language, "lock.yes"), f"lock:p:{person_id}:yes"), home_choice(turn.language))
        return Reply(Screen(say(turn.language, "lock.ask", called=person.name), choices))
    seat = next(iter(await uow.people.seats(person_id, turn.now)), None)
    await uow.handovers.lock(person_id, turn.now)
    await uow.boards.revoke(person_id)
    await uow.files.revoke(person_id)
    by = actor(turn)
    uow.audit.add(
        "person.locked",
        f"person:{person_id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
    )
    if seat is None:
        return plain(turn, "lock.done", called=person.name)
    unit = await access_unit(uow, here, seat.unit_id, INVITE)
    code = await new_invite(uow, unit, seat.role, person.name, turn.now)
    until = turn.now + 3 * DAY_MS
    await uow.handovers.link_invite(code_hash(code), handover_id=None, person_id=person_id, expires_at=until)
    shown = f"{code[:4]} {code[4:]}"
    link = await deep_link_line(turn, uow, code)
    return plain(turn, "lock.done_code", called=person.name, code=shown, link=link)
