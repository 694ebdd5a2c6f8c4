"""What happens every night: forgetting what was kept long enough, a backup, and once a month a restore drill."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

import structlog

from bot.backups import SUFFIX, BadBackup, Restored, copy_plain, encrypt, restore, to_delete
from bot.clock import Clock
from bot.settings import Settings
from handlers.retention import forget_old
from handlers.rules.calendar import DAY_MS, day_of
from handlers.rules.outage import MINUTE_MS
from storage.database import Database, DatabaseUnavailable
from storage.unit_of_work import reading, unit_of_work

log = structlog.get_logger(__name__)

LAST_BACKUP: Final = "last_backup"
LAST_DRILL: Final = "last_drill"
LAST_NIGHT: Final = "last_night"
NIGHT_AFTER_MS: Final = 150 * MINUTE_MS
PREFIX: Final = "chibo-"


class Housekeeping:
    """Nightly work of the process that plans."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._folder = settings.data_dir / "backups"
        self._key = settings.backup_key.get_secret_value() if settings.backup_key else None
        self._clock = clock

    async def nightly_if_due(self) -> None:
        """Once a night from half past two on; a computer that was off then does it when it runs again."""
        night = day_of(self._clock.now() - NIGHT_AFTER_MS).isoformat()
        async with reading(self._database) as uow:
            last = await uow.audit.fact(LAST_NIGHT)
        if last == night:
            return
        # An installation that has just begun has nothing to catch up with.
        if last is not None:
            await self.nightly()
        async with unit_of_work(self._database) as uow:
            await uow.audit.set_fact(LAST_NIGHT, night)

    async def nightly(self) -> None:
        """Each part by itself: a full disk must not keep words longer than promised."""
        await self._forget()
        await self._check_sums()
        await asyncio.to_thread(_sweep, self._folder, self._clock.now())
        path = self._folder / self._name(self._clock.today())
        try:
            await self.back_up(path)
            await self._thin_out()
        except (OSError, DatabaseUnavailable) as error:
            log.warning("backup.failed", error=type(error).__name__)
            await self._note(LAST_BACKUP, "failed")
            return
        if await self._month_of_drill() != self._clock.today().isoformat()[:7]:
            await self.drill(path)

    async def _month_of_drill(self) -> str:
        async with reading(self._database) as uow:
            last = await uow.audit.fact(LAST_DRILL)
        return "" if last is None else day_of(int(last.split()[0])).isoformat()[:7]

    async def _note(self, fact: str, what: str) -> None:
        async with unit_of_work(self._database) as uow:
            await uow.audit.set_fact(fact, f"{self._clock.now()} {what}")

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

    async def back_up(self, path: Path) -> str:
        """A consistent copy of the live database at `path`, encrypted when there is a key; replaces an older one.
        Returns the SHA-256 of what `chibo restore` will write."""
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as place:
            plain = Path(place) / "plain.db"
            await self._database.backup(plain)
            sha256 = await asyncio.to_thread(_finish, plain, path, self._key)
        await self._note(LAST_BACKUP, f"{path.name} {sha256}")
        log.info("backup.made", name=path.name, encrypted=self._key is not None)
        return sha256

    async def drill(self, backup: Path) -> Restored | None:
        """Restores a backup into a place of its own, and says whether it would have worked: it opens, is sound, and is
        to the byte what was written down when it was made."""
        with tempfile.TemporaryDirectory(dir=backup.parent, prefix=".drill-") as place:
            try:
                found: Restored | None
                found = await asyncio.to_thread(restore, backup, Path(place) / "drill.db", self._key)
                await self._compare(backup, found)
            except (BadBackup, OSError) as error:
                log.warning("drill.failed", name=backup.name, advice=getattr(error, "advice", type(error).__name__))
                found = None
        await self._note(LAST_DRILL, "ok" if found else "failed")
        return found

    async def _compare(self, backup: Path, found: Restored) -> None:
        async with reading(self._database) as uow:
            made = (await uow.audit.fact(LAST_BACKUP) or "").split()
        if made[1:2] == [backup.name] and made[2] != found.sha256:
            raise BadBackup(f"{backup.name} is not what was written", "backup_damaged")

    def _name(self, day: date) -> str:
        return f"{PREFIX}{day.isoformat()}{SUFFIX if self._key else '.db'}"

    async def _thin_out(self) -> None:
        found: dict[date, list[Path]] = {}
        for path in await asyncio.to_thread(lambda: list(self._folder.glob(f"{PREFIX}*"))):
            found.setdefault(date.fromisoformat(path.stem.removeprefix(PREFIX)), []).append(path)
        for day in to_delete(found):
            for path in found[day]:
                await asyncio.to_thread(path.unlink)


def _sweep(folder: Path, now: int) -> None:
    """What a process that was killed in the middle of a backup or a drill left behind, as large as the data."""
    for left in (*folder.glob(".backup-*"), *folder.glob(".drill-*")):
        if now - left.stat().st_mtime * 1000 > DAY_MS:
            shutil.rmtree(left, ignore_errors=True)


def _finish(plain: Path, path: Path, key: str | None) -> str:
    """Puts the copy in its place in one step, so that a stop on the way leaves the older one."""
    ready = plain.with_suffix(".ready")
    with plain.open("rb") as source, ready.open("wb") as target:
        sha256 = copy_plain(source, target) if key is None else encrypt(source, target, key)
    ready.replace(path)
    return sha256
