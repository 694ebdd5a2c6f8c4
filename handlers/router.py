"""One turn: who wrote, where the talk stands, what was meant; then the right screen, and all of it in one reply."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handlers.access import SUPERVISE, Denied, may
from handlers.interrupting import ASK_FOR_NUMBERS, beside, edited, said_instead
from handlers.meaning import AFFIRMED, meant
from handlers.notices import as_notice, tell
from handlers.planning import Slot
from handlers.rules.calendar import day_of
from handlers.rules.pins import KIND as PIN_KIND
from handlers.rules.pins import SCREEN as PIN_SCREEN
from handlers.screen import Reply, Screen, Turn
from handlers.screens import SCREENS, TAKES_FILES, WAITING
from handlers.screens.home import home
from handlers.screens.lost import not_understood
from handlers.screens.parts import plain
from handlers.screens.pin import entered, guard
from handlers.screens.practice import NAME as PRACTICE
from handlers.screens.practice import is_practising
from handlers.text import day, number, say, seat_name
from handlers.understand import normalise
from storage.model import InboxRow
from storage.unit_of_work import UnitOfWork

NEEDS_WORDS = ("photo", "file", "sticker", "voice", "other")
YES = ("dung", "dung roi", "co", "vang", "da", "u", "uh", "ok", "oke", "dong y", "luu", "phai", "gui")
LONGEST_ID = 18


async def handle(row: InboxRow, uow: UnitOfWork, now: int, language: str = "vi") -> None:
    """Answers one message and keeps the new state, all in the caller's unit of work. `language` is for whoever has not
    joined yet. Raises what it cannot answer."""
    if row.incoming.kind in ("blocked", "unblocked", "malformed"):
        await uow.conversations.set_reachable(row.conversation_id, reachable=row.incoming.kind != "blocked")
        uow.inbox.done(row.id, now, row.incoming.kind)
        return
    turn = await _turn(row, uow, now, language)
    reply = await _reply(turn, row, uow)
    await _keep(turn, row, reply, uow)


async def apologise(row: InboxRow, uow: UnitOfWork, now: int, language: str = "vi") -> None:
    """For a message that cannot be handled: our fault, said once; the chat's state stays as it was."""
    language = row.person.language if row.person else language
    screen = Screen(say(language, "refuse.broken"))
    uow.outbox.reply(
        row.conversation_id, row.incoming.channel, screen.as_payload(), now, answer_to=row.incoming.answer_to
    )
    uow.inbox.done(row.id, now, "failed")


async def _turn(row: InboxRow, uow: UnitOfWork, now: int, language: str) -> Turn:
    seat = row.seat
    if seat is None and row.person is not None:
        seats = await uow.people.seats(row.person.id, now)
        seat = seats[0] if seats else None
    return Turn(
        incoming=row.incoming,
        inbox_id=row.id,
        conversation_id=row.conversation_id,
        person=row.person,
        seat=seat,
        said=row.incoming.text,
        now=now,
        draft=row.draft,
        choices=row.choices,
        stumbles=row.stumbles,
        language=row.person.language if row.person else language,
    )


async def _reply(turn: Turn, row: InboxRow, uow: UnitOfWork) -> Reply:
    kind, refused = turn.incoming.kind, turn.incoming.refused
    if kind == "group":
        return _notice(turn, "refuse.group")
    if refused is not None:
        await uow.audit.count(f"refused.{refused}")
        notice = _notice(turn, f"refuse.{refused}")
        return _after(notice, await _answer(turn, row, uow)) if turn.said else notice
    return await _answer(turn, row, uow)


def _notice(turn: Turn, key: str) -> Reply:
    """One sentence that leaves the talk where it stood."""
    return Reply(Screen(say(turn.language, key)), keeps_place=True)


def _after(notice: Reply, reply: Reply) -> Reply:
    return replace(reply, screen=replace(reply.screen, text=f"{notice.screen.text}\n\n{reply.screen.text}"))


async def _answer(turn: Turn, row: InboxRow, uow: UnitOfWork) -> Reply:
    if turn.person is None:
        action = (turn.said if turn.incoming.kind == "press" else _by_digit(turn) or "").split(":")
        args = tuple(action[1:]) if action[0] == "join" else ()
        return await SCREENS["join"](replace(turn, args=args), uow)
    if turn.incoming.kind == "file" and row.screen in TAKES_FILES:
        return await _taking(turn, row, uow)
    if turn.incoming.kind in NEEDS_WORDS:
        return _notice(turn, f"refuse.{turn.incoming.kind}")
    if turn.incoming.kind == "edited":
        return await edited(turn, uow)
    try:
        return await (_pin if turn.incoming.kind == PIN_KIND else _go)(turn, row, uow)
    except Denied:
        return plain(turn, "refuse.denied" if turn.seat else "refuse.no_seat")


async def _pin(turn: Turn, row: InboxRow, uow: UnitOfWork) -> Reply:
    found = await entered(turn, uow, asked=row.screen == PIN_SCREEN)
    return found if isinstance(found, Reply) else await _act(*found, uow)


async def _taking(turn: Turn, row: InboxRow, uow: UnitOfWork) -> Reply:
    try:
        return await TAKES_FILES[row.screen](turn, uow)
    except Denied:
        return plain(turn, "refuse.denied" if turn.seat else "refuse.no_seat")


