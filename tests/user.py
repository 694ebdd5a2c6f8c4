"""A pretend person: writes, presses, reads. Everything between goes through the real intake, worker, scheduler and
sender on a real database; only the platform is pretended, and the clock stands still until it is moved.

    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("xong 2")
    await an.presses("Lưu")
    an.sees("Đã ghi")
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

import bot.sender
from bot.clock import Clock
from bot.composer import Composer
from bot.intake import Intake
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.uploads import Uploads
from bot.worker import Worker
from handlers.rules.calendar import DAY_MS, MORNING, day_of, instant, local
from handlers.screens.invite import new_invite
from handlers.text import day
from storage.database import Database
from storage.model import Incoming, Unit
from storage.unit_of_work import reading, unit_of_work
from tests.fakes.recording_channel import RecordingChannel, Sent
from tests.province import START, moment

PUBLIC_URL = "https://chibo.example"
BETWEEN_MS = 1_000
LOOKS = 5_000


class StoppedClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, when: int) -> None:
        super().__init__()
        self._when = when

    def now(self) -> int:
        return self._when

    def jump_to(self, instant: int) -> None:
        self._when = max(self._when, instant)


class Town:
    """The running product without its network: `phones` has buttons, `plain` prints numbers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock(moment(START))
        self.phones = RecordingChannel("phones", buttons=True)
        self.plain = RecordingChannel("plain", buttons=False)
        self.channels = {each.name: each for each in (self.phones, self.plain)}
        self.senders = [
            Sender(each, database, self.clock, Composer(database, each, PUBLIC_URL).compose)
            for each in self.channels.values()
        ]
        self.worker = Worker(database, self.clock, self._wake)
        self.uploads = Uploads(database, self.clock, self.channels, self._wake)
        self.intake = Intake(database, self.clock, lambda: None)
        self.scheduler = Scheduler(database, self.clock, self._wake, 1.0)
        self.people: list[User] = []
        self._count = 0

    def _wake(self) -> None:
        """On channels where nobody is, nothing can be owed."""
        in_use = {person.channel.name for person in self.people}
        self._wake_those([sender for sender in self.senders if sender.channel.name in in_use])

    @staticmethod
    def _wake_those(senders: Sequence[Sender]) -> None:
        for sender in senders:
            sender.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Town]:
        """The senders run until the end of the block."""
        tasks = [asyncio.create_task(sender.run()) for sender in self.senders]
        try:
            with pytest.MonkeyPatch.context() as patch:
                # Looking by themselves now and then, they would send before the clock's own work is done.
                patch.setattr(bot.sender, "LOOK_AGAIN_SECONDS", 3_600)
                yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.intake.close()

    def next_id(self) -> str:
        self._count += 1
        return f"in-{self._count}"

    async def unit(self, code: str) -> Unit:
        async with reading(self.database) as uow:
            found = await uow.units.by_code(code)
        assert found is not None, code
        return found

    async def invite(self, called: str, *, unit: str, role: str) -> str:
        """A fresh code for a seat."""
        where = await self.unit(unit)
        async with unit_of_work(self.database) as uow:
            return await new_invite(uow, where, role, called, self.clock.now())

    def stranger(self, name: str, *, on: str = "phones") -> User:
        """Somebody with a phone who has not joined."""
        user = User(self, name, self.channels[on], f"{on}-{len(self.people) + 1}")
        self.people.append(user)
        return user

    async def person(self, name: str, *, unit: str, role: str, on: str = "phones") -> User:
        """Somebody who has joined and reads the home screen."""
        user = self.stranger(name, on=on)
        await user.says(await self.invite(name, unit=unit, role=role))
        await user.says("1")
        return user

    async def deliver(self, *messages: Incoming) -> None:
        """Everything that comes of these messages, until nothing moves any more."""
        self.clock.jump_to(self.clock.now() + BETWEEN_MS)
        await self.intake.deliver(messages)
        while await self.worker.turn_once() or await self.uploads.turn_once():
            continue
        await self.settled()

    async def settled(self) -> None:
        """Waits until everything that is due has been sent and recorded."""
        for look in range(LOOKS):
            if not await self._due():
                return
            if look % 50 == 3:
                # Those who wrote have woken the senders already. Now and then anew: what was due only later, or has
                # moved to another channel, finds its sender at rest.
                self._wake_those(self.senders)
            await asyncio.sleep(0.001)
        raise AssertionError("something that is due is not sent")

    async def _due(self) -> int:
        async with reading(self.database) as uow:
            depths = [await uow.outbox.depth(name, self.clock.now()) for name in self.channels]
        return sum(depth for depth, _ in depths)

    async def at(self, when: str) -> None:
        """Jumps there, as after a stop, and lets what is due happen; everybody looks at their phones afresh."""
        for person in self.people:
            person.looks_away()
        await self._live_at(moment(when))

    async def _live_at(self, when: int) -> None:
        self.clock.jump_to(when)
        for person in self.people:
            person.tells_the_time()
        await self.scheduler.tick()
        await self.settled()
        for person in self.people:
            person.tell()

    async def lives_until(self, when: str) -> None:
        """The same without a stop: each morning on the way is lived through."""
        for person in self.people:
            person.looks_away()
        morning = instant(day_of(self.clock.now()) + timedelta(days=1), MORNING)
        while morning < moment(when):
            # The day's duties are opened while everybody sleeps, as by a product that never stops.
            self.clock.jump_to(instant(day_of(morning), 1))
            await self.scheduler.tick()
            await self._live_at(morning)
            morning += DAY_MS
        self.clock.jump_to(instant(day_of(moment(when)), 1))
        await self.scheduler.tick()
        await self._live_at(moment(when))


