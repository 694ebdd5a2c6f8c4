"""Backups: what goes in comes out, nothing comes out without the key, and old ones go by the rule."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backups import CHUNK, MAGIC, BadBackup, decrypt, encrypt, restore, to_delete
from bot.clock import Clock
from bot.housekeeping import LAST_BACKUP, LAST_DRILL, Housekeeping
from bot.sample import make_sample
from bot.settings import Settings
from storage import keeping
from storage.database import Database, DatabaseUnavailable, open_database
from storage.unit_of_work import TABLES, reading, unit_of_work
from tests.databases import Databases, every_value
from tests.province import moment
from tests.user import StoppedClock

KEY = "mật khẩu rất dài"


def _encrypted(content: bytes, key: str = KEY) -> bytes:
    target = io.BytesIO()
    encrypt(io.BytesIO(content), target, key)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_goes_in_comes_out(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    target = io.BytesIO()
    sha256 = decrypt(io.BytesIO(_encrypted(content)), target, KEY)
    assert target.getvalue() == content
    assert sha256 == encrypt(io.BytesIO(content), io.BytesIO(), KEY)


@settings(max_examples=20)
@given(st.binary(min_size=1, max_size=50), st.data())
def test_a_changed_byte_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_encrypted(content))
    place = data.draw(st.integers(len(MAGIC), len(sealed) - 1))
    sealed[place] ^= 1
    with pytest.raises(BadBackup):
        decrypt(io.BytesIO(bytes(sealed)), io.BytesIO(), KEY)


def test_a_file_cut_short_between_chunks_is_noticed() -> None:
    sealed = _encrypted(b"x" * (2 * CHUNK))
    with pytest.raises(BadBackup):
        decrypt(io.BytesIO(sealed[: len(MAGIC) + 16 + CHUNK + 16]), io.BytesIO(), KEY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BadBackup) as error:
        decrypt(io.BytesIO(_encrypted(b"hello")), io.BytesIO(), "another")
    assert error.value.advice == "backup_key"


def _house(database: Database, tmp_path: Path, key: str | None = None, clock: Clock | None = None) -> Housekeeping:
    chosen = Settings(data_dir=tmp_path, backup_key=key, _env_file=None)
    return Housekeeping(database, chosen, clock or Clock())


async def _fact(database: Database, name: str) -> str:
    async with reading(database) as uow:
        return str(await uow.audit.fact(name))


@pytest.mark.parametrize("key", [None, KEY])
async def test_a_live_database_is_backed_up_restored_and_drilled(
    database: Database, tmp_path: Path, key: str | None
) -> None:
    await make_sample(database, Clock().now())
    house = _house(database, tmp_path, key)
    await house.nightly()
    [backup] = (tmp_path / "backups").iterdir()
    assert ("thôn".encode() in backup.read_bytes()) is (key is None)
    found = restore(backup, tmp_path / "again.db", key)
    assert found.rows["unit"] == 16
    made = (await _fact(database, LAST_BACKUP)).split()
    assert made[1:] == [backup.name, found.sha256]
    # The first night has its drill, without a wait for the first of a month.
    assert (await _fact(database, LAST_DRILL)).endswith(" ok")
    assert await house.drill(backup) == found


async def test_a_copy_of_postgres_is_the_same_to_the_row(databases: Databases, tmp_path: Path) -> None:
    async with databases.fresh("postgres", tmp_path) as database:
        await make_sample(database, Clock().now())
        async with unit_of_work(database) as uow:
            await uow.audit.set_fact("odd", "MỌI CHUYỆN \x01 🌾 '\" \\")
            while await uow.audit.seal():
                continue
        await database.backup(tmp_path / "copy.db")
        before = sorted(repr(tuple(row)) for row in await every_value(database, TABLES))
    assert sorted(os.listdir(tmp_path)) == ["copy.db"]
    copy = await open_database(f"sqlite:///{tmp_path / 'copy.db'}", migrate=False)
    try:
        assert sorted(repr(tuple(row)) for row in await every_value(copy, TABLES)) == before
        async with unit_of_work(copy) as uow:
            assert await uow.tallies.agree()
            verdict = await uow.audit.verify()
            assert (verdict.rows > 5, verdict.broken_at) == (True, None)
            assert await uow.audit.pending_migrations(copy.dialect) == []
    finally:
        await copy.close()
    # The triggers that count are back.
    with closing(sqlite3.connect(tmp_path / "copy.db")) as file:
        assert file.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0] >= 4


async def test_a_copy_that_differs_is_thrown_away(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = keeping._handfuls

    async def careless(connection: Any, sql: str) -> AsyncIterator[list[Any]]:
        async for rows in original(connection, sql):
            yield rows[1:] if " FROM unit" in sql else rows

    async with databases.fresh("postgres", tmp_path) as database:
        await make_sample(database, Clock().now())
        monkeypatch.setattr(keeping, "_handfuls", careless)
        house = _house(database, tmp_path)
        with pytest.raises(DatabaseUnavailable) as refused:
            await house.back_up(tmp_path / "backups" / "x.db")
        assert refused.value.advice == "backup_differs"
        assert list((tmp_path / "backups").iterdir()) == []
        await house.nightly()
        assert (await _fact(database, LAST_BACKUP)).endswith(" failed")


async def test_tables_of_another_version_are_not_copied(databases: Databases, tmp_path: Path) -> None:
    async with databases.fresh("postgres", tmp_path) as database:
        async with database.transaction() as transaction:
            connection: Any = transaction._connection
            await connection.execute("INSERT INTO migration VALUES ('9999_of_tomorrow')")
        with pytest.raises(DatabaseUnavailable) as refused:
            await database.backup(tmp_path / "copy.db")
    assert refused.value.advice == "backup_version"


async def test_a_drill_notices_a_copy_that_is_sound_but_another(database: Database, tmp_path: Path) -> None:
    house = _house(database, tmp_path)
    await house.nightly()
    [backup] = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as file, file:
        file.execute("INSERT INTO fact (name, value) VALUES ('foreign', 'hand')")
    assert await house.drill(backup) is None
    assert (await _fact(database, LAST_DRILL)).endswith(" failed")


async def test_a_night_that_the_computer_slept_through_is_made_up_for(database: Database, tmp_path: Path) -> None:
    """An office switches its computer off in the evening: the copy and the forgetting come in the morning."""
    clock = StoppedClock(moment("2026-11-24 09:00"))
    house = _house(database, tmp_path, clock=clock)
    backups = tmp_path / "backups"
    await house.nightly_if_due()
    assert not backups.exists()
    for when, copies in (("24 23:00", 0), ("25 02:29", 0), ("26 08:00", 1), ("26 23:00", 1), ("27 02:31", 2)):
        clock.jump_to(moment(f"2026-11-{when}"))
        await house.nightly_if_due()
        assert len(list(backups.glob("*"))) == copies, when
    assert (await _fact(database, LAST_DRILL)).startswith(str(moment("2026-11-26 08:00")))
    clock.jump_to(moment("2026-12-05 07:00"))
    await house.nightly_if_due()
    assert (await _fact(database, LAST_DRILL)) == f"{clock.now()} ok"


async def test_what_a_killed_process_left_behind_goes(database: Database, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    for name, age in ((".backup-old", 3 * 86_400), (".drill-old", 3 * 86_400), (".backup-now", 0)):
        (backups / name).mkdir(parents=True)
        (backups / name / "plain.db").write_bytes(b"x")
        at = Clock().now() / 1000 - age
        os.utime(backups / name, (at, at))
    await _house(database, tmp_path).nightly()
    assert [path.name for path in backups.glob(".*")] == [".backup-now"]


async def test_a_disk_without_room_is_said(database: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").write_bytes(b"no folder")
    await _house(database, tmp_path).nightly()
    assert (await _fact(database, LAST_BACKUP)).endswith(" failed")


def test_a_restore_never_overwrites_and_leaves_nothing_behind(tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"precious")
    with pytest.raises(BadBackup):
        restore(tmp_path / "backup", there, KEY)
    (tmp_path / "junk").write_bytes(b"no database at all" * 100)
    with pytest.raises(BadBackup):
        restore(tmp_path / "junk", tmp_path / "new.db", None)
    assert there.read_bytes() == b"precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["junk", "there.db"]


def test_the_rule_keeps_days_weeks_and_months() -> None:
    today = date(2026, 11, 23)
    days = [today - timedelta(days=ago) for ago in range(800)]
    kept = set(days) - to_delete(days)
    assert {today - timedelta(days=ago) for ago in range(7)} <= kept
    assert len(kept) <= 7 + 5 + 12
    assert min(kept) < today - timedelta(days=300)
    assert to_delete([]) == set()
