"""What the demo page needs besides the chat: who one can be, what was said, and the time machine."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any, Final

from bot.app import App
from bot.sample import CHANNEL, PLAYERS, make_sample
from handlers.rules.calendar import DAY_MS, instant
from handlers.rules.pins import KIND as PIN_KIND
from handlers.text import say
from storage.outbox import PUSH_LANE
from storage.unit_of_work import reading, unit_of_work

SHOWN: Final = 60
HIDDEN_PIN: Final = "••••••"
CLOCK_FACT: Final = "demo_clock"
CODES_FACT: Final = "demo_codes"
SETTLE_SECONDS: Final = 0.01
SETTLE_LOOKS: Final = 2_000
MOST_STEPS: Final = 2_000
LONGEST_WAIT: Final = 90 * DAY_MS


class Demo:
    """Implements `bot.channels.demo_web.DemoControl` on the running app. The clock's shift is kept in the database,
    so that a demo started again goes on where it was."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._language = app.settings.language

    async def prepare(self) -> None:
        """Fills an empty database, or takes up the clock of a used one."""
        async with reading(self._app.database) as uow:
            shift = await uow.audit.fact(CLOCK_FACT)
            is_empty = await uow.units.count() == 0
        if shift is not None:
            self._app.clock.offset_ms = int(shift)
        if is_empty:
            await self._fill()

    async def _fill(self) -> None:
        codes = await make_sample(self._app.database, self.now())
        async with unit_of_work(self._app.database) as uow:
            await uow.audit.set_fact(CODES_FACT, json.dumps(codes))

    def now(self) -> int:
        """The demo's time."""
        return self._app.clock.now()

    async def people(self) -> list[dict[str, Any]]:
        """Whom one can be; whoever has not joined yet holds a slip with a code."""
        async with reading(self._app.database) as uow:
            codes = json.loads(await uow.audit.fact(CODES_FACT) or "{}")
            units = {
                unit.code: unit.name for root in await uow.units.top() for unit in await uow.units.below(root.path)
            }
        return [
            {
                "chat": player.chat,
                "name": player.name,
                "role": say(self._language, f"role.{player.role}"),
                "unit": units.get(player.unit, ""),
                "note": self._note(codes.get(player.chat)),
            }
            for player in PLAYERS
        ]

    def _note(self, code: str | None) -> str:
        return say(self._language, "demo.slip", code=f"{code[:4]} {code[4:]}") if code else ""

    async def history(self, chat: str) -> list[dict[str, Any]]:
        """What was said in a chat, oldest first, from the rows themselves."""
        async with reading(self._app.database) as uow:
            found = await uow.conversations.of_chat(CHANNEL, chat)
            if found is None:
                return []
            said = await uow.inbox.history(found[0], SHOWN)
            sent = await uow.outbox.history(found[0], SHOWN)
        mine: list[dict[str, Any]] = [
            {
                "id": external_id,
                "from": "me",
                "kind": kind,
                "text": HIDDEN_PIN if kind == PIN_KIND else text,
                "at": at,
                "choices": [],
                "replaces": None,
                "file": None,
            }
            for external_id, text, kind, at in said
        ]
        theirs: list[dict[str, Any]] = [
            {
                "id": external_id or f"s{at}-{place}",
                "from": "bot",
                "text": payload.get("text", ""),
                "at": at,
                "choices": payload.get("choices", []),
                "replaces": edits,
                "file": None,
            }
            for place, (payload, at, external_id, edits) in enumerate(sent)
        ]
        return sorted([*reversed(mine), *reversed(theirs)], key=lambda message: message["at"])

    async def set_language(self, language: str) -> None:
        """Everybody is answered in this language from now on."""
        self._language = "en" if language == "en" else "vi"
        async with unit_of_work(self._app.database) as uow:
            await uow.people.set_everybodys_language(self._language)

    async def jump(self, kind: str) -> int:
        """Lives through the time in between: whatever falls due on the way is planned and sent on its day."""
        now = self.now()
        if kind == "next":
            await self._live_until(now + LONGEST_WAIT, until_sent=True)
        elif kind == "term":
            await self._live_until(await self._end_of_term(now))
        else:
            await self._live_until(now + (7 * DAY_MS if kind == "week" else DAY_MS))
        async with unit_of_work(self._app.database) as uow:
            await uow.audit.set_fact(CLOCK_FACT, str(self._app.clock.offset_ms))
        return self.now()

    async def _live_until(self, target: int, *, until_sent: bool = False) -> None:
        """From event to event up to `target`; with `until_sent` only until somebody has been written to."""
        sent = await self._sent()
        for _ in range(MOST_STEPS):
            event = await self._next_event(self.now())
            if event is None or event > target:
                break
            self._app.clock.jump_to(event)
            await self._settle()
            if until_sent and await self._sent() > sent:
                return
        self._app.clock.jump_to(target)
        await self._settle()

    async def _settle(self) -> None:
        """Ticks, and waits until what is due has been sent."""
        await self._app.scheduler.tick()
        for sender in self._app.senders:
            sender.wake()
        for _ in range(SETTLE_LOOKS):
            if not await self._due():
                return
            await asyncio.sleep(SETTLE_SECONDS)

    async def _sent(self) -> int:
        async with reading(self._app.database) as uow:
            return await uow.outbox.sent_count(CHANNEL, PUSH_LANE)

    async def _due(self) -> int:
        async with reading(self._app.database) as uow:
            depth, _ = await uow.outbox.depth(CHANNEL, self.now())
            return depth

    async def _next_event(self, now: int) -> int | None:
        """The next reminder to plan, message to send or morning to open, whichever comes first."""
        async with reading(self._app.database) as uow:
            due = await uow.outbox.next_due(CHANNEL, PUSH_LANE)
        reminder = await self._app.scheduler.next_event()
        tomorrow = instant(self._app.clock.today()) + DAY_MS
        return min((event for event in (reminder, due, tomorrow) if event is not None and event > now), default=None)

    async def _end_of_term(self, now: int) -> int:
        async with reading(self._app.database) as uow:
            ends = [
                term.planned_end_on
                for root in await uow.units.top()
                for unit in await uow.units.below(root.path)
                if (term := await uow.units.term(unit.id)) is not None
            ]
        upcoming = [end for end in sorted(ends) if end > self._app.clock.today().isoformat()]
        if not upcoming:
            return now + 30 * DAY_MS
        return instant(date.fromisoformat(upcoming[0]), 8 * 60)

    async def reset(self) -> None:
        """The sample as it was at the beginning, the clock too."""
        async with unit_of_work(self._app.database) as uow:
            await uow.wipe()
        self._app.clock.offset_ms = 0
        await self._fill()
        await self._settle()
