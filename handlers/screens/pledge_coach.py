"""The questions of the pledge coach, one at a time: concrete acts, who answers for them, how people see it, a day.

What was answered is kept as the unit's draft for seven days, so that stopping loses nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from handlers.catalogue import MeasureIdea, measure_bank
from handlers.pledging import short_day, shown_day
from handlers.rules.calendar import DAY_MS
from handlers.rules.periods import bounds, period_of
from handlers.rules.pledge import MOST_MEASURES, is_concrete, plain, vague_words
from handlers.rules.pledge_changes import chosen, listed
from handlers.rules.pledge_life import DRAFT_DAYS
from handlers.rules.pledge_sentence import is_only_time, own_day, read_sentence
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.text import day, say
from handlers.understand import parse_date
from storage.model import Seat, Task
from storage.unit_of_work import UnitOfWork

LONGEST: Final = 300
IDEAS: Final = 5
QUESTIONS: Final = ("measures", "responsible", "visibility", "check_on")
READY_ANSWERS: Final = {
    "responsible": ("me", "committee"),
    "visibility": ("board", "meeting_said", "board_office", "meeting_office"),
    "check_on": ("quarter_end", "year_end"),
}
OFFICE_ONLY: Final = ("board_office", "meeting_office")
"""Ready answers for cells of offices, which have no culture house and no residents' meeting."""
_ONE_DAY: Final = re.compile(r"(?:việc\s+|viec\s+)?(?P<place>\d{1,2})\D+?(?P<day>\d{1,2}/\d{1,2}(?:/\d{4})?)\s*")