def _by_digit(turn: Turn) -> str | None:
    """The action behind a bare number, or a plain yes to a read-back: both answer the last reply in this chat."""
    said = turn.said.strip()
    if said.isdecimal() and len(said) <= 2 and 1 <= int(said) <= len(turn.choices):
        return turn.choices[int(said) - 1]
    if turn.choices and turn.choices[0].endswith(AFFIRMED) and normalise(said) in YES:
        return turn.choices[0]
    return None


async def _go(turn: Turn, row: InboxRow, uow: UnitOfWork) -> Reply:
    action = turn.said if turn.incoming.kind == "press" else _by_digit(turn)
    if action is not None:
        # What one sentence said is kept while it is asked which task it was about.
        return await _act(replace(turn, slots=turn.draft.get("slots", {})), action, uow)
    if is_practising(row.screen, turn):
        # Before any word is looked at: what is practised is never done in earnest.
        return await WAITING[row.screen](turn, uow)
    waiting = WAITING.get(row.screen) if row.screen != PRACTICE else None
    if waiting is not None and not turn.choices and turn.said.strip().isdecimal():
        return await waiting(turn, uow)
    found = await meant(turn, uow, waiting=waiting is not None)
    if found.action is not None:
        return await _act(replace(turn, slots=found.slots), found.action, uow)
    if found.reply is not None:
        return found.reply
    if waiting is not None and row.screen in ASK_FOR_NUMBERS:
        other = await said_instead(turn, uow)
        if other is not None:
            served = other.found.reply or await _act(
                replace(turn, slots=other.found.slots), str(other.found.action), uow
            )
            return beside(turn, served, stays=other.stays)
    return await (waiting or not_understood)(turn, uow)


async def _act(turn: Turn, action: str, uow: UnitOfWork) -> Reply:
    """Runs an action. One message reminds of the work of all seats of a person: what this seat may not do is done in
    another of theirs, which is said and kept."""
    try:
        return await _run(turn, action, uow)
    except Denied:
        held = await uow.people.seats(turn.person.id, turn.now) if turn.person and turn.seat else []
        for seat in held:
            if turn.seat is None or seat.id == turn.seat.id:
                continue
            with suppress(Denied):
                reply = await _run(replace(turn, seat=seat), action, uow)
                title = seat_name(turn.language, seat.role, seat.unit_name)
                text = f"{say(turn.language, 'myseats.speaks_as', seat=title)}\n{reply.screen.text}"
                return replace(reply, screen=replace(reply.screen, text=text), seat_id=reply.seat_id or seat.id)
        raise


async def _run(turn: Turn, action: str, uow: UnitOfWork) -> Reply:
    """From a button however old or forged; one that makes no sense goes home."""
    name, *args = action.split(":")
    screen = SCREENS.get(name)
    try:
        if screen is None or len(action) > 64 or any(len(arg) > LONGEST_ID and arg.isdecimal() for arg in args):
            return await home(turn, uow)
        return await guard(turn, action, uow) or await screen(replace(turn, args=tuple(args)), uow)
    except (ValueError, IndexError):
        return await home(turn, uow)


def _with_delay(turn: Turn, reply: Reply, slots: list[Slot]) -> Reply:
    """An officer is told at once whose message comes on a later day, since no sender may write more than another."""
    late = [slot.at for slot in slots if slot.gave_way]
    if not late or not may(turn.seat, SUPERVISE):
        return reply
    key = "sent.later_one" if len(slots) == 1 else "sent.later"
    line = say(turn.language, key, n=number(len(late)), day=day(turn.language, day_of(max(late))))
    return replace(reply, screen=replace(reply.screen, text=f"{reply.screen.text}\n{line}"))


async def _keep(turn: Turn, row: InboxRow, reply: Reply, uow: UnitOfWork) -> None:
    """Writes the reply, what it causes and where the talk now stands."""
    if reply.pushes:
        sender = reply.seat_id or (turn.seat.id if turn.seat else None)
        slots = await tell(uow, [as_notice(push, turn.now, sender) for push in reply.pushes], turn.now)
        reply = _with_delay(turn, reply, list(slots.values()))
    edits = turn.incoming.ref if turn.incoming.kind == "press" and reply.screen.replaces else None
    uow.outbox.reply(
        turn.conversation_id,
        turn.incoming.channel,
        reply.screen.as_payload(),
        turn.now,
        answer_to=turn.incoming.answer_to,
        edits=edits,
    )
    if reply.document is not None:
        uow.outbox.document(
            turn.conversation_id,
            turn.incoming.channel,
            {"document": reply.document.name, "args": reply.document.args},
            turn.now,
        )
    if not reply.keeps_place:
        seat_id = reply.seat_id or (turn.seat.id if turn.seat and not reply.forget else None)
        uow.conversations.put(
            turn.conversation_id,
            screen=reply.next_screen or "",
            draft=dict(reply.draft),
            choices=() if reply.takes_numbers else tuple(choice.action for choice in reply.screen.choices),
            stumbles=turn.stumbles + 1 if reply.stumbled else 0,
            seat_id=seat_id,
            now=turn.now,
        )
    uow.inbox.done(row.id, turn.now, "answered")
