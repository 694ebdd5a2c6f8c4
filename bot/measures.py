"""What `/health` and `/metrics` show: queues, channels, sends, backups, disk. Numbers, nothing about anybody."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.channels.base import Channel
from bot.clock import Clock, monotonic
from bot.housekeeping import LAST_BACKUP, LAST_DRILL
from handlers.outage import down_since, last_seen
from handlers.rules.calendar import DAY_MS
from handlers.rules.outage import STUCK_MS
from storage.database import Database
from storage.unit_of_work import UnitOfWork, reading

GAUGES: Final = {
    "chibo_waiting": ("Messages waiting", "queue"),
    "chibo_oldest_seconds": ("Age of the oldest waiting message", "queue"),
    "chibo_heard_seconds": ("Since this process last heard from the platform", "channel"),
    "chibo_polled_seconds": ("Since any process last had an answer to a poll", "channel"),
    "chibo_trouble": ("1 while receiving does not work, by kind", "channel_and_kind"),
    "chibo_down": ("1 while the channel as a whole counts as down", "channel"),
    "chibo_failing_chats": ("Chats in which a send is being tried again", "channel"),
    "chibo_failed_sends": ("Sends that failed for good within a day", ""),
    "chibo_backup_age_seconds": ("Age of the last backup", ""),
    "chibo_drill_age_seconds": ("Age of the last restore drill", ""),
    "chibo_drill_ok": ("1 when the last restore drill worked", ""),
    "chibo_disk_free_bytes": ("Free bytes where the data is", ""),
    "chibo_units": ("Units in the book", ""),
    "chibo_healthy": ("1 when nothing waits too long and no channel is down", ""),
}


async def measure(
    channels: Iterable[Channel], database: Database, clock: Clock, data_dir: Path | None = None
) -> dict[str, Any]:
    """Queue depths and ages in seconds, how each channel stands, and the few figures of the installation."""
    now = clock.now()
    async with reading(database) as uow:
        waiting, since = await uow.inbox.waiting()
        queues = {"inbox": _queue(waiting, since, now)}
        for channel in channels:
            depth, oldest = await uow.outbox.depth(channel.name, now)
            queues[channel.name] = _queue(depth, oldest, now) | await _standing(uow, channel, now)
        found = {
            "queues": queues,
            "failed_sends": await uow.outbox.failed_since(now - DAY_MS),
            "units": await uow.units.count(),
            "backup": _kept(await uow.audit.fact(LAST_BACKUP), now),
            "drill": _kept(await uow.audit.fact(LAST_DRILL), now),
            "disk_free_bytes": None if data_dir is None else free_bytes(data_dir),
        }
    healthy = all(queue["age_seconds"] * 1000 < STUCK_MS and not queue.get("down") for queue in queues.values())
    return {"healthy": healthy} | found


def free_bytes(data_dir: Path) -> int:
    """Where the data is, or will be."""
    place = next(folder for folder in (data_dir, *data_dir.absolute().parents) if folder.exists())
    return shutil.disk_usage(place).free


def _queue(depth: int, since: int | None, now: int) -> dict[str, Any]:
    return {"waiting": depth, "age_seconds": 0.0 if since is None else max(0.0, (now - since) / 1000)}


async def _standing(uow: UnitOfWork, channel: Channel, now: int) -> dict[str, Any]:
    last_ok, seen = getattr(channel, "last_ok", None), await last_seen(uow, channel.name)
    return {
        "last_ok_seconds": None if last_ok is None else round(monotonic() - last_ok, 1),
        "trouble": getattr(channel, "trouble", None),
        "polled_seconds": None if seen is None else max(0.0, (now - seen.at) / 1000),
        "failing_chats": await uow.channels.failing(channel.name),
        "down": await down_since(uow, channel.name) is not None,
    }


def _kept(fact: str | None, now: int) -> dict[str, Any] | None:
    if fact is None:
        return None
    at, *rest = fact.split()
    return {"age_seconds": (now - int(at)) / 1000, "ok": rest[-1:] != ["failed"]}


def as_prometheus(found: dict[str, Any]) -> bytes:
    """The text format of Prometheus; what is not known is left out."""
    registry = CollectorRegistry()
    gauges = {
        name: Gauge(name, help_, [label] if label else [], registry=registry) for name, (help_, label) in GAUGES.items()
    }

    def put(name: str, value: float | None, label: str = "") -> None:
        if value is not None:
            (gauges[name].labels(label) if label else gauges[name]).set(value)

    for name, queue in found["queues"].items():
        put("chibo_waiting", queue["waiting"], name)
        put("chibo_oldest_seconds", queue["age_seconds"], name)
        if name == "inbox":
            continue
        put("chibo_heard_seconds", queue["last_ok_seconds"], name)
        put("chibo_polled_seconds", queue["polled_seconds"], name)
        put("chibo_down", int(queue["down"]), name)
        put("chibo_failing_chats", queue["failing_chats"], name)
        if queue["trouble"]:
            put("chibo_trouble", 1, f"{name} {queue['trouble']}")
    for what in ("backup", "drill"):
        put(f"chibo_{what}_age_seconds", found[what] and found[what]["age_seconds"])
    put("chibo_drill_ok", found["drill"] and int(found["drill"]["ok"]))
    put("chibo_failed_sends", found["failed_sends"])
    put("chibo_disk_free_bytes", found["disk_free_bytes"])
    put("chibo_units", found["units"])
    put("chibo_healthy", int(found["healthy"]))
    return generate_latest(registry)
