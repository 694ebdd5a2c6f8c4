"""What must never be written down leaves no trace: not in the database file, its log of writes, or our own logs."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
import structlog

from storage.unit_of_work import reading
from tests.databases import Databases
from tests.province import settle_town
from tests.user import Town, User

KEPT = "một câu bình thường được giữ lại"
SECRETS = {
    "căn cước của ông Bảy là 001098123456, nhờ ghi vào sổ": ("001098123456", "refuse_personal_id"),
    "tôi tố cáo ông Trần Văn Zét nhận tiền 50 triệu của dân": ("Trần Văn Zét", "refuse_allegation"),
    "gửi văn bản đóng dấu mật số 99-BC/XYZ về nhân sự": ("99-BC/XYZ", "refuse_secret"),
}


@pytest.mark.parametrize("text", SECRETS)
async def test_it_is_refused_kindly_and_counted(town: Town, text: str) -> None:
    hidden, kind = SECRETS[text]
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says(text)
    an.sees("không")
    an.sees_not(hidden)
    async with reading(town.database) as uow:
        assert await uow.audit.fact(f"refused.{kind}") == "1"


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("place", ["home", "question", "obstacle", "pledge", "invited", "stranger", "caption"])
async def test_no_trace_in_the_file_its_log_or_our_logs(
    databases: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, place: str
) -> None:
    hidden, _ = SECRETS[text]
    logged = io.StringIO()
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(logged), cache_logger_on_first_use=False)
    caplog.set_level(logging.DEBUG)
    try:
        async with (
            databases.fresh("sqlite", tmp_path, "town", settle_town) as database,
            Town(database).running() as town,
        ):
            await town.stranger("người khác").says(KEPT)
            await _say_it(town, place, text)
            assert KEPT.encode() in (tmp_path / "chibo.db-wal").read_bytes()
            for name in ("chibo.db", "chibo.db-wal"):
                assert hidden.encode() not in (tmp_path / name).read_bytes(), name
            for channel in town.channels.values():
                assert not [each for each in channel.sent if hidden in each.text]
    finally:
        structlog.configure(**before)
    assert hidden not in logged.getvalue()
    assert hidden not in caplog.text


async def _say_it(town: Town, place: str, text: str) -> None:
    an = town.stranger("người lạ") if place == "stranger" else await _secretary(town)
    steps = {
        "question": ("việc", "xong 1"),
        "obstacle": ("việc", "vướng 2", "4"),
        "pledge": ("cam kết",),
    }
    for said in steps.get(place, ()):
        await an.says(said)
    if place == "invited":
        an = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
        await an.says("mời")
        await an.presses("1. ")
        await an.forges(an.heard[-1].choices[0][1])
    await an.sends("photo" if place == "caption" else "text", text)


async def _secretary(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
