"""The machine looks at itself: each process notes how its channels hear, one of them judges and tells the
administrators (handlers.outage)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.channels.base import Channel
from bot.clock import Clock, monotonic
from bot.doctor import Finding
from bot.trouble import Trouble
from handlers.outage import Said, Seen, is_morning, note_seen, watch
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 30.0
GRACE_SECONDS: Final = 120.0
"""A process that has just started has heard nothing yet."""
TOLD_OTHERWISE: Final = {
    *("doctor.inbox_old", "doctor.outbox_old", "doctor.channel_down", "doctor.poll_old", "doctor.unreachable"),
    *("doctor.failed_sends", "doctor.no_key", "advice.poller_conflict"),
}
"""Alerts of their own, figures of the line itself, and what would be the same every morning."""
WELL_WORTH_SAYING: Final = {"doctor.disk", "doctor.backup"}


class Watch:
    """`on_commit` is called when something may be waiting in the outbox; `look` finds out what the doctor would say,
    for the morning's line."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Sequence[Channel],
        on_commit: Callable[[], None],
        look: Callable[[], Awaitable[list[Finding]]] | None = None,
    ) -> None:
        self._look = look
        self._database = database
        self._clock = clock
        self._channels = channels
        self._on_commit = on_commit

    async def note(self) -> None:
        """In every process, until cancelled: when the platform was last heard, where this process listens to it."""
        trouble = Trouble("watch.note")
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.note_once()
            except Exception as error:
                trouble.note(error)
            else:
                trouble.over()

    async def note_once(self) -> None:
        """One look at the channels that this process polls."""
        heard = {each.name: getattr(each, "last_ok", None) for each in self._channels if _is_polled(each)}
        ago = {name: round((monotonic() - at) * 1000) for name, at in heard.items() if at is not None}
        if not ago:
            return
        async with unit_of_work(self._database) as uow:
            for each in self._channels:
                if each.name in ago:
                    seen = Seen(self._clock.now() - ago[each.name], getattr(each, "trouble", None) or "")
                    await note_seen(uow, each.name, seen)

    async def judge(self) -> None:
        """In one process at a time, until cancelled."""
        trouble = Trouble("watch")
        await asyncio.sleep(GRACE_SECONDS)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.judge_once()
            except Exception as error:
                trouble.note(error)
            else:
                trouble.over()

    async def judge_once(self) -> list[str]:
        """Looks at everything; returns the keys of what was told."""
        wrong, well = await self._looked()
        async with unit_of_work(self._database) as uow:
            polled = {each.name: _is_polled(each) for each in self._channels}
            told = await watch(uow, polled, self._clock.now(), wrong, well)
        if told:
            log.warning("watch.told", what=told)
            self._on_commit()
        return told

    async def _looked(self) -> tuple[list[Said], list[Said]]:
        """What is wrong and what is well, when a line about it is due; before the transaction, since it asks the
        platforms."""
        async with reading(self._database) as uow:
            if self._look is None or not await is_morning(uow, self._clock.now()):
                return [], []
        found = [each for each in await self._look() if each.key not in TOLD_OTHERWISE]
        wrong: list[Said] = [(each.key, each.values) for each in found if not each.is_well]
        return wrong, [(each.key, each.values) for each in found if each.key in WELL_WORTH_SAYING]


def _is_polled(channel: Channel) -> bool:
    return getattr(channel, "mode", "") == "polling"