class Coach:
    """One talk about one unit's pledge for one task."""

    def __init__(self, turn: Turn, uow: UnitOfWork, seat: Seat, task: Task, last: date) -> None:
        self.turn, self.uow, self.seat, self.task, self.last = turn, uow, seat, task, last
        self.language = turn.language

    async def go(self, draft: dict[str, Any], note: str = "") -> Reply:
        """Keeps the draft; asks the first question without an answer, or reads all of it back."""
        draft = {name: value for name, value in draft.items() if name != "changing"}
        await self.keep(draft)
        for name in QUESTIONS:
            if not draft.get(name):
                if name == "check_on" and draft.get("wrong_day"):
                    return self.ask(draft | {"asking": name, "wrong_day": ""}, note or str(draft["wrong_day"]))
                text = self.measures_text() if name == "measures" else say(self.language, f"pledge.{name}")
                return self.ask(draft | {"asking": name}, note or text)
        return self._read_back(draft, note)

    async def keep(self, draft: dict[str, Any]) -> None:
        """For seven days, whatever the chat is used for meanwhile."""
        body = {name: draft[name] for name in (*QUESTIONS, "days", "steps", "amends") if draft.get(name)}
        if body.get("measures"):
            await self.uow.pledges.drafts.put(self.seat.unit_id, self.task.programme_id, body, self.turn.now)

    async def kept(self) -> dict[str, Any] | None:
        """The draft of the past seven days."""
        since = self.turn.now - DRAFT_DAYS * DAY_MS
        found = await self.uow.pledges.drafts.get(self.seat.unit_id, self.task.programme_id, since)
        return None if found is None else found[0]

    async def back(self, draft: dict[str, Any]) -> Reply:
        """`0`: the question before, its answer taken away."""
        steps = list(draft.get("steps", ()))
        name = steps.pop()
        return await self.go({key: value for key, value in draft.items() if key != name} | {"steps": steps})

    async def take(self, draft: dict[str, Any], step: str) -> Reply:
        """One answer, pressed or typed, to the question kept in the draft."""
        turn = self.turn
        if step not in QUESTIONS and turn.said.strip() == "0" and draft.get("steps"):
            return await self.back(draft)
        asking = step if step in QUESTIONS else str(draft.get("asking") or "")
        words = turn.args[1] if step in QUESTIONS and len(turn.args) > 1 else ""
        said = " ".join(turn.said.split(" ")).strip() if not words else ""
        draft["asking"] = asking
        if asking == "":
            return await self._after_read_back(draft, said)
        if asking == "measures":
            return await self._take_measures(draft, words or said)
        if len(said) > LONGEST:
            return self.ask(draft, say(self.language, "pledge.too_long"))
        if asking == "check_on":
            return await self._take_date(draft, words, said)
        if asking == "visibility" and said:
            when = self._only_a_day(said)
            if when is not None:
                note = say(self.language, "pledge.visibility_when", day=shown_day(self.language, when))
                return await self.go(self._answered(draft, "check_on", when), note)
            if vague_words(said):
                return self.ask(draft, say(self.language, "pledge.visibility"))
        return await self.go(
            self._answered(draft, asking, self._ready(asking, words) or self._as_offered(asking, said))
        )

    def _answered(self, draft: dict[str, Any], name: str, value: object) -> dict[str, Any]:
        steps = [each for each in draft.get("steps", ()) if each != name]
        return draft | {name: value, "steps": [*steps, name]}

    def _only_a_day(self, said: str) -> str | None:
        """A time where a way was asked for: `cuối quý` is the check day and shows nothing to anybody."""
        found = parse_date(said, self.turn.today(), "future") if is_only_time(said) else None
        return None if found is None or self.wrong_day(found) else found.isoformat()

    def _ready(self, asking: str, words: str) -> str:
        if words == "me":
            return say(self.language, f"role.{self.seat.role}")
        return say(self.language, f"pledge.{words}") if words in READY_ANSWERS.get(asking, ()) else ""

    def _as_offered(self, asking: str, said: str) -> str:
        """What was typed without accents or cut short, as the button says it: it stands on a paper afterwards."""
        words = plain(said)
        for each in READY_ANSWERS.get(asking, ()):
            text = self._ready(asking, each)
            if asking == "visibility" and (each in OFFICE_ONLY) != self._in_office():
                continue
            is_cut = " " in words and plain(text).startswith(f"{words} ")
            if text and (words == plain(text) or is_cut or (each == "me" and words == "toi")):
                return text
        return said

    async def _take_measures(self, draft: dict[str, Any], said: str) -> Reply:
        ideas = self.ideas()
        places = chosen(said, len(ideas))
        measures = listed(said) if places is None else [ideas[n - 1].text for n in places if 1 <= n <= len(ideas)]
        return await self.measured(draft, list(dict.fromkeys(measures)))

    async def measured(self, draft: dict[str, Any], measures: list[str]) -> Reply:
        """The gate of the first slot: what is too long, too many or promises nothing is asked again."""
        again = draft | {"asking": "measures"}
        if any(len(each) > LONGEST for each in measures):
            return self.ask(again, say(self.language, "pledge.too_long"))
        if len(measures) > MOST_MEASURES:
            return self.ask(again, say(self.language, "pledge.too_many", most=MOST_MEASURES))
        vague = next((each for each in measures if not is_concrete(each)), None)
        if vague is not None:
            examples = self.numbered(self.ideas()[:3])
            return self.ask(again, say(self.language, "pledge.vague", text=vague, ideas=examples))
        if not measures:
            return self.ask(again, self.measures_text())
        days = {str(place): day for place, text in enumerate(measures) if (day := self.own_day(text))}
        return await self.go(self._answered(draft, "measures", measures) | {"days": days})

    def own_day(self, measure: str) -> str | None:
        """The check day that an act names itself, when it can be one."""
        said = own_day(measure)
        named = parse_date(said, self.turn.today(), "future") if said else None
        return named.isoformat() if named and self.turn.today() < named <= self.last else None

    async def _take_date(self, draft: dict[str, Any], words: str, said: str) -> Reply:
        today = self.turn.today()
        found = self.ends().get(words) or parse_date(said, today, "future")
        wrong = self.wrong_day(found)
        if wrong or found is None:
            return self.ask(draft, wrong)
        return await self.go(self._answered(draft, "check_on", found.isoformat()))

    def wrong_day(self, found: date | None) -> str:
        """What to say of a day that cannot be a check day; empty for one that can."""
        if found is None:
            return say(self.language, "pledge.bad_date")
        if found <= self.turn.today():
            return say(self.language, "pledge.past_date", day=day(self.language, found))
        if found > self.last:
            return say(self.language, "pledge.late_date", day=day(self.language, self.last, year=True))
        return ""

    async def _after_read_back(self, draft: dict[str, Any], said: str) -> Reply:
        """`2 ngày 15/3` at the read-back gives one measure its own day."""
        found = _ONE_DAY.fullmatch(said)
        if found is None:
            return self._read_back(draft, say(self.language, "pledge.not_at_read_back"))
        if not 1 <= int(found["place"]) <= len(draft.get("measures", ())):
            return await self.go(draft)
        named = parse_date(found["day"], self.turn.today(), "future")
        wrong = self.wrong_day(named)
        if wrong or named is None:
            return self._read_back(draft, wrong)
        return await self.go(
            draft | {"days": {**draft.get("days", {}), str(int(found["place"]) - 1): named.isoformat()}}
        )

    def ends(self) -> dict[str, date]:
        """The ready days: the end of this quarter and of this year, as far as the campaign reaches."""
        today = self.turn.today()
        return {f"{each}_end": min(bounds(period_of(f"{each}ly", today))[1], self.last) for each in ("quarter", "year")}

    def _read_back(self, draft: dict[str, Any], note: str = "") -> Reply:
        text = say(
            self.language,
            "pledge.read_back",
            unit=self.seat.unit_name,
            measures=self.listed(draft),
            responsible=draft["responsible"],
            visibility=draft["visibility"],
            check_on=shown_day(self.language, draft["check_on"]),
        )
        choices = (
            Choice(say(self.language, "button.save"), "pledge:save"),
            Choice(say(self.language, "button.change"), "pledge:again"),
        )
        screen = Screen(f"{note}\n\n{text}" if note else text, choices)
        return Reply(screen, next_screen="pledge", draft=draft | {"asking": "", "kept": True})

    def listed(self, draft: dict[str, Any]) -> str:
        """The acts, one a line, with its own day where one has it."""
        days = draft.get("days", {})
        return "\n".join(
            say(self.language, "pledge.measure_on", number=place + 1, text=text, day=short_day(days[str(place)]))
            if str(place) in days
            else say(self.language, "pledge.idea", number=place + 1, text=text)
            for place, text in enumerate(draft["measures"])
        )

    def ask(self, draft: dict[str, Any], text: str) -> Reply:
        """A question with its ready answers; `0` goes back, which is said once there is something to go back to."""
        asking = draft.get("asking") or "measures"
        if asking == "measures":
            choices = [Choice(f"{n}. {idea.text}", f"pledge:measures:{n}") for n, idea in enumerate(self.ideas(), 1)]
            screen = Screen(text, tuple(choices), words=" ")
        else:
            screen = Screen(f"{text}\n{say(self.language, 'pledge.back_hint')}", tuple(self._ready_choices(asking)))
        return Reply(screen, next_screen="pledge", draft=draft | {"asking": asking, "kept": True})

    def _ready_choices(self, asking: str) -> list[Choice]:
        ends = self.ends()
        role = say(self.language, f"role.{self.seat.role}")
        return [
            Choice(
                say(
                    self.language,
                    f"pledge.{each}",
                    role=role,
                    day=day(self.language, ends[each]) if each in ends else "",
                ),
                f"pledge:{asking}:{each}",
            )
            for each in READY_ANSWERS[asking]
            if (asking != "visibility" or (each in OFFICE_ONLY) == self._in_office())
            if each not in ends
            or (ends[each] > self.turn.today() and (each == "year_end" or ends[each] != ends["year_end"]))
        ]

    def _in_office(self) -> bool:
        return self.seat.unit_composition == "civil_servants"

    def ideas(self) -> tuple[MeasureIdea, ...]:
        """The five examples that fit this kind of unit best."""
        return self.bank()[:IDEAS]

    def bank(self) -> tuple[MeasureIdea, ...]:
        """All examples for this kind of unit."""
        composition = self.seat.unit_composition
        return measure_bank(composition, residential=not self._in_office())

    def numbered(self, ideas: tuple[MeasureIdea, ...]) -> str:
        """Examples with the digits that choose them."""
        return "\n".join(say(self.language, "pledge.idea", number=n, text=idea.text) for n, idea in enumerate(ideas, 1))

    def measures_text(self) -> str:
        """The first question."""
        return say(self.language, "pledge.intro", title=self.task.title, ideas=self.numbered(self.ideas()))

    def from_words(self) -> dict[str, Any]:
        """What one sentence already said of a pledge (its slots, or its clauses)."""
        slots, said = self.turn.slots, read_sentence(self.turn.incoming.text)
        given = slots.get("measures") or ()
        draft: dict[str, Any] = {
            "measures": list(said.measures) or [str(each) for each in (given if isinstance(given, list) else [given])],
            "responsible": said.responsible or slots.get("responsible"),
            "visibility": said.visibility or slots.get("visibility"),
        }
        check = (said.check and parse_date(said.check, self.turn.today(), "future")) or _iso(slots.get("check_date"))
        if check and not self.wrong_day(check):
            draft["check_on"] = check.isoformat()
        elif check:
            # Said when the day is asked for again: why the one that was given cannot be.
            draft["wrong_day"] = self.wrong_day(check)
        return {name: value for name, value in draft.items() if value}


def _iso(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