class User:
    """One person with one phone."""

    def __init__(self, town: Town, name: str, channel: RecordingChannel, chat: str) -> None:
        self.town = town
        self.name = name
        self.channel = channel
        self.chat = chat
        self.story: list[str] = []
        self._seen = 0
        self._told = 0

    @property
    def heard(self) -> list[Sent]:
        """Everything that ever arrived, oldest first."""
        return [each for each in self.channel.sent if each.chat == self.chat]

    @property
    def new(self) -> list[Sent]:
        """What arrived since this person last did something."""
        return self.heard[self._seen :]

    @property
    def screen(self) -> str:
        """What can be read of the last message, its buttons beneath."""
        return _readable(self.heard[-1])

    def looks_away(self) -> None:
        """From now on only what comes later is new."""
        self._seen = len(self.heard)

    async def says(self, text: str) -> None:
        await self.sends("text", text)

    async def sends(self, kind: str, text: str = "") -> None:
        """Something of another kind: `photo`, `sticker`, `group` …"""
        await self._act(f"«{text}»" if kind == "text" else f"({kind}) {text}".strip(), self.message(kind, text))

    async def sends_file(self, content: bytes) -> None:
        """A document, which the channel can be asked for by its name."""
        ref = self.town.next_id()
        self.channel.files[ref] = content
        await self._act("(file)", replace(self.message("file", ""), ref=ref))

    async def presses(self, label: str, *, times: int = 1) -> None:
        """The newest button with this label or beginning; without buttons, its digit is typed."""
        if not self.channel.capabilities.buttons:
            await self.says(str(self._digit(label)))
            return
        found = [(each, action) for each in reversed(self.heard) for text, action in each.choices if _is(text, label)]
        assert found, f"no button {label!r}; on the screen:\n{self.screen}"
        message, action = found[0]
        presses = [self.message("press", action, ref=message.id) for _ in range(times)]
        await self._act(f"[{label}]" + " ×2" * (times > 1), *presses)

    async def forges(self, action: str) -> None:
        """A press that no button of ours offered, or one of long ago."""
        await self._act(f"[{action}]", self.message("press", action))

    def message(self, kind: str, text: str, *, ref: str | None = None) -> Incoming:
        press_id = self.town.next_id()
        answer_to = press_id if kind == "press" else None
        return Incoming(
            self.channel.name, press_id, self.chat, kind, text, ref, answer_to, sent_at=self.town.clock.now()
        )

    async def _act(self, shown: str, *messages: Incoming) -> None:
        self.tell()
        self.story.append(f"\n{self.name}: {shown}")
        self.looks_away()
        await self.town.deliver(*messages)
        self.tell()

    def tell(self) -> None:
        """Writes what arrived since the last time into the story."""
        for each in self.heard[self._told :]:
            self.story.append("\n".join(f"    {line}".rstrip() for line in _readable(each).splitlines()))
        self._told = len(self.heard)

    def tells_the_time(self) -> None:
        """Writes the hour into the story, after what came until now."""
        self.tell()
        now = local(self.town.clock.now())
        self.story.append(f"\n— {day('vi', now.date(), year=True)}, {now:%H:%M} —")

    def _digit(self, label: str) -> int:
        replies = [each for each in self.heard if not each.is_push]
        for number, (text, _) in enumerate(replies[-1].choices, 1):
            if _is(text, label):
                assert f"{number}. " in replies[-1].text, f"{label!r} cannot be read:\n{replies[-1].text}"
                return number
        raise AssertionError(f"no choice {label!r}; on the screen:\n{replies[-1].text}")

    def sees(self, *pieces: str) -> None:
        """Each piece stands in what is new."""
        text = _all(self.new)
        for piece in pieces:
            assert piece in text, f"{self.name} does not see {piece!r}; new is:\n{text}"

    def sees_not(self, *pieces: str) -> None:
        text = _all(self.new)
        for piece in pieces:
            assert piece not in text, f"{self.name} sees {piece!r}:\n{text}"

    def sees_nothing(self) -> None:
        assert not self.new, f"{self.name} sees:\n{_all(self.new)}"


def _is(text: str, label: str) -> bool:
    return text.startswith(label) or text.partition(". ")[2].startswith(label)


def _readable(sent: Sent) -> str:
    buttons = " ".join(f"[{text}]" for text, _ in sent.choices) if sent.draws_buttons else ""
    return f"{sent.text}\n{buttons}".rstrip()


def _all(messages: Sequence[Sent]) -> str:
    return "\n---\n".join(_readable(each) for each in messages)
