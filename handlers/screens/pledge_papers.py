"""The paper of a pledge: who signed, its number, the slip to print, its older texts, and taking it back."""

from __future__ import annotations

import re
from typing import Final

from handlers.access import PLEDGE, RECORD, SUPERVISE, access_pledge, may, reaches, require
from handlers.pledging import audit, matches, shown_day, state_words, take_back
from handlers.rules.calendar import day_of
from handlers.rules.codes import read_receipt
from handlers.rules.pledge_life import may_become, read_document
from handlers.screen import Choice, Document, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.text import number, say
from handlers.understand import parse_count, parse_date
from handlers.written import for_reader
from storage.model import Pledge, Seat, Unit
from storage.unit_of_work import UnitOfWork

LONGEST_REASON: Final = 200
SUPERIOR_ROLES: Final = ("office_clerk", "committee_secretary")
_SIGNED: Final = re.compile(r"(?P<signed>\d{1,6})(?:\s*(?:/|trên|tren|of)\s*(?P<total>\d{1,6}))?")


async def papers(turn: Turn, uow: UnitOfWork, seat: Seat, found: Pledge | None, step: str) -> Reply:
    """`pledge:<step>`, or what was typed for the question kept as `paper` in the draft."""
    if step == "v":
        return Reply(paper_screen(turn, await access_pledge(uow, seat, int(turn.args[1]), PLEDGE)))
    if found is None:
        return plain(turn, "pledge.none_yet", Choice(say(turn.language, "button.pledge"), "pledge"))
    match step or str(turn.draft.get("paper")):
        case "slip" | "image":
            return _slip(turn, found, step)
        case "signed":
            return await _signed(turn, uow, seat, found)
        case "number":
            return await _number(turn, uow, found)
        case "versions":
            return await _versions(turn, uow, found)
        case "withdraw":
            return await _withdraw(turn, uow, seat, found)
    return _more(turn, found)


def _more(turn: Turn, found: Pledge) -> Reply:
    ways = ["signed", "number", "versions"] + (["withdraw"] if may_become(found.state, "withdrawn") else [])
    choices = [Choice(say(turn.language, f"button.paper_{way}"), f"pledge:{way}") for way in ways]
    return plain(turn, "pledge.more", *choices, home_choice(turn.language), receipt=found.receipt)


def remarks(turn: Turn, found: Pledge) -> list[str]:
    """What is known besides the wording: where it stands, who signed, its number."""
    lines = [state_words(turn.language, found)]
    if found.signed is not None:
        lines.append(
            say(turn.language, "pledge.signers", signed=number(found.signed), total=number(found.total or found.signed))
        )
    if found.document:
        on = shown_day(turn.language, found.document_on) if found.document_on else ""
        lines.append(say(turn.language, "pledge.document", number=found.document, day=f", {on}" if on else ""))
    return lines


def signing(turn: Turn, seat: Seat, unit: Unit | None) -> tuple[Choice, ...]:
    """One press for "all of us signed" where the number of members is known, else the question."""
    members = unit.member_count if unit else None
    if members:
        text = say(turn.language, "button.all_signed", n=number(members))
        return (
            Choice(text, f"pledge:signed:{members}"),
            Choice(say(turn.language, "button.other_signed"), "pledge:signed"),
        )
    return (Choice(say(turn.language, "button.paper_signed"), "pledge:signed"),)


def _slip(turn: Turn, found: Pledge, kind: str) -> Reply:
    """The slip is made when it is sent; the right to it is checked here."""
    document = Document("pledge_slip" if kind == "slip" else "pledge_image", {"pledge": found.id})
    choices = (Choice(say(turn.language, "button.pledge"), "pledge"), home_choice(turn.language))
    screen = Screen(say(turn.language, "pledge.slip_coming", receipt=found.receipt), choices)
    return Reply(screen, document=document)


async def _signed(turn: Turn, uow: UnitOfWork, seat: Seat, found: Pledge) -> Reply:
    unit = await uow.units.get(seat.unit_id)
    members = unit.member_count if unit else None
    pressed = len(turn.args) > 1
    if not pressed and turn.draft.get("paper") != "signed":
        return _ask(turn, "signed", say(turn.language, "pledge.ask_signed"))
    said = turn.args[1] if pressed else turn.said.strip()
    match = _SIGNED.search(said)
    signed = int(match["signed"]) if match else parse_count(said)
    total = int(match["total"]) if match and match["total"] else members or signed
    if signed is None or total is None or not 0 <= signed <= total or (members and total > members):
        of = say(turn.language, "pledge.of_members", n=number(members)) if members else ""
        return _ask(turn, "signed", say(turn.language, "pledge.bad_signed", of=of))
    await uow.pledges.set_signers(found.id, signed, total)
    audit(uow, "signers", found, actor(turn), turn.now, signed=signed, total=total)
    return _kept(turn, say(turn.language, "pledge.signers", signed=number(signed), total=number(total)))


async def _number(turn: Turn, uow: UnitOfWork, found: Pledge) -> Reply:
    if turn.draft.get("paper") != "number":
        return _ask(turn, "number", say(turn.language, "pledge.ask_number"))
    read = read_document(turn.said)
    on = parse_date(read[1], turn.today()) if read and read[1] else None
    if read is None or (read[1] and on is None):
        return _ask(turn, "number", say(turn.language, "pledge.bad_number"))
    await uow.pledges.set_document(found.id, read[0], on.isoformat() if on else None)
    audit(uow, "document", found, actor(turn), turn.now, document=read[0])
    shown = f", {shown_day(turn.language, on.isoformat())}" if on else ""
    return _kept(turn, say(turn.language, "pledge.document", number=read[0], day=shown))


