"""Road-map templates as data, one per level, in the shape `rules.roadmap.plan` takes (domain 1.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from handlers.catalogue.reading import CatalogueError, Entry, read_entries
from handlers.rules.roadmap import ELECTIONS

FILE: Final = "congress.toml"
LEVELS: Final = ("cell", "grassroots", "commune")
LEVEL_OF_KIND: Final = {
    "cell": "cell",
    "grassroots_cell": "cell",
    "sub_committee": "grassroots",
    "grassroots_committee": "grassroots",
    "commune_committee": "commune",
    "province": "province",
}
"""Unit kind to the level of its congress; a party group has none."""
TEMPLATE_OF_LEVEL: Final = {"province": "commune"}
"""A province follows the template of a commune, with dates and limits of its own."""

GROUPS: Final = ("preparation", "documents", "personnel", "approval", "logistics", "congress", "after")
STEP_ASKS: Final = (
    "draft_version",
    "opinions",
    "came",
    "convened",
    "elected",
    "delegates",
    "papers_done",
    "groups",
    "done",
    "out_of",
    "points_met",
)


@dataclass(frozen=True, slots=True)
class CongressStep:
    """One step of a road map. Leads are days from the congress day. Steps of the group `personnel` record counts or
    nothing, never names. `approved_above`: the approving level confirms it. `gate`: waits for the units below."""

    code: str
    name: str
    name_en: str
    group: str
    opens_lead: int
    due_lead: int
    needs: tuple[str, ...]
    asks: tuple[str, ...]
    gate: bool
    approved_above: bool
    deliverable: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    level: str
    codes: tuple[str, ...]
    earlier_days: int


@cache
def congress_steps(level: str) -> tuple[CongressStep, ...]:
    """The template of a level (cell, grassroots, commune, province), by due day. Raises KeyError for another one."""
    level = TEMPLATE_OF_LEVEL.get(level, level)
    if level not in LEVELS:
        raise KeyError(level)
    return read_congress_steps(level)


def read_congress_steps(level: str, text: str | None = None) -> tuple[CongressStep, ...]:
    """A template from a text in the form of `congress.toml`, so that a commune's own copy is checked the same way."""
    steps = {step.code: step for step in read_entries(FILE, "step", _step, text)}
    for change in read_entries(FILE, "change", _change, text):
        for code in change.codes if change.level == level else ():
            if code not in steps:
                raise CatalogueError(f"{FILE}: a change names {code}, which is no step")
            was = steps[code]
            earlier = change.earlier_days
            steps[code] = replace(was, opens_lead=was.opens_lead - earlier, due_lead=was.due_lead - earlier)
    ours = (step for step in steps.values() if level in step.levels)
    return tuple(sorted(ours, key=lambda step: (step.due_lead, step.opens_lead, step.code)))


def _step(entry: Entry) -> CongressStep:
    made = CongressStep(
        code=entry.text("code"),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        group=entry.one_of("group", GROUPS),
        opens_lead=entry.number("opens_lead"),
        due_lead=entry.number("due_lead"),
        needs=entry.texts("needs", ELECTIONS),
        asks=entry.texts("asks", STEP_ASKS),
        gate=entry.flag("gate"),
        approved_above=entry.flag("approved_above"),
        deliverable=entry.text("deliverable"),
        levels=entry.texts("levels", LEVELS),
    )
    if made.opens_lead > made.due_lead or not made.levels:
        raise entry.fail("a step opens before it is due and belongs to a level")
    return made


def _change(entry: Entry) -> _Change:
    return _Change(entry.one_of("level", LEVELS), entry.texts("codes"), entry.number("earlier_days"))
