"""`chibo doctor`: what is wrong with this installation, each with the sentence that says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from bot.clock import Clock
from bot.housekeeping import LAST_BACKUP, LAST_DRILL
from bot.measures import free_bytes
from bot.settings import Settings
from handlers.delivery import ZALO, ZALO_MESSAGES_A_MONTH, ZALO_USERS
from handlers.outage import down_since, last_seen
from handlers.rules.calendar import DAY_MS, day_of, instant, local
from handlers.text import number, say
from storage.database import Database, DatabaseUnavailable, open_database
from storage.unit_of_work import UnitOfWork, reading

LEAST_FREE_BYTES: Final = 500_000_000
MOST_CLOCK_ERROR_MS: Final = 60_000
MOST_QUEUE_AGE_MS: Final = 300_000
MOST_BACKUP_AGE_MS: Final = 2 * DAY_MS
MOST_DRILL_AGE_MS: Final = 40 * DAY_MS
ANSWER_SECONDS: Final = 10
NEAR: Final = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `key` with `values` is the sentence about it."""

    is_well: bool
    key: str
    values: dict[str, Any]


def well(key: str, **values: Any) -> Finding:
    """Nothing to do."""
    return Finding(True, key, values)


def trouble(key: str, **values: Any) -> Finding:
    """Something to do, and the sentence says what."""
    return Finding(False, key, values)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Everything, one after the other; a part that cannot be looked at does not stop the rest."""
    clock = Clock(settings.timezone)
    yield _disk(settings)
    for finding in await _channels(settings, clock):
        yield finding
    try:
        database = await open_database(settings.database_url.get_secret_value(), migrate=False)
    except DatabaseUnavailable as error:
        yield trouble(f"advice.{error.advice}")
        return
    try:
        for finding in await look_inside(database, settings, clock):
            yield finding
    except Exception as error:
        yield trouble("doctor.database_odd", kind=type(error).__name__)
    finally:
        await database.close()


async def look_around(database: Database, settings: Settings, clock: Clock) -> list[Finding]:
    """The same from within: for the line that the administrators get in the morning."""
    return [_disk(settings), *await _channels(settings, clock), *await look_inside(database, settings, clock)]


async def print_examination(settings: Settings, write: Callable[[str], None]) -> int:
    """Prints the findings; returns how many need something done."""
    troubles = 0
    async for finding in examine(settings):
        troubles += not finding.is_well
        mark = "✓" if finding.is_well else "✗"
        write(f"{mark} {say(settings.language, finding.key, **finding.values)}")
    return troubles


def _disk(settings: Settings) -> Finding:
    free = free_bytes(settings.data_dir)
    gigabytes = f"{free / 1e9:.1f}".replace(".", ",")
    return (well if free >= LEAST_FREE_BYTES else trouble)(
        "doctor.disk" if free >= LEAST_FREE_BYTES else "doctor.disk_low", free=gigabytes
    )


async def _channels(settings: Settings, clock: Clock) -> list[Finding]:
    chosen = [
        ("Telegram", settings.telegram_token, settings.telegram_api_url, settings.telegram_mode),
        ("Zalo", settings.zalo_token, settings.zalo_api_url, settings.zalo_mode),
    ]
    found: list[Finding] = []
    for name, token, url, mode in chosen:
        if token is not None:
            found += await _channel(name, f"{url.rstrip('/')}/bot{token.get_secret_value()}", mode, clock)
    return found or [trouble("advice.no_channel")]


async def _channel(name: str, root: str, mode: str, clock: Clock) -> list[Finding]:
    """getMe and getWebhookInfo; both platforms answer them in the same shape. Changes nothing there."""
    try:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            status, me, date = await _ask(session, f"{root}/getMe")
            _, info, _ = await _ask(session, f"{root}/getWebhookInfo")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return [trouble("doctor.unreachable", channel=name)]
    if status in (401, 403, 404) or not me.get("ok"):
        return [trouble("advice.bad_token", channel=name, name=name.upper())]
    found = [well("doctor.channel", channel=name)]
    webhook = info.get("result") or {}
    if mode == "polling" and webhook.get("url"):
        found.append(trouble("doctor.webhook_in_the_way", channel=name))
    if mode == "webhook" and not webhook.get("url"):
        found.append(trouble("doctor.webhook_missing", channel=name))
    if webhook.get("last_error_message"):
        found.append(trouble("doctor.webhook_failing", channel=name, why=webhook["last_error_message"]))
    error = abs(clock.now() - int(parsedate_to_datetime(date).timestamp() * 1000)) if date else 0
    if error > MOST_CLOCK_ERROR_MS:
        found.append(trouble("doctor.clock", seconds=number(error // 1000)))
    return found


async def _ask(session: aiohttp.ClientSession, url: str) -> tuple[int, dict[str, Any], str]:
    async with session.post(url, json={}) as response:
        body = await response.json(content_type=None)
        return response.status, body if isinstance(body, dict) else {}, response.headers.get("Date", "")


async def look_inside(database: Database, settings: Settings, clock: Clock) -> list[Finding]:
    """What the book itself knows: tables, units, queues, channels, sends, quota, backups."""
    now = clock.now()
    async with reading(database) as uow:
        pending = await uow.audit.pending_migrations(database.dialect)
        if pending:
            return [trouble("doctor.migrations", n=number(len(pending)))]
        units = await uow.units.count()
        found = [well("doctor.units", units=number(units)) if units else trouble("doctor.no_units")]
        waiting, since = await uow.inbox.waiting()
        if since is not None and now - since > MOST_QUEUE_AGE_MS:
            found.append(trouble("doctor.inbox_old", waiting=number(waiting), minutes=number((now - since) // 60_000)))
        failed = await uow.outbox.failed_since(now - DAY_MS)
        if failed:
            found.append(trouble("doctor.failed_sends", count=number(failed)))
        for name, token, mode in (
            ("telegram", settings.telegram_token, settings.telegram_mode),
            ("zalo", settings.zalo_token, settings.zalo_mode),
        ):
            if token is not None:
                found += await _channel_inside(uow, name, now, polled=mode == "polling")
        if settings.zalo_token is not None:
            found.append(await _quota(uow, now))
        found += _kept(await uow.audit.fact(LAST_BACKUP), now, MOST_BACKUP_AGE_MS, "backup")
        found += _kept(await uow.audit.fact(LAST_DRILL), now, MOST_DRILL_AGE_MS, "drill")
        if settings.backup_key is None:
            found.append(trouble("doctor.no_key"))
    return found


async def _channel_inside(uow: UnitOfWork, name: str, now: int, *, polled: bool) -> list[Finding]:
    found = []
    depth, oldest = await uow.outbox.depth(name, now)
    minutes = number((now - (oldest or now)) // 60_000)
    if await down_since(uow, name) is not None:
        found.append(trouble("doctor.channel_down", channel=name.capitalize(), waiting=number(depth)))
    elif oldest is not None and now - oldest > MOST_QUEUE_AGE_MS:
        found.append(trouble("doctor.outbox_old", channel=name.capitalize(), waiting=number(depth), minutes=minutes))
    seen = await last_seen(uow, name) if polled else None
    if seen is None:
        return found
    if seen.trouble == "poller_conflict":
        found.append(trouble("advice.poller_conflict", channel=name.capitalize()))
    ago = number(max(0, now - seen.at) // 60_000)
    is_old = now - seen.at > MOST_QUEUE_AGE_MS
    key = "doctor.poll_old" if is_old else "doctor.poll"
    found.append((trouble if is_old else well)(key, channel=name.capitalize(), minutes=ago))
    return found


async def _quota(uow: UnitOfWork, now: int) -> Finding:
    used, users = await uow.outbox.usage(ZALO, instant(day_of(now).replace(day=1)))
    near = 100 * used >= NEAR * ZALO_MESSAGES_A_MONTH or 100 * users >= NEAR * ZALO_USERS
    values = {"used": number(used), "most": number(ZALO_MESSAGES_A_MONTH), "users": number(users)}
    return (trouble if near else well)("doctor.quota_near" if near else "doctor.quota", **values)


def _kept(fact: str | None, now: int, most_age: int, what: str) -> list[Finding]:
    if fact is None:
        return [trouble(f"doctor.no_{what}")]
    at, *rest = fact.split()
    if rest[-1:] == ["failed"]:
        return [trouble(f"doctor.{what}_failed")]
    if now - int(at) > most_age:
        return [trouble(f"doctor.{what}_old", days=(now - int(at)) // DAY_MS)]
    return [well(f"doctor.{what}", when=f"{local(int(at)):%H:%M %d/%m/%Y}")]
