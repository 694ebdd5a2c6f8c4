"""Changing one part of a pledge and leaving the others: what stands there is shown, never begun anew unasked."""

from __future__ import annotations

from typing import Any

from handlers.pledging import shown_day
from handlers.rules.pledge import MOST_MEASURES, is_concrete
from handlers.rules.pledge_changes import Changed, changed, chosen, listed
from handlers.screen import Choice, Reply, Screen
from handlers.screens.parts import home_choice
from handlers.screens.pledge_coach import LONGEST, QUESTIONS, Coach
from handlers.text import capital, say
from storage.model import Pledge

PARTS = (*QUESTIONS, "ideas")


def which_part(coach: Coach, draft: dict[str, Any]) -> Reply:
    """All that is written so far, and which part to change."""
    text = say(
        coach.language,
        "pledge.change_which",
        measures=coach.listed(draft),
        responsible=draft["responsible"],
        visibility=draft["visibility"],
        check_on=shown_day(coach.language, draft["check_on"]),
    )
    slots = ("measures", "responsible", "visibility", "check_date")
    choices = [
        Choice(capital(say(coach.language, f"slot.{slot}")), f"pledge:part:{name}")
        for slot, name in zip(slots, QUESTIONS, strict=True)
    ]
    last = (
        home_choice(coach.language)
        if draft.get("amends")
        else Choice(say(coach.language, "button.afresh"), "pledge:fresh")
    )
    state = {"asking": "", "changing": True, "kept": True}
    return Reply(Screen(text, (*choices, last)), next_screen="pledge", draft=draft | state)


async def part(coach: Coach, draft: dict[str, Any], name: str) -> Reply:
    """`pledge:part:<question>` asks for one part again, `pledge:part:ideas` shows the examples; an old button without
    its draft begins again."""
    if name not in PARTS or any(not draft.get(each) for each in QUESTIONS):
        return await coach.go({each: value for each, value in draft.items() if each != "changing"})
    if name == "ideas":
        return coach.ask(draft | {"asking": "measures", "changing": ""}, coach.measures_text())
    if name == "measures":
        return _acts(coach, draft)
    return coach.ask(draft | {"asking": name, "changing": True}, say(coach.language, f"pledge.{name}"))


def _acts(coach: Coach, draft: dict[str, Any], note: str = "") -> Reply:
    text = say(coach.language, "pledge.change_measures", measures=coach.listed(draft))
    choices = (Choice(say(coach.language, "button.ideas"), "pledge:part:ideas"),)
    screen = Screen("\n\n".join(filter(None, (note, text))), choices)
    state = {"asking": "measures", "changing": True, "kept": True}
    return Reply(screen, next_screen="pledge", draft=draft | state)


async def said_of_a_part(coach: Coach, draft: dict[str, Any]) -> Reply | None:
    """Words typed at the read-back or while one part is changed; None when they are the answer to the question."""
    said, asking = coach.turn.said.strip(), str(draft.get("asking") or "")
    if any(not draft.get(name) for name in QUESTIONS):
        return None
    if draft.get("changing") and said == "0":
        return await coach.go(draft)
    if asking != "" and not (asking == "measures" and draft.get("changing")):
        return None
    found = changed(said, draft["measures"])
    if found is not None:
        return await _replaced(coach, draft, found)
    if asking == "" and draft.get("changing") and all(is_concrete(each) for each in listed(said)):
        # Asked which part, people often write the new act at once; it is read back before it counts.
        return await coach.measured(draft, listed(said))
    if asking == "measures" and chosen(said, len(draft["measures"])) is not None:
        return _acts(coach, draft, say(coach.language, "pledge.not_at_read_back"))
    return None


async def _replaced(coach: Coach, draft: dict[str, Any], found: Changed) -> Reply:
    new = [text for text, was in zip(found.measures, found.places, strict=True) if was is None]
    vague = next((text for text in new if not is_concrete(text)), None)
    if any(len(text) > LONGEST for text in new):
        return _acts(coach, draft, say(coach.language, "pledge.too_long"))
    if len(found.measures) > MOST_MEASURES:
        return _acts(coach, draft, say(coach.language, "pledge.too_many", most=MOST_MEASURES))
    if vague is not None:
        return _acts(coach, draft, say(coach.language, "pledge.vague_one", text=vague))
    before, days = draft.get("days", {}), {}
    for place, (text, was) in enumerate(zip(found.measures, found.places, strict=True)):
        own = coach.own_day(text) if was is None else before.get(str(was))
        if own:
            days[str(place)] = own
    return await coach.go(draft | {"measures": list(found.measures), "days": days})


def from_pledge(pledge: Pledge) -> dict[str, Any]:
    """A draft that says what a pledge says, its missing slot left open."""
    draft: dict[str, Any] = {
        "measures": [measure.text for measure in pledge.measures],
        "responsible": pledge.responsible,
        "visibility": pledge.visibility,
        "check_on": pledge.check_on,
        "days": {
            str(place): measure.check_on
            for place, measure in enumerate(pledge.measures)
            if measure.check_on != pledge.check_on
        },
    }
    missing = "check_on" if pledge.missing == "check_date" else pledge.missing
    return {name: value for name, value in draft.items() if name != missing}
