"""`chibo restore`: a backup into a new file, or in the place of what is in use, which is set aside."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.app import one_process
from bot.backups import BadBackup, Restored, restore
from bot.clock import Clock, monotonic
from bot.lease import LASTS_MS
from bot.settings import BadSettings, Settings
from handlers.rules.calendar import local
from handlers.text import number, say
from storage.database import DatabaseUnavailable
from storage.moving import CannotMove

BESIDE = ("", "-wal", "-shm")
LOOK_SECONDS = 0.5
STAMP = "{:%Y%m%d_%H%M%S}"


async def restore_database(
    settings: Settings, backup: Path, into: Path | None, announce: Callable[[str], None]
) -> None:
    """Opens a backup, checks it, and says what is in it. Raises BadSettings and DatabaseUnavailable."""
    language = settings.language
    try:
        if into is not None:
            found = await asyncio.to_thread(restore, backup, into, _key(settings))
            announce(_said(language, "backup.restored", found, path=into))
            return
        found, aside = await _in_place(settings, backup)
    except BadBackup as error:
        raise BadSettings(say(language, f"advice.{error.advice}", path=into or backup)) from None
    except CannotMove as error:
        raise BadSettings(say(language, f"advice.{error.advice}", table=error.table)) from None
    except FileNotFoundError:
        missing = into.parent if into is not None and await asyncio.to_thread(backup.exists) else backup
        raise BadSettings(say(language, "workbook.not_there", path=missing)) from None
    except OSError as error:
        raise BadSettings(say(language, "advice.restore_file", why=error.strerror)) from None
    announce(_said(language, "backup.restored_here", found, path=aside))


def _key(settings: Settings) -> str | None:
    return settings.backup_key.get_secret_value() if settings.backup_key else None


def _said(language: str, key: str, found: Restored, path: object) -> str:
    return say(
        language,
        key,
        path=path,
        units=number(found.rows.get("unit", 0)),
        tasks=number(found.rows.get("task", 0)),
        people=number(found.rows.get("person", 0)),
        sha256=found.sha256[:16],
    )


async def _in_place(settings: Settings, backup: Path) -> tuple[Restored, str]:
    """What was restored, and where the data of before is now."""
    url, stamp = settings.database_url.get_secret_value(), STAMP.format(local(Clock().now()))
    async with one_process(settings):
        if url.startswith("sqlite:///"):
            path = Path(url.removeprefix("sqlite:///"))
            return await asyncio.to_thread(_replace_file, backup, path, stamp, _key(settings))
        return await _replace_server(settings, backup, f"before_{stamp}")


def _replace_file(backup: Path, path: Path, stamp: str, key: str | None) -> tuple[Restored, str]:
    coming, aside = path.with_name(f"{path.name}.coming-{stamp}"), path.with_name(f"{path.name}.before-{stamp}")
    found = restore(backup, coming, key)
    aside.mkdir()
    for suffix in BESIDE:
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.rename(aside / old.name)
    coming.rename(path)
    return found, str(aside)


async def _replace_server(settings: Settings, backup: Path, aside: str) -> tuple[Restored, str]:
    from storage.replacing import is_run, replace

    url = settings.database_url.get_secret_value()
    # A process that was killed a moment ago holds its leases a little longer.
    ends = monotonic() + 2 * LASTS_MS / 1000
    while await is_run(url, Clock().now()):
        if monotonic() > ends:
            raise DatabaseUnavailable("somebody holds a lease", "database_led")
        await asyncio.sleep(LOOK_SECONDS)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as place:
        file = Path(place) / "restored.db"
        found = await asyncio.to_thread(restore, backup, file, _key(settings))
        await replace(url, file, aside)
    return found, aside
