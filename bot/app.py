"""Builds everything once, starts the loops, stops them in order: the only place where the parts meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web
from filelock import FileLock, Timeout

from bot.channels.base import Channel, ChannelDown
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo import ZaloChannel
from bot.clock import Clock
from bot.composer import Composer
from bot.doctor import look_around
from bot.housekeeping import Housekeeping
from bot.intake import Intake
from bot.lease import Leases
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.settings import BadSettings, Settings
from bot.uploads import Uploads
from bot.watch import Watch
from bot.web import build_web
from bot.worker import Worker
from handlers.screens.invite import TELEGRAM_BOT
from handlers.text import say
from storage.database import Database, DatabaseUnavailable, open_database
from storage.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

COMMANDS = ("start", "viec", "baocao", "dangky", "tinhhinh", "bang", "trogiup", "thoi")
POSTGRES_WORKERS = 4
START_AGAIN_SECONDS = (1, 2, 5, 10, 30)
STOP_SECONDS = 2.5


def channels_of(settings: Settings) -> list[Channel]:
    """A channel for each token. Raises BadSettings for a webhook without address or secret."""
    found: list[Channel] = []
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    for name, mode, token in (
        ("telegram", settings.telegram_mode, settings.telegram_token),
        ("zalo", settings.zalo_mode, settings.zalo_token),
    ):
        if token is None:
            continue
        if mode == "webhook" and not (settings.public_url and len(secret) >= 8):
            raise BadSettings(say(settings.language, "advice.webhook_needs", channel=name.capitalize()))
        url = f"{settings.public_url.rstrip('/')}/webhook/{name}"
        if name == "telegram":
            commands = {command: say(settings.language, f"command.{command}") for command in COMMANDS}
            found.append(
                TelegramChannel(
                    token=token.get_secret_value(),
                    api_url=settings.telegram_api_url,
                    mode=mode,
                    webhook_url=url,
                    secret=secret,
                    commands=commands,
                )
            )
        else:
            found.append(
                ZaloChannel(
                    token=token.get_secret_value(),
                    api_url=settings.zalo_api_url,
                    mode=mode,
                    webhook_url=url,
                    secret=secret,
                )
            )
    return found


@asynccontextmanager
async def one_process(settings: Settings) -> AsyncIterator[None]:
    """A SQLite file is run by one process; a second is told so at once. PostgreSQL takes any number."""
    url = settings.database_url.get_secret_value()
    if not url.startswith("sqlite:///"):
        yield
        return
    path = Path(url.removeprefix("sqlite:///"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise DatabaseUnavailable("another process runs on this file", "database_in_use") from None
    except OSError as error:
        raise DatabaseUnavailable(type(error).__name__, "database_path") from error
    try:
        yield
    finally:
        lock.release()


class App:
    """The running product: `channels`, `intake`, `workers`, `senders`, `scheduler`, and the web app around them."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, channels: list[Channel]) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.channels = channels
        self.senders = [
            Sender(channel, database, clock, Composer(database, channel, settings.public_url).compose)
            for channel in channels
        ]
        count = 1 if database.dialect.name == "sqlite" else POSTGRES_WORKERS
        make = partial(Worker, database, clock, self._after_turns, language=settings.language)
        first = make()
        self.workers = [first, *(make(first) for _ in range(1, count))]
        self.intake = Intake(database, clock, self._wake_workers)
        self._leases = Leases(database)
        self.uploads = Uploads(database, clock, {each.name: each for each in channels}, self._wake_senders)
        self.scheduler = Scheduler(
            database,
            clock,
            self._wake_senders,
            settings.tick_seconds,
            Housekeeping(database, settings, clock).nightly_if_due,
            None if database.dialect.name == "sqlite" else partial(self._leases.still_held, "planner"),
        )
        look = partial(look_around, database, settings, clock)
        self.watch = Watch(database, clock, channels, self._wake_senders, look)
        self.web = build_web(channels, database, clock, self.intake.deliver, settings)
        self.port = settings.http_port

    @property
    def _is_demo(self) -> bool:
        """Where the clock jumps, nothing can be said about how long something waits."""
        return any(channel.name == "demo" for channel in self.channels)

    def _after_turns(self) -> None:
        self._wake_senders()
        self.uploads.wake()

    def _wake_senders(self) -> None:
        for sender in self.senders:
            sender.wake()

    def _wake_workers(self) -> None:
        for worker in self.workers:
            worker.wake()

    async def run(self, ready: Callable[[App], Awaitable[None]] | None = None) -> None:
        """Until cancelled or a channel is down for good (raises ChannelDown)."""
        runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.settings.http_host, self.settings.http_port)
            await site.start()
            self.port = runner.addresses[0][1]
            if ready is not None:
                await ready(self)
            await self._loops()
        finally:
            await runner.cleanup()
            await self.intake.close()
            for channel in self.channels:
                await channel.close()

    async def _loops(self) -> None:
        tasks = [asyncio.create_task(worker.run(), name="worker") for worker in self.workers]
        tasks.append(self._alone("planner", self.scheduler.run))
        tasks.append(self._alone("uploads", self.uploads.run))
        if not self._is_demo:
            tasks.append(asyncio.create_task(self.watch.note(), name="watch.note"))
            tasks.append(self._alone("watch", self.watch.judge))
        for sender in self.senders:
            name = sender.channel.name
            tasks.append(self._alone(f"send.{name}", sender.run))
            tasks.append(asyncio.create_task(self._receive(sender.channel), name=f"receive.{name}"))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for sender in self.senders:
                sender.finish(STOP_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _alone(self, name: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """A loop that may run in one process only; on SQLite there is no other process."""
        if self.database.dialect.name == "sqlite":
            return asyncio.ensure_future(_forever(work))
        return asyncio.create_task(self._leases.while_held(name, work), name=name)

    async def _receive(self, channel: Channel) -> None:
        """Starts the channel, again and again while the platform cannot be reached, then listens."""
        for attempt in range(1_000_000):
            try:
                await channel.start()
                break
            except ChannelDown as down:
                if down.fatal:
                    raise
                log.warning("channel.unreachable", channel=channel.name, advice=down.advice)
                await asyncio.sleep(START_AGAIN_SECONDS[min(attempt, len(START_AGAIN_SECONDS) - 1)])
        await self._note_name(channel)
        if getattr(channel, "mode", "webhook") == "polling":
            await self._alone(f"poll.{channel.name}", lambda: self._poll(channel))
        else:
            await asyncio.Event().wait()

    async def _note_name(self, channel: Channel) -> None:
        username = getattr(channel, "username", "")
        if channel.name == "telegram" and username:
            async with unit_of_work(self.database) as uow:
                await uow.audit.set_fact(TELEGRAM_BOT, username)

    async def _poll(self, channel: Channel) -> None:
        """Polls; a batch that could not be committed is fetched again, since it was not confirmed."""
        while True:
            try:
                await channel.poll(self.intake.deliver)
            except ChannelDown:
                raise
            except DatabaseUnavailable:
                # Intake has said so.
                await asyncio.sleep(1)
            except Exception:
                log.exception("poll.failed", channel=channel.name)
                await asyncio.sleep(1)


async def _forever(work: Callable[[], Awaitable[None]]) -> None:
    await work()


@asynccontextmanager
async def open_app(settings: Settings, clock: Clock, channels: list[Channel]) -> AsyncIterator[App]:
    """The app on its database, alone on it where it must be; the database is closed whatever happens."""
    async with one_process(settings):
        database = await open_database(settings.database_url.get_secret_value())
        try:
            yield App(settings, database, clock, channels)
        finally:
            await database.close()
