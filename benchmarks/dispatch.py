"""Pushes to as many chats under flood control: a bucket of 30 or 60, refilled at 30 a second; over it everything is
refused until its retry_after ends. Telegram publishes no finer rule, so this is about that model, not about Telegram.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from benchmarks.chat import aligned
from benchmarks.running import BOT_CORE, TOKEN, Process, serving, wait_until
from benchmarks.server import FIRST_CHAT
from bot.clock import Clock
from storage.database import open_database
from storage.model import Incoming
from storage.unit_of_work import unit_of_work

RATE = 30


def table(home: Path, messages: int) -> str:
    """One run for each bucket."""
    rows = [("bucket", "delivered", "seconds", "a second", "of 30", "429s", "most in any 1 s")]
    for burst in (30, 60):
        directory = home / f"dispatch{burst}"
        directory.mkdir()
        url = f"sqlite:///{directory}/chibo.db"
        asyncio.run(_owe(url, messages))
        with serving(directory) as server:
            server.do("flood", burst=burst, rate=RATE)
            env = {
                "CHIBO_DATABASE_URL": url,
                "CHIBO_TELEGRAM_TOKEN": TOKEN,
                "CHIBO_TELEGRAM_API_URL": server.url,
                "CHIBO_HTTP_PORT": "0",
                "CHIBO_DATA_DIR": str(directory),
            }
            process = Process(["-m", "bot", "run"], BOT_CORE, env, directory, "bot.log")
            try:
                wait_until(lambda server=server: server.do("stats")["sent"] >= messages, messages / RATE * 3 + 60)
                time.sleep(0.5)
                found = server.do("stats")
            finally:
                process.stop()
        seconds = found["seconds"] - found["first"]
        rate = (found["sent"] - 1) / seconds
        rows.append(
            (
                str(burst),
                f"{found['sent']:,} of {messages:,}",
                f"{seconds:.1f}",
                f"{rate:.2f}",
                f"{rate / RATE:.2f}",
                str(found["refused"]),
                str(found["most_in_a_second"]),
            )
        )
        sys.stderr.write(".")
    sys.stderr.write("\n")
    return aligned(rows)


async def _owe(url: str, messages: int) -> None:
    """As many chats, each of which is owed one push."""
    database = await open_database(url)
    now = Clock().now()
    chats = [str(FIRST_CHAT + number) for number in range(messages)]
    try:
        async with unit_of_work(database) as uow:
            await uow.inbox.add([Incoming("telegram", chat, chat, "text", "x", sent_at=now) for chat in chats], now)
            for chat in chats:
                found = await uow.conversations.of_chat("telegram", chat)
                assert found is not None
                uow.outbox.push(found[0], "telegram", "push", {"text": "Nhắc việc", "choices": []}, now, due_at=now)
            while rows := await uow.inbox.claim(now, 1000):
                for row in rows:
                    uow.inbox.done(row.id, now, "answered")
                await uow.session.flush()
    finally:
        await database.close()
