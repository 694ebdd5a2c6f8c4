"""Which duties the units of a chunk owe, each unit by the nearest copy of the catalogue above it.

Set-based: units that read the same wording are handled as one group, however many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from handlers.catalogue import Duty, duties
from handlers.catalogue.duties import duty_from
from handlers.duty_words import meeting_words
from handlers.rules.day_words import read_meeting
from handlers.rules.periods import DEFAULT_MEETING, MeetingRule
from handlers.rules.terms import add_months
from handlers.understand import normalise
from storage.duty_copies import Place
from storage.unit_of_work import UnitOfWork
from storage.units import ancestors

MEETING: Final = "MEETING"
"""Stands among the codes for a unit's own meeting day, which the unit keeps in its own words."""
KEPT_IN: Final = "vi"
"""The language of those words."""
OWN: Final = "OWN-"
"""What a committee's own duties, assigned again and again, begin with."""

Copies = Mapping[str, tuple[str, int]]
"""code → (body, the unit whose copy it is)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A duty as some units owe it. `only`: their ids, None for every unit of the chunk; `issuer_id`: the committee
    whose own duty it is, None for the catalogue's."""

    duty: Duty
    meeting: MeetingRule
    only: tuple[int, ...] | None
    issuer_id: int | None = None


@lru_cache(maxsize=4096)
def meeting_from(words: str) -> MeetingRule | None:
    """The meeting day in a unit's own words, None when they name no day of the month."""
    return read_meeting(normalise(words))


def meeting_of(copies: Copies) -> MeetingRule:
    """The meeting day that holds where these copies hold."""
    own = copies.get(MEETING)
    return (meeting_from(own[0]) if own else None) or DEFAULT_MEETING


def in_effect(copies: Copies) -> dict[str, tuple[Duty, int | None]]:
    """code → (duty, committee whose own it is) of all that can be asked where these copies hold; `in_pilot` says
    whether it is."""
    found: dict[str, tuple[Duty, int | None]] = {each.code: (each, None) for each in duties()}
    for code, (body, unit_id) in copies.items():
        if code != MEETING:
            found[code] = (duty_from(body), unit_id if code.startswith(OWN) else None)
    return found


async def copies_for(uow: UnitOfWork, path: str) -> Copies:
    """What holds in the unit of this path: its own copy before those above it."""
    return _nearest(path, await _of_units(uow, ancestors(path)))


async def _of_units(uow: UnitOfWork, unit_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """unit → code → body, the meeting day among them. Words that name no day count as nothing said."""
    copies = await uow.duty_copies.of_units(unit_ids)
    for unit_id, words in (await uow.duty_copies.meeting_rules(unit_ids)).items():
        rule = meeting_from(words)
        if rule is not None:
            copies.setdefault(unit_id, {})[MEETING] = meeting_words(KEPT_IN, rule)
    return copies


def _nearest(path: str, copies: Mapping[int, Mapping[str, str]]) -> dict[str, tuple[str, int]]:
    merged: dict[str, tuple[str, int]] = {}
    for unit_id in ancestors(path):
        merged |= {code: (body, unit_id) for code, body in copies.get(unit_id, {}).items()}
    return merged


async def openings(uow: UnitOfWork, path: str, today: date, after: int, upto: int) -> list[Opening]:
    """Everything that is asked of the units below a path with ids in (after, upto]; the periods are the caller's."""
    pilot = [duty for duty in duties() if duty.in_pilot]
    if not any(duty.last_months for duty in pilot) and not await uow.duty_copies.any():
        return [Opening(duty, DEFAULT_MEETING, None) for duty in pilot]
    places = await uow.duty_copies.places(path, after, upto)
    above = {unit_id for place in places for unit_id in ancestors(place.path)}
    copies = await _of_units(uow, above)
    grouped = _grouped(places, copies)
    found: dict[tuple[str, MeetingRule, int | None], list[Place]] = defaultdict(list)
    wordings: dict[str, Duty] = {}
    for merged, group in grouped:
        meeting = meeting_of(merged)
        for code, (duty, issuer_id) in in_effect(merged).items():
            if not duty.in_pilot:
                continue
            wording = merged[code][0] if code in merged else code
            wordings[wording] = duty
            found[wording, meeting if duty.due.meeting else DEFAULT_MEETING, issuer_id].extend(group)
    made = []
    for (wording, meeting, issuer_id), group in found.items():
        duty = wordings[wording]
        only = await _narrowed(uow, duty, group, today, after, upto)
        made.append(Opening(duty, meeting, None if len(only) == len(places) else only, issuer_id))
    return made


def _grouped(places: Iterable[Place], copies: Mapping[int, Mapping[str, str]]) -> list[tuple[Copies, list[Place]]]:
    """Units with the same wording together."""
    groups: dict[tuple[tuple[str, tuple[str, int]], ...], list[Place]] = defaultdict(list)
    for place in places:
        merged = _nearest(place.path, copies)
        # Whose meeting day it is makes no difference, only which day.
        key = {code: (body, 0 if code == MEETING else unit_id) for code, (body, unit_id) in merged.items()}
        groups[tuple(sorted(key.items()))].append(place)
    return [(dict(key), group) for key, group in groups.items()]


async def _narrowed(
    uow: UnitOfWork, duty: Duty, group: Collection[Place], today: date, after: int, upto: int
) -> tuple[int, ...]:
    """Those that the duty names, and whose term is near its end when it is a duty of a term's end."""
    named = [place.unit_id for place in group if not duty.units or place.code in duty.units]
    if duty.last_months:
        latest = add_months(today, duty.last_months)
        ending = await uow.duty_copies.ending(after, upto, latest)
        named = [unit_id for unit_id in named if unit_id in ending]
    return tuple(sorted(named))
