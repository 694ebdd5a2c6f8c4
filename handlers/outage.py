"""What the administrators are told about the machine itself: a channel down or up again, a queue that is stuck, one
line of health each morning; and which channel people are written to first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.notices import tell
from handlers.rules.calendar import DAY_MS, day_of, local
from handlers.rules.outage import HEALTH_MINUTE, SILENT_MS, is_down, is_stuck
from handlers.screen import Choice, Screen
from handlers.text import number, say
from handlers.written import for_reader, in_every_language
from storage.notices import Notice
from storage.unit_of_work import UnitOfWork

ADMIN: Final = "admin"
ALERT_LASTS: Final = DAY_MS // 2
SEEN, DOWN, STUCK, HEALTH_LINE = "seen.", "down.", "stuck.", "health_line"
TOLD_LASTS: Final = 14 * DAY_MS
JITTER_MS: Final = 1_000
MOST_LINES: Final = 3
Said = tuple[str, Mapping[str, Any]]
"""A sentence's key and its values."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the process that polls a channel last knew: instant of the last answer, and the key of its trouble."""

    at: int
    trouble: str = ""


async def note_seen(uow: UnitOfWork, channel: str, seen: Seen) -> None:
    """Kept for the other processes, for `chibo doctor` and for the watch. A process that no longer polls knows only
    what is older, and says nothing."""
    known = await last_seen(uow, channel)
    if known is not None and seen.at < known.at - JITTER_MS:
        return
    await uow.audit.set_fact(f"{SEEN}{channel}", json.dumps([seen.at, seen.trouble]))


async def last_seen(uow: UnitOfWork, channel: str) -> Seen | None:
    """None where nothing was ever noted, as on a channel that is not polled."""
    fact = await uow.audit.fact(f"{SEEN}{channel}")
    return Seen(*json.loads(fact)) if fact else None


async def down_since(uow: UnitOfWork, channel: str) -> int | None:
    """Since when the channel counts as down."""
    fact = await uow.audit.fact(f"{DOWN}{channel}")
    return int(fact) if fact else None


async def watch(
    uow: UnitOfWork, channels: Mapping[str, bool], now: int, wrong: Sequence[Said] = (), well: Sequence[Said] = ()
) -> list[str]:
    """Looks at everything once; `channels`: name → whether it is polled; `wrong` and `well`: what was found about the
    machine, for the morning's line. Returns the keys of what was told."""
    told = []
    for channel, polled in channels.items():
        told += await _watch_channel(uow, channel, now, polled=polled)
        depth, since = await uow.outbox.depth(channel, now)
        told += await _watch_queue(uow, channel, depth, since, now)
    waiting, since = await uow.inbox.waiting()
    told += await _watch_queue(uow, "inbox", waiting, since, now)
    return told + await _morning(uow, channels, now, wrong, well)


async def _watch_channel(uow: UnitOfWork, channel: str, now: int, *, polled: bool) -> list[str]:
    failing = await uow.channels.failing(channel)
    seen = await last_seen(uow, channel) if polled else None
    sent_lately = not failing or await uow.channels.sent_since(channel, now - SILENT_MS)
    down = is_down(failing, sent_lately=sent_lately, heard_ms_ago=None if seen is None else now - seen.at)
    since = await down_since(uow, channel)
    if down == (since is not None):
        return []
    await uow.audit.set_fact(f"{DOWN}{channel}", str(now) if down else "")
    name = channel.capitalize()
    if not down:
        minutes = number((now - (since or now)) // 60_000)
        await _alert(uow, "outage.up", now, "", {"name": name, "minutes": minutes})
        return ["outage.up"]
    others = [each for each, people, _ in await uow.channels.in_use() if each != channel and people]
    values = {"name": name, "chats": number(failing)}
    await _alert(uow, "outage.down", now, channel, values, next(iter(others), ""))
    return ["outage.down"]


async def _watch_queue(uow: UnitOfWork, queue: str, depth: int, since: int | None, now: int) -> list[str]:
    stuck = since is not None and is_stuck(now - since)
    fact = f"{STUCK}{queue}"
    if stuck == bool(await uow.audit.fact(fact)):
        return []
    await uow.audit.set_fact(fact, str(now) if stuck else "")
    if not stuck or await down_since(uow, queue) is not None:
        # A channel that is down has said so already.
        return []
    minutes = number((now - (since or now)) // 60_000)
    key = "outage.stuck_in" if queue == "inbox" else "outage.stuck_out"
    values = {"n": number(depth), "minutes": minutes}
    await _alert(uow, key, now, queue, values if queue == "inbox" else values | {"name": queue.capitalize()})
    return [key]


async def is_morning(uow: UnitOfWork, now: int) -> bool:
    """Whether the line of health is due."""
    at = local(now)
    return at.hour * 60 + at.minute >= HEALTH_MINUTE and await uow.audit.fact(HEALTH_LINE) != at.date().isoformat()


async def _morning(
    uow: UnitOfWork, channels: Mapping[str, bool], now: int, wrong: Sequence[Said], well: Sequence[Said]
) -> list[str]:
    if not await is_morning(uow, now):
        return []
    await uow.audit.set_fact(HEALTH_LINE, day_of(now).isoformat())
    waiting, _ = await uow.inbox.waiting()
    down = [each.capitalize() for each in channels if await down_since(uow, each) is not None]
    values = {
        "units": number(await uow.units.count()),
        "failed": number(await uow.outbox.failed_since(now - DAY_MS)),
        "waiting": number(waiting),
    }
    if down:
        await _alert(uow, "outage.morning_bad", now, "", values | {"down": ", ".join(down)}, also=wrong[:MOST_LINES])
    elif wrong:
        await _alert(uow, "outage.morning_wrong", now, "", values, also=wrong[:MOST_LINES])
    else:
        await _alert(uow, "outage.morning", now, "", values, also=well)
    return [HEALTH_LINE]


async def _alert(
    uow: UnitOfWork,
    key: str,
    now: int,
    avoid: str,
    values: Mapping[str, str],
    first: str = "",
    also: Sequence[Said] = (),
) -> None:
    """To every administrator at once: this cannot wait for tomorrow's message. `first`: a channel to move people to;
    `also`: more to be said, a line each."""
    for conversation_id, channel, language in await uow.channels.alert_chats(ADMIN, now, avoid):
        choices = (
            (Choice(say(language, "outage.write_first", name=first.capitalize()), f"channels:first:{first}"),)
            if first
            else ()
        )
        lines = [say(language, key, **values), *(f"- {say(language, each, **about)}" for each, about in also)]
        screen = Screen("\n".join(lines), choices)
        uow.outbox.push(
            conversation_id, channel, "push", screen.as_payload(), now, due_at=now, expires_at=now + ALERT_LASTS
        )


async def prefer(uow: UnitOfWork, channel: str, path: str, now: int) -> int:
    """From now on everybody below the path who can be reached there is written to on this channel; whoever has another
    one as well is told once, within their next message. Returns how many those are."""
    seats = await uow.channels.prefer(channel, path, now)
    told = in_every_language(for_reader("outage.told", name=channel.capitalize()))
    today = day_of(now).isoformat()
    key = f"channel:{channel}:{today}"
    notices = [Notice(seat, "text", told, today, now + TOLD_LASTS, key=f"{key}:{seat}") for seat in seats]
    await tell(uow, notices, now)
    return len(seats)
