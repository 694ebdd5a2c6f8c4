"""The doctor: each thing that can be wrong has its own sentence, and what is well is said to be well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.doctor import Finding, examine, print_examination
from bot.housekeeping import LAST_BACKUP, LAST_DRILL
from bot.settings import Settings
from handlers.rules.calendar import DAY_MS
from storage.database import open_database
from storage.unit_of_work import unit_of_work
from tests.fakes.telegram_server import FakeTelegram


def _settings(tmp_path: Path, **chosen: Any) -> Settings:
    values = {"data_dir": tmp_path, "database_url": f"sqlite:///{tmp_path / 'c.db'}", "_env_file": None}
    return Settings(**values | chosen)


async def _filled(settings: Settings, **facts: str) -> None:
    database = await open_database(settings.database_url.get_secret_value())
    try:
        async with unit_of_work(database) as uow:
            await uow.units.add(
                "T",
                None,
                "province",
                "Tỉnh",
                composition="mixed",
                residential=False,
                member_count=None,
                on="2026-01-01",
            )
            for name, value in facts.items():
                await uow.audit.set_fact(name, value)
    finally:
        await database.close()


async def _keys(settings: Settings) -> dict[str, bool]:
    found: list[Finding] = [finding async for finding in examine(settings)]
    return {finding.key: finding.is_well for finding in found}


async def test_a_sound_installation_has_nothing_to_mend(tmp_path: Path) -> None:
    now = Clock().now()
    async with FakeTelegram() as server:
        settings = _settings(
            tmp_path, telegram_token=server.token, telegram_api_url=server.url, backup_key="secret-key"
        )
        await _filled(settings, **{LAST_BACKUP: f"{now} x.chibo 00", LAST_DRILL: f"{now} ok"})
        lines: list[str] = []
        assert await print_examination(settings, lines.append) == 0
    assert all(line.startswith("✓ ") for line in lines)
    assert any("Telegram" in line for line in lines)


async def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    old = Clock().now() - 90 * DAY_MS
    async with FakeTelegram() as server:
        settings = _settings(tmp_path, telegram_token="1:wrong", telegram_api_url=server.url)
        await _filled(settings, **{LAST_BACKUP: f"{old} x.db 00", LAST_DRILL: f"{old} failed"})
        found = await _keys(settings)
    assert found["advice.bad_token"] is False
    assert found["doctor.backup_old"] is False
    assert found["doctor.drill_failed"] is False
    assert found["doctor.no_key"] is False


async def test_an_unreachable_server_and_an_empty_book(tmp_path: Path) -> None:
    settings = _settings(tmp_path, telegram_token="1:x", telegram_api_url="http://127.0.0.1:9")
    database = await open_database(settings.database_url.get_secret_value())
    await database.close()
    found = await _keys(settings)
    assert found["doctor.unreachable"] is False
    assert found["doctor.no_units"] is False


async def test_the_token_is_never_printed(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path, telegram_token="12345:verysecret_token_value_1234", telegram_api_url="http://127.0.0.1:9"
    )
    lines: list[str] = []
    await print_examination(settings, lines.append)
    assert not any("verysecret" in line for line in lines)
