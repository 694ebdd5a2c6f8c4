"""What happens every night: forgetting what was kept long enough, a backup, and once a month a restore drill."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

import structlog

from bot.backups import SUFFIX, BadBackup, Restored, copy_plain, encrypt, restore, to_delete
from bot.clock import Clock
from bot.settings import Settings
from handlers.retention import forget_old
from storage.database import Database, DatabaseUnavailable
from storage.unit_of_work import reading, unit_of_work

log = structlog.get_logger(__name__)

LAST_BACKUP: Final = "last_backup"
LAST_DRILL: Final = "last_drill"
PREFIX: Final = "chibo-"


class Housekeeping:
    """Nightly work of the process that plans. Only SQLite is backed up here; PostgreSQL has its own tools."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._folder = settings.data_dir / "backups"
        self._key = settings.backup_key.get_secret_value() if settings.backup_key else None
        self._clock = clock

    async def nightly(self) -> None:
        """Each part by itself: a full disk must not keep words longer than promised."""
        await self._forget()
        await self._check_sums()
        if self._database.dialect.name != "sqlite":
            return
        try:
            path = await self.back_up(self._folder / self._name(self._clock.today()))
        except (OSError, DatabaseUnavailable) as error:
            log.warning("backup.failed", error=type(error).__name__)
            return
        await self._thin_out()
        if self._clock.today().day == 1:
            await self.drill(path)

    async def _forget(self) -> None:
        now = self._clock.now()
        async with unit_of_work(self._database) as uow:
            gone = await forget_old(uow, now)
        log.info("retention", **gone)

    async def _check_sums(self) -> None:
        """Sums that differ from their rows, by whatever accident, are counted again and said in the log."""
        async with reading(self._database) as uow:
            if await uow.tallies.agree():
                return
        log.warning("sums.counted_again")
        async with unit_of_work(self._database) as uow:
            await uow.tallies.rebuild()

    async def back_up(self, path: Path) -> Path:
        """A consistent copy of the live database at `path`, encrypted when there is a key; replaces an older one."""
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as place:
            plain = Path(place) / "plain.db"
            await self._database.backup(plain)
            sha256 = await asyncio.to_thread(_finish, plain, path, self._key)
        async with unit_of_work(self._database) as uow:
            await uow.audit.set_fact(LAST_BACKUP, f"{self._clock.now()} {path.name} {sha256}")
        log.info("backup.made", name=path.name, encrypted=self._key is not None)
        return path

    async def drill(self, backup: Path) -> Restored | None:
        """Restores a backup into a place of its own, and says whether it would have worked."""
        with tempfile.TemporaryDirectory(prefix="chibo-drill-") as place:
            try:
                found = await asyncio.to_thread(restore, backup, Path(place) / "drill.db", self._key)
            except BadBackup as error:
                log.warning("drill.failed", name=backup.name, advice=error.advice)
                found = None
        async with unit_of_work(self._database) as uow:
            await uow.audit.set_fact(LAST_DRILL, f"{self._clock.now()} {'ok' if found else 'failed'}")
        return found

    def _name(self, day: date) -> str:
        return f"{PREFIX}{day.isoformat()}{SUFFIX if self._key else '.db'}"

    async def _thin_out(self) -> None:
        found: dict[date, list[Path]] = {}
        for path in await asyncio.to_thread(lambda: list(self._folder.glob(f"{PREFIX}*"))):
            found.setdefault(date.fromisoformat(path.stem.removeprefix(PREFIX)), []).append(path)
        for day in to_delete(found):
            for path in found[day]:
                await asyncio.to_thread(path.unlink)


def _finish(plain: Path, path: Path, key: str | None) -> str:
    """Puts the copy in its place in one step, so that a stop on the way leaves the older one."""
    ready = plain.with_suffix(".ready")
    with plain.open("rb") as source, ready.open("wb") as target:
        sha256 = copy_plain(source, target) if key is None else encrypt(source, target, key)
    ready.replace(path)
    return sha256
