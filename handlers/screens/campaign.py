"""Campaigns for officers: launch with a preview, a second officer's agreement, the figures, the report, the close."""

from __future__ import annotations

from typing import Final

from handlers.access import LAUNCH, SUPERVISE, Denied, reaches, require
from handlers.campaign_report import short_lines
from handlers.campaigns import close, document_words, open_all
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.campaign_launch import AT_ONCE, audit, launch
from handlers.screens.parts import home_choice, numbered_list, plain
from handlers.text import day, number, say
from storage.campaigns import Campaign
from storage.model import Seat
from storage.unit_of_work import UnitOfWork

SHOWN: Final = 4


async def campaign(turn: Turn, uow: UnitOfWork) -> Reply:
    """`campaign` lists, `campaign:new` and `campaign:launch` are told in `campaign_launch`; `campaign:<id>`, `…:yes`,
    `…:no`, `…:word`, `…:excel`, `…:close`, `…:close:yes`."""
    seat = require(turn.seat, SUPERVISE)
    step = turn.args[0] if turn.args else ""
    if step == "":
        return await _list(turn, uow, seat)
    if step in ("new", "launch"):
        return await launch(turn, uow, require(seat, LAUNCH))
    found = await uow.campaigns.get(int(step))
    concerns = found is not None and (
        reaches(seat, found.audience.path, SUPERVISE) or seat.unit_path.startswith(found.audience.path)
    )
    if found is None or not concerns:
        raise Denied(SUPERVISE)
    return await _one(turn, uow, seat, found, turn.args[1:])


async def _list(turn: Turn, uow: UnitOfWork, seat: Seat) -> Reply:
    found = await uow.campaigns.around(seat.unit_path, SHOWN)
    lines = [
        say(
            turn.language,
            "campaign.line",
            number=place,
            title=each.title,
            state=say(turn.language, f"campaign_state.{each.state}"),
            due=day(turn.language, each.due_on),
        )
        for place, each in enumerate(found, 1)
    ]
    choices = [Choice(f"{place}. {each.title}", f"campaign:{each.programme_id}") for place, each in enumerate(found, 1)]
    choices.append(Choice(say(turn.language, "button.new_campaign"), "campaign:new"))
    head = say(turn.language, "campaign.list" if found else "campaign.none")
    return numbered_list(turn, "\n".join((head, *lines)), choices, say(turn.language, "tasks.how_plain"))


async def _one(turn: Turn, uow: UnitOfWork, seat: Seat, found: Campaign, way: tuple[str, ...]) -> Reply:
    if found.state == "proposed":
        return await _second(turn, uow, seat, found, way)
    if way in (("word",), ("excel",)):
        args = {"campaign": found.programme_id, "unit": seat.unit_id, "writer": way[0]}
        screen = Screen(say(turn.language, "campaign.report_coming"), (home_choice(turn.language),))
        return Reply(screen, document=Document("campaign_report", args))
    owns = reaches(require(seat, LAUNCH), found.audience.path, SUPERVISE) if way[:1] == ("close",) else False
    if way[:1] == ("close",):
        return await _close(turn, uow, found, really=way == ("close", "yes")) if owns else plain(turn, "refuse.denied")
    figures = await uow.campaigns.figures(found.programme_id, seat.unit_id)
    text = "\n".join(
        (
            say(
                turn.language,
                "campaign.head",
                title=found.title,
                state=say(turn.language, f"campaign_state.{found.state}"),
                due=day(turn.language, found.due_on, year=True),
                ends=day(turn.language, found.ends_on, year=True),
            ),
            short_lines(turn.language, figures, turn.today().isoformat(), found),
        )
    )
    ways = [("report_word", "word"), ("report_excel", "excel")]
    if found.state == "launched" and turn.today().isoformat() >= found.ends_on:
        ways.append(("close_campaign", "close"))
    choices = [
        Choice(say(turn.language, f"button.{key}"), f"campaign:{found.programme_id}:{each}") for key, each in ways
    ]
    choices.append(Choice(say(turn.language, "button.ack_list"), "ack"))
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _second(turn: Turn, uow: UnitOfWork, seat: Seat, found: Campaign, way: tuple[str, ...]) -> Reply:
    """Agreed by another person than the one who proposed it, in a seat that reaches all of it."""
    require(seat, LAUNCH)
    if not reaches(seat, found.audience.path, SUPERVISE):
        raise Denied(LAUNCH)
    mine = turn.person is not None and turn.person.id == found.proposed_by
    if way == ("no",):
        await uow.campaigns.set_state(found, "declined")
        audit(turn, uow, found, "declined")
        return plain(turn, "campaign.declined", title=found.title)
    if mine:
        decline = Choice(say(turn.language, "button.decline"), f"campaign:{found.programme_id}:no")
        return plain(turn, "campaign.waits_second", decline, home_choice(turn.language), title=found.title)
    if way == ("yes",):
        by = turn.person.id if turn.person else None
        if not await uow.campaigns.set_state(found, "launching", confirmed_by=by, launched_at=turn.now):
            return plain(turn, "report.overtaken")
        audit(turn, uow, found, "launching")
        await open_all(uow, found.programme_id, turn.now, AT_ONCE)
        return plain(turn, "campaign.launched", title=found.title)
    units, communes = await uow.campaigns.reach(found.audience)
    text = say(
        turn.language,
        "campaign.agree_ask",
        title=found.title,
        units=number(units),
        communes=number(communes),
        document=document_words(turn.language, found.document, found.document_on),
        due=day(turn.language, found.due_on, year=True),
    )
    choices = (
        Choice(say(turn.language, "button.launch"), f"campaign:{found.programme_id}:yes"),
        Choice(say(turn.language, "button.decline"), f"campaign:{found.programme_id}:no"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices))


async def _close(turn: Turn, uow: UnitOfWork, found: Campaign, *, really: bool) -> Reply:
    if found.state != "launched" or turn.today().isoformat() < found.ends_on:
        return plain(turn, "campaign.not_over", day=day(turn.language, found.ends_on, year=True))
    if not really:
        yes = Choice(say(turn.language, "button.close_campaign"), f"campaign:{found.programme_id}:close:yes")
        return plain(turn, "campaign.close_ask", yes, home_choice(turn.language), title=found.title)
    if not await close(uow, found, turn.now):
        return plain(turn, "report.overtaken")
    audit(turn, uow, found, "closed")
    word = Choice(say(turn.language, "button.report_word"), f"campaign:{found.programme_id}:word")
    return plain(turn, "campaign.closed", word, home_choice(turn.language), title=found.title)
