"""`chibo run` and `chibo demo`: settings → app → loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.app import App, channels_of, open_app
from bot.channels.demo import DemoChannel
from bot.channels.demo_web import add_demo_routes
from bot.clock import Clock
from bot.demo import Demo
from bot.logs import set_up_logs
from bot.settings import BadSettings, Settings
from handlers.text import say

log = structlog.get_logger(__name__)


async def run_product(settings: Settings) -> None:
    """All channels that have a token. Raises what `bot.__main__` turns into one plain line."""
    set_up_logs(settings.log_format, settings.secrets(), language=settings.language)
    channels = channels_of(settings)
    if not channels:
        raise BadSettings(say(settings.language, "advice.no_channel"))
    async with open_app(settings, Clock(settings.timezone), channels) as app:
        await app.run(_said_ready)


async def _said_ready(app: App) -> None:
    names = ",".join(channel.name for channel in app.channels)
    log.info("ready", channels=names, host=app.settings.http_host, port=app.port)


async def run_demo(settings: Settings, port: int, *, fresh: bool, announce: Callable[[str], None]) -> None:
    """The demo on its own database below the data directory; no token is used even if one is set."""
    set_up_logs(settings.log_format, language=settings.language)
    path = settings.data_dir / "demo.db"
    if fresh:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    demo_settings = settings.for_demo(f"sqlite:///{path}", port)
    clock = Clock(settings.timezone)
    channel = DemoChannel(clock.now)
    async with open_app(demo_settings, clock, [channel]) as app:
        demo = Demo(app)
        await demo.prepare()
        add_demo_routes(app.web, channel, app.intake.deliver, demo, language=settings.language)

        async def ready(running: App) -> None:
            announce(say(settings.language, "demo.open", url=f"http://127.0.0.1:{running.port}"))
            await asyncio.sleep(0)

        await app.run(ready)
