"""The secretaries' page: every word printed on it does what is printed beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import write_guide
from bot.settings import BadSettings
from handlers.guide import ROWS
from handlers.text import say
from tests.user import Town

SEEN = {
    "tasks": "hạn",
    "done": "?",
    "meeting": "31",
    "blocked": "vướng",
    "wrong": "24 giờ",
    "pledge": "nói không",
    "practice": "TẬP",
    "help": "trợ giúp",
    "home": "Chào",
}


@pytest.mark.parametrize("row", ROWS)
async def test_what_is_printed_is_understood(town: Town, row: str) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("việc")
    await an.says(say("vi", f"guide.write_{row}"))
    an.sees_not("chưa hiểu")
    assert SEEN[row].lower() in an.screen.lower(), an.screen


async def test_the_page_comes_behind_the_sentence(town: Town) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("hướng dẫn")
    an.sees("chữ to", "/files/", "huong-dan-mot-trang.docx")
    await an.says("tập dượt")
    await an.says("hết tập")
    await an.presses("Hướng dẫn để in")
    an.sees("huong-dan-mot-trang.docx")


async def test_the_command_writes_it_once(tmp_path: Path) -> None:
    path = tmp_path / "huong-dan.docx"
    said: list[str] = []
    await write_guide(path, "vi", said.append)
    assert str(path) in said[0]
    before = path.read_bytes()
    assert before.startswith(b"PK")
    with pytest.raises(BadSettings, match=path.name):
        await write_guide(path, "en", said.append)
    assert path.read_bytes() == before
