"""The doctor: each thing that can be wrong has its own sentence, and what is well is said to be well."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.doctor import Finding, examine, look_around, look_inside, print_examination
from bot.housekeeping import LAST_BACKUP, LAST_DRILL
from bot.settings import Settings
from handlers.rules.calendar import DAY_MS
from handlers.text import say
from storage.database import open_database
from storage.model import Incoming
from storage.unit_of_work import unit_of_work
from tests.databases import NOTHING, Databases
from tests.fakes.telegram_server import FakeTelegram


def _settings(tmp_path: Path, **chosen: Any) -> Settings:
    values = {"data_dir": tmp_path, "database_url": f"sqlite:///{tmp_path / 'c.db'}", "_env_file": None}
    return Settings(**values | chosen)


async def _filled(settings: Settings, **facts: str) -> None:
    database = await open_database(settings.database_url.get_secret_value())
    try:
        async with unit_of_work(database) as uow:
            if not await uow.units.count():
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


async def test_a_postgres_without_a_copy_is_told_so_too(databases: Databases, tmp_path: Path) -> None:
    async with databases.address("postgres", tmp_path, NOTHING) as url:
        settings = _settings(tmp_path, database_url=url, telegram_token="1:x", telegram_api_url="http://127.0.0.1:9")
        await _filled(settings)
        found = await _keys(settings)
        assert [found[f"doctor.{key}"] for key in ("no_backup", "no_drill", "no_key")] == [False] * 3
        await _filled(settings, **{LAST_BACKUP: f"{Clock().now()} failed"})
        assert (await _keys(settings))["doctor.backup_failed"] is False


async def test_the_morning_line_looks_at_the_same(tmp_path: Path) -> None:
    async with FakeTelegram() as server:
        settings = _settings(tmp_path, telegram_token=server.token, telegram_api_url=server.url, backup_key="key")
        await _filled(settings)
        database = await open_database(settings.database_url.get_secret_value())
        try:
            found = {each.key: each.is_well for each in await look_around(database, settings, Clock())}
        finally:
            await database.close()
        assert found == await _keys(settings)


async def test_an_unreachable_server_and_an_empty_book(tmp_path: Path) -> None:
    settings = _settings(tmp_path, telegram_token="1:x", telegram_api_url="http://127.0.0.1:9")
    database = await open_database(settings.database_url.get_secret_value())
    await database.close()
    found = await _keys(settings)
    assert found["doctor.unreachable"] is False
    assert found["doctor.no_units"] is False


async def test_no_book_yet_is_told_how_to_begin(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert (await _keys(settings))["advice.database_missing"] is False
    assert "chibo init" in say("vi", "advice.database_missing")
    assert not (tmp_path / "c.db").exists(), "looking creates nothing"


async def test_the_token_is_never_printed(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path, telegram_token="12345:verysecret_token_value_1234", telegram_api_url="http://127.0.0.1:9"
    )
    lines: list[str] = []
    await print_examination(settings, lines.append)
    assert not any("verysecret" in line for line in lines)


async def test_what_the_book_knows_about_the_channels(tmp_path: Path) -> None:
    now = Clock().now()
    settings = _settings(tmp_path, telegram_token="1:x", zalo_token="z", telegram_api_url="http://127.0.0.1:9")
    await _filled(
        settings,
        **{
            "seen.telegram": f'[{now - 3_600_000}, "poller_conflict"]',
            "down.zalo": str(now - 600_000),
            LAST_BACKUP: f"{now} x.db 00",
        },
    )
    database = await open_database(settings.database_url.get_secret_value())
    try:
        async with unit_of_work(database) as uow:
            await uow.inbox.add([Incoming("telegram", "1", "7", "text", "việc", sent_at=now)], now - 3_600_000)
            found = await uow.conversations.of_chat("telegram", "7")
            assert found is not None
            uow.outbox.reply(found[0], "telegram", {"text": "x"}, now - 3_600_000)
        findings = await look_inside(database, settings, Clock())
    finally:
        await database.close()
    seen = {each.key: each.is_well for each in findings}
    for key in ("inbox_old", "outbox_old", "poll_old", "channel_down"):
        assert seen[f"doctor.{key}"] is False, key
    assert seen["advice.poller_conflict"] is False
    assert seen["doctor.quota"] is True
    for each in findings:
        for language in ("vi", "en"):
            assert say(language, each.key, **each.values)


async def test_tables_of_an_older_version_are_said_first(tmp_path: Path) -> None:
    settings = _settings(tmp_path, telegram_token="1:x", telegram_api_url="http://127.0.0.1:9")
    await (await open_database(settings.database_url.get_secret_value())).close()
    with closing(sqlite3.connect(tmp_path / "c.db")) as file, file:
        file.execute("DELETE FROM migration WHERE name = (SELECT MAX(name) FROM migration)")
    assert (await _keys(settings))["doctor.migrations"] is False