def _ask(turn: Turn, paper: str, text: str) -> Reply:
    screen = Screen(text, (home_choice(turn.language),), words=" ")
    return Reply(screen, next_screen="pledge", draft={"paper": paper}, takes_numbers=True)


def _kept(turn: Turn, what: str) -> Reply:
    choices = (
        Choice(say(turn.language, "button.slip"), "pledge:slip"),
        Choice(say(turn.language, "button.pledge"), "pledge"),
        home_choice(turn.language),
    )
    return Reply(Screen(say(turn.language, "pledge.noted", what=what), choices))


async def _versions(turn: Turn, uow: UnitOfWork, found: Pledge) -> Reply:
    texts = (await uow.pledges.versions(found.programme_id, found.unit_id))[:AT_MOST]
    lines = [
        say(turn.language, "pledge.version", number=place, receipt=each.receipt, state=state_words(turn.language, each))
        for place, each in enumerate(texts, 1)
    ]
    choices = [Choice(f"{place}. {each.receipt}", f"pledge:v:{each.id}") for place, each in enumerate(texts, 1)]
    text = "\n".join((say(turn.language, "pledge.versions"), *lines))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how_plain"))


async def _withdraw(turn: Turn, uow: UnitOfWork, seat: Seat, found: Pledge) -> Reply:
    """A reason in words, then an explicit yes; the superior is told."""
    reason = str(turn.draft.get("reason") or turn.slots.get("reason") or "")
    if len(turn.args) > 1 and turn.args[1] == "yes" and reason and turn.draft.get("pledge") == found.id:
        return await _withdrawn(turn, uow, seat, found, reason)
    if not may_become(found.state, "withdrawn"):
        return plain(turn, "pledge.not_withdrawable", receipt=found.receipt)
    if not turn.args and turn.draft.get("paper") == "withdraw":
        reason = " ".join(turn.said.split())[:LONGEST_REASON]
    if len(reason.split()) < 2:
        return _ask(turn, "withdraw", say(turn.language, "pledge.ask_reason", receipt=found.receipt))
    choices = (
        Choice(say(turn.language, "button.really_withdraw"), "pledge:withdraw:yes"),
        Choice(say(turn.language, "button.keep"), "pledge"),
    )
    screen = Screen(say(turn.language, "pledge.withdraw_ask", receipt=found.receipt, reason=reason), choices)
    return Reply(screen, draft={"reason": reason, "pledge": found.id})


async def _withdrawn(turn: Turn, uow: UnitOfWork, seat: Seat, found: Pledge, reason: str) -> Reply:
    if not await take_back(uow, found, reason, actor(turn), turn.now):
        return plain(turn, "report.overtaken")
    above = seat.unit_path.rstrip("/").rpartition("/")[0] + "/"
    told = for_reader("pledge.push_withdrawn", unit=seat.unit_name, receipt=found.receipt, reason=reason)
    pushes = []
    for role in SUPERIOR_ROLES:
        upward = await uow.units.seat_upward(above, role)
        if upward is not None:
            pushes.append(Push(upward.id, told, f"pledge_withdrawn:{found.id}"))
    choices = (Choice(say(turn.language, "button.pledge"), "pledge"), home_choice(turn.language))
    screen = Screen(say(turn.language, "pledge.withdrawn", receipt=found.receipt), choices)
    return Reply(screen, pushes=tuple(pushes))


async def receipt(turn: Turn, uow: UnitOfWork) -> Reply:
    """`receipt:<number>`: whether a paper is what is stored. One's own unit's, or one of the units below."""
    seat = turn.seat
    ability = SUPERVISE if may(seat, SUPERVISE) else RECORD
    allowed = require(seat, ability)
    given = turn.args[0] if turn.args else ""
    if read_receipt(given) is None:
        return plain(turn, "pledge.bad_receipt", receipt=given)
    got = await uow.pledges.by_receipt(given)
    # A paper of a unit that was merged is read where the unit goes on, too.
    if got is None or not (
        reaches(allowed, got[1], ability) or reaches(allowed, await uow.units.goes_on_in(got[0].unit_id), ability)
    ):
        return plain(turn, "pledge.no_receipt", receipt=given)
    return Reply(paper_screen(turn, got[0]))


def paper_screen(turn: Turn, found: Pledge) -> Screen:
    """One paper as a screen."""
    return Screen(paper_text(turn.language, found), (home_choice(turn.language),))


def paper_text(language: str, found: Pledge) -> str:
    """One paper as it is stored, whatever became of it, and whether its words are still those registered."""
    return say(
        language,
        "pledge.paper",
        receipt=found.receipt,
        unit=found.unit_name,
        day=shown_day(language, day_of(found.registered_at).isoformat()),
        state=state_words(language, found),
        match=say(language, "pledge.match" if matches(found) else "pledge.no_match", hash=found.wording_hash[:12]),
        measures="\n".join(say(language, "pledge.measure", text=each.text) for each in found.measures),
    )
