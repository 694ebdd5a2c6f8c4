"""Fetches files that were asked for, reads them in a thread, and answers. One at a time: they are rare and heavy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.channels.base import Channel, NotSent, Refused
from bot.clock import Clock
from bot.restructuring import rehearse
from handlers.screen import Document, Screen
from handlers.text import say
from handlers.workbooks.duty_book import DutyBook
from handlers.workbooks.duty_book_in_chat import decided_duties, judged_duties
from handlers.workbooks.in_chat import faulty_screen, judged, saved, sender_of
from handlers.workbooks.plan_in_chat import decided, read_any, sheet_document, tried_screen
from handlers.workbooks.restructure import DoesNotAddUp, Plan
from handlers.workbooks.roster import Roster
from handlers.workbooks.safety import BY_CHAT, BadWorkbook, check_file
from handlers.workbooks.steps import StepsBook, judge_steps, saved_steps, steps_screen
from storage.database import Database
from storage.model import Seat
from storage.unit_of_work import UnitOfWork, reading, unit_of_work
from storage.uploads import Upload

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS: Final = 30.0
TRIES: Final = 3


class Uploads:
    """`wake` says that a file may have been sent or confirmed; `on_commit` that an answer is in the outbox."""

    def __init__(
        self, database: Database, clock: Clock, channels: Mapping[str, Channel], on_commit: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._on_commit = on_commit
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may be waiting."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._woken.clear()
            try:
                while await self.turn_once():
                    pass
            except Exception:
                log.exception("uploads.failed")
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def turn_once(self) -> bool:
        """Does what is next on the oldest file; False when nothing waits."""
        async with reading(self._database) as uow:
            upload = await uow.uploads.next()
        if upload is None:
            return False
        async with unit_of_work(self._database) as uow:
            await uow.uploads.count_attempt(upload.id)
        try:
            await self._one(upload)
        except NotSent as trouble:
            log.warning("upload.not_fetched", upload=upload.id, why=str(trouble))
            await self._give_up(upload, "upload.not_fetched") if upload.attempts + 1 >= TRIES else await asyncio.sleep(
                1
            )
        except Refused:
            await self._give_up(upload, "upload.not_fetched")
        except DoesNotAddUp:
            await self._give_up(upload, "restructure.does_not_add_up")
        except BadWorkbook as bad:
            await self._give_up(upload, f"workbook.{bad.why}", **bad.values)
        except Exception:
            log.exception("upload.failed", upload=upload.id)
            if upload.attempts + 1 >= TRIES:
                await self._give_up(upload, "upload.not_fetched")
        self._on_commit()
        return True

    async def _one(self, upload: Upload) -> None:
        if upload.attempts >= TRIES * 2:
            raise Refused("tried too often")
        async with reading(self._database) as uow:
            who = await sender_of(uow, upload, self._clock.now())
        if who is None:
            async with unit_of_work(self._database) as uow:
                await uow.uploads.move(upload, "failed")
            return
        content = upload.content or await self._channels[upload.channel].fetch(upload.ref, BY_CHAT.packed)
        found = await asyncio.to_thread(_read, bytes(content))
        if isinstance(found, Plan):
            await self._one_plan(upload, found, who, bytes(content))
            return
        if isinstance(found, StepsBook):
            await self._one_template(upload, found, who, bytes(content))
            return
        if isinstance(found, DutyBook):
            await self._one_duty_book(upload, found, who, bytes(content))
            return
        roster = found
        async with unit_of_work(self._database) as uow:
            if upload.state == "confirmed":
                await self._save(uow, upload, roster)
            else:
                await uow.uploads.keep(upload.id, bytes(content))
                screen = await judged(uow, roster, who[1], who[0], upload.id)
                await uow.uploads.move(upload, "faulty" if roster.faults else "ready")
                marked = Document("marked_roster", {"upload": upload.id}) if roster.faults else None
                await self._say(uow, upload, screen, marked)

    async def _one_plan(self, upload: Upload, plan: Plan, who: tuple[str, Seat], content: bytes) -> None:
        """A restructuring: tried and undone, then asked; with a yes it is carried out or kept for its day."""
        language, seat = who
        if upload.state == "confirmed":
            async with unit_of_work(self._database) as uow:
                await self._decide(uow, upload, plan)
            return
        lines = await rehearse(self._database, plan, seat, self._clock.now())
        async with unit_of_work(self._database) as uow:
            await uow.uploads.keep(upload.id, content)
            await uow.uploads.move(upload, "faulty" if plan.faults else "ready")
            if plan.faults:
                marked = Document("marked_roster", {"upload": upload.id})
                await self._say(uow, upload, faulty_screen(plan.faults, language), marked)
            else:
                screen = tried_screen(plan, language, upload.id, self._clock.now())
                await self._say(uow, upload, screen, sheet_document(lines, language))

    async def _one_duty_book(self, upload: Upload, book: DutyBook, who: tuple[str, Seat], content: bytes) -> None:
        """An office's catalogue and work to give: judged, then done with a yes; the right is looked at again."""
        now = self._clock.now()
        async with unit_of_work(self._database) as uow:
            if upload.state != "confirmed":
                await uow.uploads.keep(upload.id, content)
                screen = await judged_duties(uow, book, who[1], who[0], upload, now)
                await uow.uploads.move(upload, "faulty" if book.faults else "ready")
                marked = Document("marked_roster", {"upload": upload.id}) if book.faults else None
                await self._say(uow, upload, screen, marked)
                return
            again = await sender_of(uow, upload, now)
            if again is None or not await uow.uploads.move(upload, "done"):
                return
            done = await decided_duties(uow, book, again[1], again[0], upload, now)
            await self._say(uow, upload, done or Screen(say(again[0], "upload.over")))
            await uow.uploads.keep(upload.id, None)
            uow.audit.add(
                "duty_book.saved",
                f"unit:{again[1].unit_id}",
                now,
                person_id=upload.person_id,
                seat_id=upload.seat_id,
                inbox_id=None,
                changed=len(book.changed),
                given=len(book.once) + len(book.again),
            )

    async def _one_template(self, upload: Upload, book: StepsBook, who: tuple[str, Seat], content: bytes) -> None:
        """A committee's own road map: looked at, asked, and written with a yes."""
        language, seat = who
        async with unit_of_work(self._database) as uow:
            if upload.state == "confirmed":
                again = await sender_of(uow, upload, self._clock.now())
                if again is not None and await uow.uploads.move(upload, "done"):
                    screen = await saved_steps(uow, book, again[1], language, self._clock.now())
                    await self._say(uow, upload, screen or Screen(say(language, "upload.over")))
                    await uow.uploads.keep(upload.id, None)
                return
            changed = await judge_steps(uow, book, seat)
            await uow.uploads.keep(upload.id, content)
            await uow.uploads.move(upload, "faulty" if book.faults else "ready")
            if book.faults:
                marked = Document("marked_roster", {"upload": upload.id})
                await self._say(uow, upload, faulty_screen(book.faults, language), marked)
            else:
                await self._say(uow, upload, steps_screen(changed, language, upload.id))

    async def _decide(self, uow: UnitOfWork, upload: Upload, plan: Plan) -> None:
        who = await sender_of(uow, upload, self._clock.now())
        if who is None or not await uow.uploads.move(upload, "done"):
            return
        language, seat = who
        done = await decided(uow, plan, seat, language, upload, self._clock.now())
        screen, document = done or (Screen(say(language, "upload.over")), None)
        await self._say(uow, upload, screen, document)
        await uow.uploads.keep(upload.id, None)
        uow.audit.add(
            "restructure.decided",
            f"unit:{seat.unit_id}",
            self._clock.now(),
            person_id=upload.person_id,
            seat_id=seat.id,
            inbox_id=None,
            steps=len(plan.steps),
        )

    async def _save(self, uow: UnitOfWork, upload: Upload, roster: Roster) -> None:
        """The right is looked at again, in the transaction that writes."""
        who = await sender_of(uow, upload, self._clock.now())
        if who is None or not await uow.uploads.move(upload, "done"):
            return
        screen = await saved(uow, roster, who[1], who[0], self._clock.now())
        await self._say(uow, upload, screen or Screen(say(who[0], "upload.over")))
        await uow.uploads.keep(upload.id, None)
        uow.audit.add(
            "roster.saved",
            f"unit:{who[1].unit_id}",
            self._clock.now(),
            person_id=upload.person_id,
            seat_id=upload.seat_id,
            inbox_id=None,
            units=len(roster.units),
            seats=len(roster.seats),
        )

    async def _give_up(self, upload: Upload, key: str, **values: object) -> None:
        async with unit_of_work(self._database) as uow:
            person = await uow.people.get(upload.person_id)
            await uow.uploads.move(upload, "failed")
            await uow.uploads.keep(upload.id, None)
            await self._say(uow, upload, Screen(say(person.language if person else "vi", key, **values)))

    async def _say(self, uow: UnitOfWork, upload: Upload, screen: Screen, document: Document | None = None) -> None:
        uow.outbox.reply(upload.conversation_id, upload.channel, screen.as_payload(), self._clock.now())
        await uow.conversations.offer(upload.conversation_id, tuple(choice.action for choice in screen.choices))
        if document is not None:
            payload = {"document": document.name, "args": document.args}
            uow.outbox.document(upload.conversation_id, upload.channel, payload, self._clock.now())


def _read(content: bytes) -> Roster | Plan | DutyBook | StepsBook:
    return read_any(check_file(content, BY_CHAT))
