"""Inviting somebody to a seat: which unit, which role, how they like to be called; then a one-time code."""

from __future__ import annotations

import secrets

from handlers.access import INVITE, Denied, access_unit, require
from handlers.rules.codes import invite_code
from handlers.rules.roster_tree import roles_of
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.join import CODE_LENGTH, INVITE_LASTS, code_hash
from handlers.screens.parts import AT_MOST, home_choice, numbered_list, plain
from handlers.text import capital, say, seat_name
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

LONGEST_NAME = 40
TELEGRAM_BOT = "telegram_bot"


def roles_in(unit: Unit) -> tuple[str, ...]:
    """The roles that a unit of this kind has (domain 4.3)."""
    return roles_of(unit.kind)


async def invite(turn: Turn, uow: UnitOfWork) -> Reply:
    """`invite`, `invite:<skip>` … `invite:u:<unit>`, `invite:u:<unit>:<role>`; typed text is how they are called."""
    seat = require(turn.seat, INVITE)
    if not turn.args and turn.draft.get("unit"):
        return await _code(turn, uow)
    if not turn.args or turn.args[0] != "u":
        skip = int(turn.args[0]) if turn.args and turn.args[0].isdigit() else 0
        return await _units(turn, uow, seat.unit_path, skip)
    unit = await access_unit(uow, seat, int(turn.args[1]), INVITE)
    roles = roles_in(unit)
    if len(turn.args) < 3 or turn.args[2] not in roles:
        choices = tuple(
            Choice(capital(say(turn.language, f"role.{role}")), f"invite:u:{unit.id}:{role}") for role in roles
        )
        return Reply(Screen(say(turn.language, "invite.which_role", unit=unit.name), choices, replaces=True))
    text = say(turn.language, "invite.called", seat=seat_name(turn.language, turn.args[2], unit.name))
    screen = Screen(text, (home_choice(turn.language),), words=" ")
    return Reply(screen, next_screen="invite", draft={"unit": unit.id, "role": turn.args[2]})


async def _units(turn: Turn, uow: UnitOfWork, path: str, skip: int) -> Reply:
    units = (await uow.units.below(path))[skip:]
    shown = units[:AT_MOST]
    choices = [Choice(f"{place}. {unit.name}", f"invite:u:{unit.id}") for place, unit in enumerate(shown, 1)]
    if len(units) > AT_MOST:
        choices.append(Choice(say(turn.language, "button.more"), f"invite:{skip + AT_MOST}"))
    lines = [f"{place}. {unit.name}" for place, unit in enumerate(shown, 1)]
    text = "\n".join((say(turn.language, "invite.which_unit"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _code(turn: Turn, uow: UnitOfWork) -> Reply:
    called = " ".join(turn.said.split())
    if len(called) > LONGEST_NAME or not called:
        return Reply(Screen(say(turn.language, "invite.too_long")), next_screen="invite", draft=turn.draft)
    unit = await access_unit(uow, turn.seat, int(turn.draft["unit"]), INVITE)
    role = str(turn.draft["role"])
    code = await new_invite(uow, unit, role, called, turn.now)
    uow.audit.add(
        "invite.made",
        f"unit:{unit.id}",
        turn.now,
        person_id=turn.person.id if turn.person else None,
        seat_id=turn.seat.id if turn.seat else None,
        inbox_id=turn.inbox_id,
        role=role,
    )
    return plain(
        turn,
        "invite.code",
        Choice(say(turn.language, "invite.print"), f"slip:{code}"),
        Choice(say(turn.language, "invite.print_pdf"), f"slip:{code}:pdf"),
        home_choice(turn.language),
        called=called,
        seat=seat_name(turn.language, role, unit.name),
        code=f"{code[:4]} {code[4:]}",
        link=await deep_link_line(turn, uow, code),
    )


async def deep_link_line(turn: Turn, uow: UnitOfWork, code: str) -> str:
    """A line with Telegram's deep link, empty when no Telegram bot runs here (the app notes its name at start)."""
    bot = await uow.audit.fact(TELEGRAM_BOT)
    return "\n" + say(turn.language, "invite.link", link=deep_link(bot, code)) if bot else ""


def deep_link(bot: str, code: str) -> str:
    """Opens the bot and sends `/start CODE` (Bot API, deep linking)."""
    return f"https://t.me/{bot}?start={code}"


async def new_invite(uow: UnitOfWork, unit: Unit, role: str, called: str, now: int) -> str:
    """Makes a code for a seat and keeps only its hash; the caller has checked the right to do so."""
    code = invite_code(secrets.randbelow(10 ** (CODE_LENGTH - 1)))
    seat_id = await uow.units.seat_for(unit.id, role)
    await uow.people.add_invite(code_hash(code), seat_id, called, now=now, expires_at=now + INVITE_LASTS)
    return code


async def slip(turn: Turn, uow: UnitOfWork) -> Reply:
    """`slip:<code>`, `slip:<code>:pdf`: the invitation on paper, for whoever may invite to that seat."""
    code = turn.args[0]
    found = await uow.people.invite(code_hash(code))
    if found is None:
        raise Denied(INVITE)
    await access_unit(uow, turn.seat, found.unit_id, INVITE)
    reply = plain(turn, "invite.printing")
    form = "pdf" if turn.args[1:] == ("pdf",) else "word"
    args = {"code": code, "language": turn.language, "form": form}
    return Reply(reply.screen, document=Document("invite_slip", args))
