"""`chibo invite`: a code, and with a folder the slip to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import create, make_invite, prefer_channel, remove_pin, verify_audit
from bot.restoring import restore_database
from bot.settings import BadSettings, Settings
from storage.database import open_database
from tests.province import settle_town


async def _settings(tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path}/chibo.db"
    database = await open_database(url)
    try:
        await settle_town(database)
    finally:
        await database.close()
    return Settings(database_url=url, data_dir=tmp_path)


async def test_the_slip_lies_in_the_folder_in_word_and_as_a_pdf(tmp_path: Path) -> None:
    settings = await _settings(tmp_path)
    said: list[str] = []
    folder = tmp_path / "phieu"
    await make_invite(settings, "LV-AT-01", "cell_secretary", "bác Năm", folder, said.append)
    written = {path.name: path.read_bytes()[:4] for path in folder.iterdir()}
    assert written == {"LV-AT-01-cell_secretary.docx": b"PK\x03\x04", "LV-AT-01-cell_secretary.pdf": b"%PDF"}
    assert [Path(line).name for line in said[1:]] == sorted(written)


async def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    settings = await _settings(tmp_path)
    said: list[str] = []
    await make_invite(settings, "LV-AT-01", "cell_secretary", "bác Năm", None, said.append)
    assert len(said) == 1
    assert "pdf" not in said[0]


async def test_a_folder_that_cannot_be_written_is_one_plain_line(tmp_path: Path) -> None:
    settings = await _settings(tmp_path)
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(BadSettings, match="phiếu"):
        await make_invite(settings, "LV-AT-01", "cell_secretary", "bác Năm", tmp_path / "taken", lambda _: None)


async def test_begun_twice_says_that_the_book_is_there_and_gives_one_more_code(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/chibo.db", data_dir=tmp_path)
    first: list[str] = []
    await create(settings, first.append)
    assert first[0].startswith("Đã tạo sổ mới")
    assert "chibo run" in first[-1]
    second: list[str] = []
    await create(settings, second.append)
    assert "Sổ đã có sẵn (1 đơn vị)" in second[0]
    assert "mã in trước vẫn dùng được" in second[0]
    assert first[1] != second[1]


async def test_nothing_to_do_is_said_as_such(tmp_path: Path) -> None:
    settings = await _settings(tmp_path)
    said: list[str] = []
    await remove_pin(settings, "LV-AT-01", "cell_secretary", said.append)
    await verify_audit(settings, said.append)
    assert said == [
        "Chưa có ai giữ vai trò ấy, nên không có mã PIN nào để xoá.",
        "Chưa có gì để kiểm tra: dòng nhật ký được khoá vào chuỗi khi sổ chạy (make run).",
    ]
    with pytest.raises(BadSettings, match="cũng chưa có kênh nào"):
        await prefer_channel(settings, "zalo", said.append)
    with pytest.raises(BadSettings, match="Không thấy tệp"):
        await restore_database(settings, tmp_path / "khong-co.bak", tmp_path / "moi.db", said.append)
