"""Launching a campaign: which one, for whom, by which document, a preview, and a second officer beyond one commune.

What was chosen so far is the draft of the chat; a button from another day begins again with its question.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from handlers.access import LAUNCH, SUPERVISE, reaches, require
from handlers.campaigns import CELLS, document_words, duty_of, open_all, propose
from handlers.catalogue import CampaignTemplate, campaigns
from handlers.catalogue.organisation import bare
from handlers.rules.audience import audience_words
from handlers.rules.campaign import ends_on, minutes_to_send, needs_second
from handlers.rules.pledge_life import read_document
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.units import find_units
from handlers.text import day, number, say
from handlers.understand import parse_date
from handlers.written import for_reader
from storage.campaigns import Campaign
from storage.model import COMPOSITIONS, Seat, Unit
from storage.tasks import Audience
from storage.unit_of_work import UnitOfWork

WHO: Final = ("all", "residential", "agency", "committees")
AT_ONCE: Final = 2
"""So many chunks of units get their task while the officer waits; the rest follow behind the talk."""
OFFICER_ROLES: Final = ("committee_secretary", "office_clerk", "organisation_officer", "provincial_viewer")


async def launch(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    """`campaign:new`, `campaign:new:<code>`, `…:who:<who>`, `…:own` (the template's document),
    `campaign:launch:<code>`."""
    step, code, *way = (*turn.args, "")
    template = next((each for each in campaigns() if each.code == code), None)
    if template is None:
        choices = tuple(Choice(each.name, f"campaign:new:{each.code}") for each in campaigns())
        return Reply(Screen(say(turn.language, "campaign.which"), (*choices, home_choice(turn.language))))
    chosen = dict(turn.draft.get("campaign", {}))
    if chosen.get("code") != code or (way[:1] == [""] and step == "new"):
        chosen = {"code": code}
    match way[:2]:
        case ["who", who] if who in WHO or who in COMPOSITIONS:
            chosen["who"] = who
        case ["own", _]:
            chosen["document"] = ""
    there = await _launched_before(turn, uow, seat, template)
    if there is not None:
        # Said before the questions: whoever answers them all should not hear it at the end.
        return there
    if step == "launch" and "document" in chosen:
        return await _launch(turn, uow, seat, template, chosen)
    return await _next(turn, uow, seat, template, chosen)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """What was typed: a composition or a place while it is asked for whom, else the number of the document."""
    seat = require(turn.seat, LAUNCH)
    chosen = dict(turn.draft.get("campaign", {}))
    template = next((each for each in campaigns() if each.code == chosen.get("code")), None)
    if template is None:
        return await launch(turn, uow, seat)
    if "who" not in chosen:
        return await _said_who(turn, uow, seat, template, chosen)
    read = read_document(turn.said)
    on = parse_date(read[1], turn.today()) if read and read[1] else None
    if read is None or (read[1] and on is None):
        return await _document(turn, template, chosen, say(turn.language, "launching.bad_document"))
    chosen |= {"document": read[0], "document_on": on.isoformat() if on else ""}
    return await _next(turn, uow, seat, template, chosen)


async def _next(turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate, chosen: dict[str, Any]) -> Reply:
    """The next question, or the preview."""
    if "who" not in chosen:
        return await _who(turn, uow, seat, template, chosen)
    if "document" not in chosen:
        return await _document(turn, template, chosen)
    return await _preview(turn, uow, seat, template, chosen)


async def _issuer(uow: UnitOfWork, seat: Seat) -> Unit:
    issuer = await uow.units.get(seat.unit_id)
    assert issuer is not None
    return issuer


async def _where(uow: UnitOfWork, seat: Seat, chosen: dict[str, Any]) -> Unit:
    """The part of the officer's area that was named, else all of it."""
    named = await uow.units.get(int(chosen.get("unit") or seat.unit_id))
    if named is None or not reaches(seat, named.path, SUPERVISE):
        return await _issuer(uow, seat)
    return named


def _audience(template: CampaignTemplate, where: Unit, who: str) -> Audience:
    kinds = template.kinds if who == "committees" else tuple(kind for kind in template.kinds if kind in CELLS)
    residential = {"residential": True, "agency": False}.get(who)
    return Audience(where.path, kinds, (who,) if who in COMPOSITIONS else COMPOSITIONS, residential)


async def _who(
    turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate, chosen: dict[str, Any], remark: str = ""
) -> Reply:
    where = await _where(uow, seat, chosen)
    has_committees = any(kind not in CELLS for kind in template.kinds)
    choices = []
    for who in WHO if has_committees else WHO[:-1]:
        units, _ = await uow.campaigns.reach(_audience(template, where, who))
        label = say(turn.language, f"launching.{who}", n=number(units))
        choices.append(Choice(label, f"campaign:new:{template.code}:who:{who}"))
    ask = say(turn.language, "launching.who", title=template.name, unit=where.name)
    screen = Screen("\n".join(filter(None, (remark, ask))), (*choices, home_choice(turn.language)))
    return Reply(screen, next_screen="campaign", draft={"campaign": chosen})


async def _said_who(
    turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate, chosen: dict[str, Any]
) -> Reply:
    composition, rest = audience_words(bare(turn.said))
    if composition:
        chosen["who"] = composition
    if rest:
        found = await _places(uow, seat, rest)
        if len(found) != 1:
            names = ", ".join(name for _, name in found[:3])
            key = "launching.which_place" if found else "launching.no_place"
            return await _who(
                turn, uow, seat, template, chosen, say(turn.language, key, said=turn.said.strip()[:60], names=names)
            )
        chosen["unit"] = found[0][0]
    return await _next(turn, uow, seat, template, chosen)


async def _places(uow: UnitOfWork, seat: Seat, words: str) -> list[tuple[int, str]]:
    """Where the words may mean several units, committees come before the cells that are called after them."""
    found = await find_units(uow, seat.unit_path, words)
    if len(found) < 2:
        return found
    units = [await uow.units.get(unit_id) for unit_id, _ in found]
    committees = [(unit.id, unit.name) for unit in units if unit and unit.kind not in CELLS]
    return committees or found


async def _document(turn: Turn, template: CampaignTemplate, chosen: dict[str, Any], remark: str = "") -> Reply:
    own = Choice(say(turn.language, "launching.own"), f"campaign:new:{template.code}:own")
    ask = say(
        turn.language, "launching.document", own=document_words(turn.language, template.document, template.document_on)
    )
    screen = Screen("\n".join(filter(None, (remark, ask))), (own, home_choice(turn.language)))
    return Reply(screen, next_screen="campaign", draft={"campaign": chosen})


async def _preview(
    turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate, chosen: dict[str, Any]
) -> Reply:
    issuer, where = await _issuer(uow, seat), await _where(uow, seat, chosen)
    audience = _audience(template, where, chosen["who"])
    units, communes = await uow.campaigns.reach(audience)
    if not units:
        del chosen["who"]
        return await _who(turn, uow, seat, template, chosen, say(turn.language, "launching.nobody"))
    chats = await uow.campaigns.chats(audience, template.assignee_role, turn.now)
    given = (chosen["document"], chosen.get("document_on")) if chosen["document"] else ()
    text = say(
        turn.language,
        "campaign.preview",
        title=template.name,
        unit=issuer.name,
        units=number(units),
        people=number(sum(chats.values())),
        minutes=number(minutes_to_send(chats)),
        document=document_words(turn.language, *(given or (template.document, template.document_on))),
        due=day(turn.language, _due(turn, template), year=True),
        ends=day(turn.language, ends_on(turn.today(), template.ends_month), year=True),
    )
    if needs_second(communes):
        text = f"{text}\n{say(turn.language, 'campaign.second_needed', n=number(communes))}"
    key = "button.propose" if needs_second(communes) else "button.launch"
    choices = (
        Choice(say(turn.language, key), f"campaign:launch:{template.code}"),
        Choice(say(turn.language, "launching.change"), f"campaign:new:{template.code}"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft={"campaign": chosen})


def _due(turn: Turn, template: CampaignTemplate) -> date:
    return turn.today() + timedelta(days=template.due_days)


async def _launch(turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate, chosen: dict[str, Any]) -> Reply:
    issuer, where = await _issuer(uow, seat), await _where(uow, seat, chosen)
    audience = _audience(template, where, chosen["who"])
    last = ends_on(turn.today(), template.ends_month)
    _, communes = await uow.campaigns.reach(audience)
    second = needs_second(communes)
    made = await propose(
        uow,
        template,
        issuer,
        audience,
        due_on=_due(turn, template),
        ends_on=last,
        by=turn.person.id if turn.person else None,
        now=turn.now,
        document=str(chosen["document"]),
        document_on=str(chosen.get("document_on") or "") or None,
        state="proposed" if second else "launching",
    )
    audit(turn, uow, made, made.state)
    if second:
        return await _ask_second(turn, uow, seat, made)
    await open_all(uow, made.programme_id, turn.now, AT_ONCE)
    return plain(turn, "campaign.launched", title=made.title)


async def _launched_before(turn: Turn, uow: UnitOfWork, seat: Seat, template: CampaignTemplate) -> Reply | None:
    """A campaign is launched once for a year by one level; whoever begins again is shown the one there is."""
    issuer, year = await _issuer(uow, seat), str(ends_on(turn.today(), template.ends_month).year)
    same = [
        each
        for each in await uow.campaigns.around(issuer.path, 50)
        if each.code == template.code and each.issuer_id == issuer.id and each.period == year
    ]
    if not same:
        return None
    see = Choice(say(turn.language, "button.campaign"), f"campaign:{same[0].programme_id}")
    return plain(turn, "campaign.exists", see, home_choice(turn.language), title=template.name, year=year)


async def _ask_second(turn: Turn, uow: UnitOfWork, seat: Seat, made: Campaign) -> Reply:
    written = for_reader("campaign.push_second", ("button.campaign", f"campaign:{made.programme_id}"), title=made.title)
    others = [
        each for each in await uow.units.seats_in(seat.unit_id) if each.role in OFFICER_ROLES and each.id != seat.id
    ]
    pushes = tuple(Push(each.id, written, f"campaign:{made.programme_id}") for each in others)
    return Reply(plain(turn, "campaign.proposed", title=made.title).screen, pushes=pushes)


def audit(turn: Turn, uow: UnitOfWork, found: Campaign, step: str) -> None:
    """One line about a campaign."""
    by = actor(turn)
    uow.audit.add(
        f"campaign.{step}",
        f"programme:{found.programme_id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        duty=duty_of(found),
    )
