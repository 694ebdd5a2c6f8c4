"""Regular duties as data (domain 2.4): what every cell owes, how often, and the numbers it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from typing import Final

from handlers.catalogue.reading import CatalogueError, Entry, read_entries
from handlers.rules.periods import MONTHS, SHIFTS, DueRule
from storage.model import COMPOSITIONS, SEAT_ROLES, UNIT_KINDS, Unit

ASKS: Final = (
    "present",
    "absent_excused",
    "absent_unexcused",
    "attended",
    "total",
    "paid",
    "signed",
    "done",
    "reviews_in",
    "official",
    "probationary",
    "target",
    "planned",
    "admitted",
    "recognised",
    "proposals",
    "criteria_met",
    "criteria",
    "topics",
    "rounds_planned",
    "rounds_done",
    "same_person",
)
"""The numbers a duty may ask for. `total` is the number of members; `same_person` is 1 or 0."""

STATUSES: Final = ("rule", "default")


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of the catalogue, in the shape `rules.periods.window` takes.

    `opens_before`, `closes_after`: days. `residential`: only residential or only other units, None for both.
    `variants`: another name for some compositions. `status`: `rule` when the source fixes it, else `default`.
    `since` (ISO date, empty for ever): what was due before is not asked afterwards. `units`: only the units with these
    codes, empty for all. `skips`: period → why it is left out that time.
    """

    code: str
    name: str
    name_en: str
    cadence: str
    due: DueRule
    opens_before: int
    closes_after: int
    asks: tuple[str, ...]
    deliverable: str
    assignee_role: str
    approver_role: str
    kinds: tuple[str, ...]
    compositions: tuple[str, ...]
    residential: bool | None
    last_months: int | None
    source: str
    status: str
    in_pilot: bool
    variants: Mapping[str, str] = field(default_factory=dict, hash=False)
    units: tuple[str, ...] = ()
    skips: Mapping[str, str] = field(default_factory=dict, hash=False)
    since: str = ""

    def applies_to(self, unit: Unit) -> bool:
        """Whether this unit owes the duty, going by its kind, composition and place; not by its term."""
        return (
            unit.kind in self.kinds
            and (not self.compositions or unit.composition in self.compositions)
            and self.residential in (None, unit.residential)
            and (not self.units or unit.code in self.units)
        )

    def name_for(self, composition: str, language: str = "vi") -> str:
        """The duty's name as a unit of this composition reads it."""
        return self.name_en if language == "en" else self.variants.get(composition, self.name)


@cache
def duties() -> tuple[Duty, ...]:
    """All regular duties, in the order of the file. Raises CatalogueError for a file that cannot be."""
    return read_duties()


@cache
def duty(code: str) -> Duty:
    """The duty with this code. Raises KeyError when there is none."""
    return {found.code: found for found in duties()}[code]


def read_duties(text: str | None = None) -> tuple[Duty, ...]:
    """Duties from a text in the form of `regular.toml`, so that a commune's own copy is checked the same way."""
    found = read_entries("regular.toml", "duty", _duty, text)
    codes = [made.code for made in found]
    for code in codes:
        if codes.count(code) > 1:
            raise CatalogueError(f"regular.toml: {code} stands there twice")
    return found


@lru_cache(maxsize=4096)
def duty_from(body: str) -> Duty:
    """A committee's own wording of a duty, as JSON in the form of one entry of the file. Raises CatalogueError."""
    entry = Entry("duty_copy", json.loads(body))
    made = _duty(entry)
    entry.done()
    return made


def as_body(duty: Duty) -> str:
    """The inverse of `duty_from`; the same duty gives the same text."""
    values = asdict(duty)
    due = {name: value for name, value in values.pop("due").items() if value}
    if duty.due.anchors:
        due["anchors"] = [f"{day}/{month}" for month, day in duty.due.anchors]
    due |= {"month": 0} if duty.due.month == 0 else {}
    kept = {name: value for name, value in values.items() if value not in (None, (), {}, "")}
    return json.dumps(kept | {"due": due}, ensure_ascii=False, sort_keys=True)


def _duty(entry: Entry) -> Duty:
    made = Duty(
        code=entry.text("code"),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        cadence=entry.one_of("cadence", MONTHS),
        due=_due(entry.table("due")),
        opens_before=entry.number("opens_before"),
        closes_after=entry.number("closes_after"),
        asks=entry.texts("asks", ASKS),
        deliverable=entry.text("deliverable"),
        assignee_role=entry.one_of("assignee_role", SEAT_ROLES),
        approver_role=entry.one_of("approver_role", SEAT_ROLES),
        kinds=entry.texts("kinds", UNIT_KINDS),
        compositions=entry.texts("compositions", COMPOSITIONS),
        residential=entry.maybe_flag("residential"),
        last_months=entry.number("last_months", 0) or None,
        source=entry.text("source"),
        status=entry.one_of("status", STATUSES),
        in_pilot=entry.flag("in_pilot"),
        variants=entry.pairs("variants", COMPOSITIONS),
        units=entry.texts("units"),
        skips=entry.words("skips"),
        since=entry.text("since", ""),
    )
    if made.opens_before < 0 or made.closes_after < 0 or not made.kinds:
        raise entry.fail("opens_before and closes_after are at least 0, kinds name at least one kind")
    if made.cadence == "weekly" and made.due.weekday is None:
        raise entry.fail("a weekly duty is due on a weekday")
    if MONTHS[made.cadence] and made.due.month > MONTHS[made.cadence]:
        raise entry.fail(f"a period of this cadence has no month number {made.due.month}")
    return made


def _due(entry: Entry) -> DueRule:
    day = entry.number("day", 0)
    try:
        rule = DueRule(
            day=day or None,
            weekday=entry.number("weekday", 0) or None,
            nth=entry.number("nth", 1),
            month=entry.number("month", 1),
            meeting=entry.flag("meeting"),
            anchors=tuple(_anchor(text) for text in entry.texts("anchors")),
            plus_days=entry.number("plus_days", 0),
            shift=entry.one_of("shift", SHIFTS, "none"),
        )
    except ValueError as error:
        raise entry.fail(str(error)) from error
    entry.done()
    return rule


def _anchor(text: str) -> tuple[int, int]:
    """`3/2` is the third of February."""
    day, _, month = text.partition("/")
    return int(month), int(day)
