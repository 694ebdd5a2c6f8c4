"""Backups: what goes in comes out, nothing comes out without the key, and old ones go by the rule."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backups import CHUNK, MAGIC, BadBackup, decrypt, encrypt, restore, to_delete
from bot.clock import Clock
from bot.housekeeping import LAST_BACKUP, LAST_DRILL, Housekeeping
from bot.sample import make_sample
from bot.settings import Settings
from storage.database import open_database
from storage.unit_of_work import reading

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


@pytest.mark.parametrize("key", [None, KEY])
async def test_a_live_database_is_backed_up_restored_and_drilled(tmp_path: Path, key: str | None) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'live.db'}")
    try:
        clock = Clock()
        await make_sample(database, clock.now())
        chosen = Settings(data_dir=tmp_path, backup_key=key, _env_file=None)  # type: ignore[arg-type, call-arg]
        house = Housekeeping(database, chosen, clock)
        await house.nightly()
        [backup] = (tmp_path / "backups").iterdir()
        assert ("thôn".encode() in backup.read_bytes()) is (key is None)
        found = restore(backup, tmp_path / "again.db", key)
        assert found.rows["unit"] == 16
        assert (await house.drill(backup)) is not None
        async with reading(database) as uow:
            assert str(await uow.audit.fact(LAST_BACKUP)).split()[1] == backup.name
            assert str(await uow.audit.fact(LAST_DRILL)).endswith(" ok")
    finally:
        await database.close()


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
