"""Loop 3, one per channel: outbox → channel.send → record. All policy about sending lives here: pace, back-off,
expiry, what to do about a message that may or may not have arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from bot.channels.base import Channel, NotSent, Outgoing, Receipt, Refused, Unknown
from bot.clock import Clock, monotonic
from bot.pace import Pace
from bot.trouble import Trouble
from handlers.delivery import arrived, rescue
from handlers.screen import Screen
from storage.database import Database, DatabaseUnavailable
from storage.model import OutboxRow
from storage.outbox import PUSH_LANE, REPLY_LANE, Outcome, Retry
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

log = structlog.get_logger(__name__)

AT_ONCE: Final = 64
LOOK_AGAIN_SECONDS: Final = 1.0
FIRST_BACK_OFF_MS: Final = 2_000
LONGEST_BACK_OFF_MS: Final = 600_000
MOST_ATTEMPTS: Final = 200
FALLS_OVER_AFTER: Final = 2

Compose = Callable[[OutboxRow, int], Awaitable[tuple[Screen, dict[str, Any]] | None]]
"""Writes what was only planned, at the second of sending: the screen, and what the outbox keeps of it. None when
there is nothing to say any more."""


@dataclass(slots=True)
class _Results:
    """What ended since the last record."""

    outcomes: list[Outcome] = field(default_factory=list)
    retries: list[Retry] = field(default_factory=list)
    unreachable: list[int] = field(default_factory=list)
    failing: dict[int, int | None] = field(default_factory=dict)
    moved: list[tuple[int, str]] = field(default_factory=list)
    chats: list[int] = field(default_factory=list)


class Sender:
    """Replies go out as fast as chats allow, one at a time each; everything else at the channel's
    pace, so that nothing is ever refused for speed."""

    def __init__(self, channel: Channel, database: Database, clock: Clock, compose: Compose) -> None:
        self.channel = channel
        self._database = database
        self._clock = clock
        self._compose = compose
        self._woken = {REPLY_LANE: asyncio.Event(), PUSH_LANE: asyncio.Event()}
        self._ended = asyncio.Event()
        self._results = _Results()
        self._busy: set[int] = set()
        self._resting: set[int] = set()
        self._flying: set[asyncio.Task[None]] = set()
        self._pace = Pace(channel.capabilities.per_second)
        self._finish_seconds = 0.0
        self._trouble = Trouble("sender", channel=channel.name)

    def finish(self, seconds: float) -> None:
        """The process is about to stop: when cancelled, `run` first answers what waits, for so many seconds."""
        self._finish_seconds = seconds

    def wake(self) -> None:
        """Something may be waiting."""
        for event in self._woken.values():
            event.set()

    async def run(self) -> None:
        """Until cancelled; then what is in flight is awaited and recorded, so that a clean stop repeats nothing."""
        loops = [
            asyncio.create_task(self._lane(REPLY_LANE), name=f"{self.channel.name}.replies"),
            asyncio.create_task(self._lane(PUSH_LANE), name=f"{self.channel.name}.pushes"),
        ]
        recorder = asyncio.create_task(self._record_for_ever(), name=f"{self.channel.name}.record")
        try:
            await asyncio.gather(*loops)
        finally:
            for task in loops:
                task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await self._last_answers(recorder)
            recorder.cancel()
            await asyncio.gather(recorder, return_exceptions=True)
            try:
                await self._record()
            except DatabaseUnavailable as error:
                self._trouble.note(error)

    async def _last_answers(self, recorder: asyncio.Task[None]) -> None:
        """At a stop: what was handled is still answered, and what is in flight awaited, as long as `finish` allows.
        A send given up stays owed and is repeated by the next start."""
        ends = monotonic() + (self._finish_seconds or LOOK_AGAIN_SECONDS)
        try:
            while monotonic() < ends:
                was_idle = not self._busy
                started = await self._start_some(REPLY_LANE) if self._finish_seconds else 0
                if was_idle and not started:
                    break
                await asyncio.wait([*self._flying, recorder], timeout=0.01, return_when=asyncio.FIRST_COMPLETED)
        except DatabaseUnavailable as error:
            self._trouble.note(error)
        given_up = list(self._flying)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

    async def _lane(self, lane: int) -> None:
        while True:
            try:
                started = await self._start_some(lane)
            except Exception as error:
                await self._trouble.wait(error)
                continue
            self._trouble.over()
            if not started:
                await self._rest(lane)

    async def _rest(self, lane: int) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._woken[lane].wait()
        except TimeoutError:
            return
        finally:
            self._woken[lane].clear()

    async def _start_some(self, lane: int) -> int:
        await self._pace.pause()
        free = AT_ONCE - len(self._flying)
        if free <= 0:
            return 0
        async with reading(self._database) as uow:
            kept_from = self._busy | self._resting
            rows = await uow.outbox.waiting(self.channel.name, lane, self._clock.now(), free, kept_from)
        started = 0
        for row in rows:
            if lane == PUSH_LANE:
                await self._pace.slot()
            # Only now: while this push waited for its slot, a reply may have gone out to the same chat.
            if row.conversation_id in self._busy or self._has_to_rest(row):
                continue
            self._busy.add(row.conversation_id)
            task = asyncio.create_task(self._deliver(row, lane))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
            started += 1
        return started

    def _has_to_rest(self, row: OutboxRow) -> bool:
        """Whether the chat has had as many messages as it takes now; it is looked at again when there is room."""
        of_chat = self.channel.capabilities.of_chat
        seconds = self._pace.of_chat(row.conversation_id, of_chat(row.chat)) if of_chat else 0.0
        if seconds:
            self._resting.add(row.conversation_id)
            asyncio.get_running_loop().call_later(seconds, self._rested, row.conversation_id)
        return bool(seconds)

    def _rested(self, conversation_id: int) -> None:
        self._resting.discard(conversation_id)
        self.wake()

    async def _deliver(self, row: OutboxRow, lane: int) -> None:
        try:
            await self._try(row, lane)
        except Exception as error:
            log.exception("send.failed", channel=self.channel.name, outbox_id=row.id, error=type(error).__name__)
            self._again(row, lane, None, doubtful=row.doubtful)
        finally:
            self._results.chats.append(row.conversation_id)
            self._ended.set()

    async def _try(self, row: OutboxRow, lane: int) -> None:
        now = self._clock.now()
        if row.expires_at is not None and row.expires_at < now:
            # A digest that was never sent in time is planned anew: nothing is lost to a stop.
            self._end(row, "lapsed" if row.kind == "digest" else "dropped")
            return
        screen, kept = Screen.from_payload(row.payload) if row.kind in ("reply", "push") else None, None
        if screen is None:
            composed = await self._compose(row, now)
            if composed is None:
                self._end(row, "dropped")
                return
            screen, kept = composed
        message = Outgoing(
            chat=row.chat,
            screen=screen,
            edits=row.edits,
            answer_to=row.answer_to,
            is_push=lane == PUSH_LANE,
        )
        try:
            receipt = await self.channel.send(message)
        except (NotSent, Unknown, Refused) as problem:
            self._problem(row, lane, problem, kept)
        else:
            self._end(row, "sent", receipt, kept)

    def _problem(
        self, row: OutboxRow, lane: int, problem: NotSent | Unknown | Refused, kept: dict[str, Any] | None
    ) -> None:
        log.warning(
            "send.problem", channel=self.channel.name, outbox_id=row.id, kind=type(problem).__name__, why=str(problem)
        )
        if isinstance(problem, NotSent):
            if problem.retry_after is not None:
                self._pace.flooded(row.conversation_id, problem.retry_after, chat_only=problem.chat_only)
            self._again(row, lane, problem.retry_after, doubtful=row.doubtful)
        elif isinstance(problem, Unknown):
            # It may have arrived: one repeat at the most, and then it counts as sent.
            if row.doubtful:
                self._end(row, "sent", None, kept)
            else:
                self._again(row, lane, None, doubtful=True)
        elif problem.moved_to is not None:
            self._results.moved.append((row.conversation_id, problem.moved_to))
            self._again(row, lane, 0, doubtful=row.doubtful)
        else:
            if problem.blocked:
                self._results.unreachable.append(row.conversation_id)
                self._results.failing[row.id] = row.person_id
            self._end(row, "failed")

    def _end(
        self, row: OutboxRow, state: str, receipt: Receipt | None = None, composed: dict[str, Any] | None = None
    ) -> None:
        external_id = receipt.external_id if receipt else None
        self._results.outcomes.append(Outcome(row.id, state, external_id, composed))

    def _again(self, row: OutboxRow, lane: int, seconds: float | None, *, doubtful: bool) -> None:
        if row.attempts >= MOST_ATTEMPTS:
            self._end(row, "failed")
            return
        if lane == PUSH_LANE and row.attempts + 1 == FALLS_OVER_AFTER and seconds is None and not doubtful:
            self._results.failing[row.id] = row.person_id
        wait = min(FIRST_BACK_OFF_MS << min(row.attempts, 20), LONGEST_BACK_OFF_MS)
        if seconds is not None:
            wait = int(seconds * 1000)
        self._results.retries.append(Retry(row.id, row.conversation_id, lane, self._clock.now() + wait, doubtful))

    async def _record_for_ever(self) -> None:
        while True:
            await self._ended.wait()
            self._ended.clear()
            try:
                await self._record()
            except Exception as error:
                # Not recorded is not lost: the chats stay busy and the marks are tried again.
                await self._trouble.wait(error)
                self._ended.set()

    async def _record(self) -> None:
        results = self._results
        if not results.chats:
            return
        self._results = _Results()
        try:
            async with unit_of_work(self._database) as uow:
                await self._write(uow, results)
        except BaseException:
            for name in ("outcomes", "retries", "unreachable", "moved", "chats"):
                getattr(self._results, name).extend(getattr(results, name))
            self._results.failing |= results.failing
            raise
        self._busy.difference_update(results.chats)
        self.wake()

    async def _write(self, uow: UnitOfWork, results: _Results) -> None:
        for conversation_id in results.unreachable:
            await uow.conversations.set_reachable(conversation_id, reachable=False)
        elsewhere = await rescue(uow, results.failing, self._clock.now())
        outcomes = [each for each in results.outcomes if each.id not in elsewhere]
        retries = [each for each in results.retries if each.id not in elsewhere]
        if outcomes:
            await uow.outbox.finish(outcomes, self._clock.now())
            await arrived(uow, outcomes, self._clock.now())
        if retries:
            await uow.outbox.retry(retries)
        for conversation_id, chat in results.moved:
            await uow.conversations.move(conversation_id, chat)
