"""Joining: a one-time code, two sentences of consent that must be answered, then a seat (domain 6.3)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from handlers.rules.calendar import DAY_MS, day_of
from handlers.rules.codes import is_invite_code
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.home import home
from handlers.text import day, say, seat_name
from storage.model import Person
from storage.people import Invite
from storage.unit_of_work import UnitOfWork

CONSENT_VERSION = "2026-11"
DIGEST_MINUTE = 7 * 60 + 30
CODE_LENGTH = 8
TRIES = 5
TRIES_WITHIN = DAY_MS // 24
INVITE_LASTS = 3 * DAY_MS
_CODE = re.compile(r"(?<!\d)(?:\d[\s.\-]*){7}\d(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{4})?(?!\d)")


def code_hash(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(f"chibo invite {code}".encode()).hexdigest()


def code_in(text: str) -> str | None:
    """The eight digits in what was typed, however they were grouped, but never a date or two; also from
    `/start 12345678`."""
    found = _CODE.findall(_DATE.sub("", text))
    return "".join(filter(str.isdecimal, found[0])) if len(found) == 1 else None


async def join(turn: Turn, uow: UnitOfWork) -> Reply:
    """Whoever is not known yet comes here with whatever they say; `join:yes` and `join:no` answer the consent."""
    if turn.args:
        return await _answer(turn, uow)
    code = code_in(turn.said)
    if code is None:
        key = "join.locked" if await uow.handovers.is_locked(turn.conversation_id) else "join.stranger"
        return Reply(Screen(say(turn.language, key)), next_screen="join", draft=turn.draft)
    return await try_code(turn, uow, code)


async def try_code(turn: Turn, uow: UnitOfWork, code: str) -> Reply:
    """Looks a code up; wrong ones are counted, and after five in an hour the chat has to wait."""
    wrong, last = await uow.conversations.wrong_codes(turn.conversation_id)
    if wrong >= TRIES and turn.now - last < TRIES_WITHIN:
        return Reply(Screen(say(turn.language, "join.too_many")))
    invite = await uow.people.invite(code_hash(code)) if is_invite_code(code) else None
    if invite is None:
        await uow.conversations.count_wrong_code(turn.conversation_id, turn.now, turn.now - TRIES_WITHIN)
        return Reply(Screen(say(turn.language, "join.wrong_code")), next_screen="join")
    if not _usable(invite, turn.now):
        return Reply(Screen(say(turn.language, "join.used_code")), next_screen="join")
    return _consent(turn, invite, code)


def _usable(invite: Invite, now: int) -> bool:
    return invite.used_at is None and invite.expires_at > now


def _consent(turn: Turn, invite: Invite, code: str) -> Reply:
    text = say(
        turn.language,
        "join.consent",
        called=invite.called,
        seat=seat_name(turn.language, invite.role, invite.unit_name),
    )
    choices = (
        Choice(say(turn.language, "button.agree"), "join:yes"),
        Choice(say(turn.language, "button.disagree"), "join:no"),
    )
    return Reply(Screen(text, choices), next_screen="join", draft={"code": code})


async def _answer(turn: Turn, uow: UnitOfWork) -> Reply:
    if turn.person is not None and not turn.draft.get("code"):
        return await home(turn, uow)
    if turn.args[0] != "yes":
        return Reply(Screen(say(turn.language, "join.declined")))
    invite = await uow.people.invite(code_hash(str(turn.draft.get("code", ""))))
    if invite is None:
        return Reply(Screen(say(turn.language, "join.stranger")), next_screen="join")
    if not await uow.people.use_invite(invite.id, turn.now):
        return Reply(Screen(say(turn.language, "join.already")))
    return await _welcome(turn, uow, invite)


async def _welcome(turn: Turn, uow: UnitOfWork, invite: Invite) -> Reply:
    handover_id, known_id = await uow.handovers.of_invite(invite.id)
    await uow.handovers.unlock(turn.conversation_id)
    if known_id is not None:
        return await _known_again(turn, uow, invite, known_id)
    person = turn.person
    if person is None:
        person_id = await uow.people.add(
            invite.called,
            language=turn.language,
            consent_version=CONSENT_VERSION,
            digest_minute=DIGEST_MINUTE,
            now=turn.now,
        )
        person = Person(person_id, invite.called, turn.language, CONSENT_VERSION, turn.now, DIGEST_MINUTE)
    planned = None if handover_id is None else await uow.handovers.get(handover_id)
    from_at = turn.now if planned is None else max(turn.now, planned.from_at)
    await uow.people.take_seat(invite.seat_id, person.id, from_at)
    if planned is not None:
        await uow.handovers.took(planned.id, person.id)
    await uow.conversations.bind(turn.conversation_id, person.id, invite.seat_id)
    uow.audit.add(
        "seat.taken",
        f"seat:{invite.seat_id}",
        turn.now,
        person_id=person.id,
        seat_id=invite.seat_id,
        inbox_id=turn.inbox_id,
        consent=CONSENT_VERSION,
    )
    if from_at > turn.now:
        on = day(turn.language, day_of(from_at), year=True)
        title = seat_name(turn.language, invite.role, invite.unit_name)
        return Reply(Screen(say(turn.language, "join.from_later", seat=title, day=on)), seat_id=invite.seat_id)
    seat = await uow.units.seat(invite.seat_id)
    first = await home(replace(turn, person=person, seat=seat), uow)
    text = f"{say(turn.language, 'join.welcome')}\n\n{first.screen.text}"
    return Reply(Screen(text, first.screen.choices), seat_id=invite.seat_id)


async def _known_again(turn: Turn, uow: UnitOfWork, invite: Invite, person_id: int) -> Reply:
    """Somebody known with a new telephone: the seats are still theirs."""
    person = await uow.people.get(person_id)
    held = await uow.people.seats(person_id, turn.now)
    if person is None or not person.name or not held:
        return Reply(Screen(say(turn.language, "join.used_code")), next_screen="join")
    seat = next((each for each in held if each.id == invite.seat_id), held[0])
    await uow.conversations.bind(turn.conversation_id, person.id, seat.id)
    uow.audit.add(
        "person.unlocked", f"person:{person.id}", turn.now, person_id=person.id, seat_id=seat.id, inbox_id=turn.inbox_id
    )
    first = await home(replace(turn, person=person, seat=seat, language=person.language), uow)
    return replace(first, seat_id=seat.id)
