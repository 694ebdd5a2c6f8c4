"""Campaign templates and the bank of concrete measures, all offline (domain 3, features row 12 and 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from handlers.catalogue.reading import Entry, read_entries
from storage.model import COMPOSITIONS, SEAT_ROLES, UNIT_KINDS

RHYTHMS: Final = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
AUDIENCES: Final = (*COMPOSITIONS, "agency")
FORMS: Final = ("pledge", "signatures")


@dataclass(frozen=True, slots=True)
class CampaignTemplate:
    """A campaign to launch. `form`: `pledge` (four slots and the gate) or `signatures` (signed / total only).
    Days are counted from the launch; `grace_days`: for units that join later. `check_every`: a rhythm."""

    code: str
    name: str
    name_en: str
    form: str
    issuer: str
    document: str
    document_on: date | None
    due_days: int
    ends_month: int
    grace_days: int
    check_every: str
    kinds: tuple[str, ...]
    assignee_role: str
    approver_role: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class MeasureIdea:
    """One concrete act a unit may pledge: short public wording, how people see it, how often to look."""

    code: str
    text: str
    visibility: str
    check_every: str
    fits: tuple[str, ...]


@cache
def campaigns() -> tuple[CampaignTemplate, ...]:
    """All campaign templates."""
    return read_entries("campaigns.toml", "campaign", _campaign)


@cache
def measure_ideas() -> tuple[MeasureIdea, ...]:
    """The whole bank, in the order of the file."""
    return read_entries("measures.toml", "measure", _measure)


@cache
def measure_bank(composition: str, residential: bool) -> tuple[MeasureIdea, ...]:
    """At least ten measures for a unit: those of its composition, and where nobody lives those of agencies first.
    What fits fewest other units comes first. Raises KeyError for an unknown composition."""
    if composition not in COMPOSITIONS:
        raise KeyError(composition)
    wanted = (composition,) if residential else ("agency", composition)
    fitting = [idea for idea in measure_ideas() if set(wanted) & set(idea.fits)]
    return tuple(sorted(fitting, key=lambda idea: (wanted[0] not in idea.fits, len(idea.fits))))


def _campaign(entry: Entry) -> CampaignTemplate:
    made = CampaignTemplate(
        code=entry.text("code"),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        form=entry.one_of("form", FORMS),
        issuer=entry.text("issuer"),
        document=entry.text("document"),
        document_on=entry.maybe_date("document_on"),
        due_days=entry.number("due_days"),
        ends_month=entry.number("ends_month"),
        grace_days=entry.number("grace_days"),
        check_every=entry.one_of("check_every", RHYTHMS),
        kinds=entry.texts("kinds", UNIT_KINDS),
        assignee_role=entry.one_of("assignee_role", SEAT_ROLES),
        approver_role=entry.one_of("approver_role", SEAT_ROLES),
        source=entry.text("source"),
        verified=entry.flag("verified"),
    )
    if not 1 <= made.ends_month <= 12 or made.due_days <= 0 or made.grace_days < 0:
        raise entry.fail("ends_month is 1 to 12, due_days above 0, grace_days at least 0")
    return made


def _measure(entry: Entry) -> MeasureIdea:
    return MeasureIdea(
        code=entry.text("code"),
        text=entry.text("text"),
        visibility=entry.text("visibility"),
        check_every=entry.one_of("check_every", RHYTHMS),
        fits=entry.texts("fits", AUDIENCES),
    )
