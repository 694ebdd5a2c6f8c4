"""What is refused before it is opened: broken, huge, macro-bearing, packed to burst, of another kind."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from handlers.text import LANGUAGES, say
from handlers.workbooks.roster import read_roster
from handlers.workbooks.safety import BY_CHAT, BadWorkbook, Limits, check_file
from tests.workbook_files import roster_file, workbook

GOOD = roster_file([("T", "Tỉnh", "tỉnh", None)])
WHOLE = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def packed(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def refusal(content: bytes, limits: Limits = BY_CHAT) -> str:
    with pytest.raises(BadWorkbook) as caught:
        read_roster(check_file(content, limits))
    for language in LANGUAGES:
        assert say(language, f"workbook.{caught.value.why}", **caught.value.values)
    return caught.value.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .xls", "old_or_locked"),
        (packed({"word/document.xml": b"<w/>"}), "not_excel"),
        (packed(WHOLE | {"xl/vbaProject.bin": b"macro"}), "macros"),
        (packed(WHOLE | {"xl/embeddings/object1.bin": b"thing"}), "macros"),
        (
            packed(WHOLE | {"[Content_Types].xml": b"<Types>application/vnd.ms-excel.sheet.macroEnabled</Types>"}),
            "macros",
        ),
        (packed(WHOLE | {"xl/worksheets/sheet1.xml": b" " * 20_000_000}), "bomb"),
        (packed(WHOLE | {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "bomb"),
        (packed(WHOLE | {f"xl/{number}.xml": b"" for number in range(2_500)}), "bomb"),
        (packed(WHOLE), "broken"),
        (GOOD[: len(GOOD) // 2], "broken"),
        (GOOD[:-200] + b"\0" * 200, "broken"),
        (workbook({"khac": [("a", "b")]}), "no_sheet"),
        (workbook({"don_vi": [("ma", "ten", "loai")]}), "no_column"),
        (workbook({"don_vi": [("ma", "ten", "loai", "ma_cap_tren", "Ngày sinh")]}), "forbidden_column"),
        (roster_file([]), "no_rows"),
    ],
)
def test_a_file_that_is_refused(content: bytes, why: str) -> None:
    assert refusal(content) == why


def test_a_path_in_a_workbook_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a packed file is ever written to a disk, whatever its parts are called."""
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(BytesIO(GOOD)) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    away = {"../../away.xml": b"<x/>", str(tmp_path / "chibo-away.xml"): b"<x/>", "xl\\..\\..\\away.xml": b"<x/>"}
    found = read_roster(check_file(packed(parts | away), BY_CHAT))
    assert [unit.code for unit in found.units] == ["T"]
    assert list(tmp_path.rglob("*")) == []
    assert list(tmp_path.parent.glob("away*")) == []
    assert not (tmp_path / "chibo-away.xml").exists()


def test_a_file_is_judged_by_its_size_before_anything_else() -> None:
    assert refusal(GOOD, Limits(packed=100, unpacked=1_000, rows=5)) == "too_large"
    assert refusal(GOOD, Limits(packed=100_000, unpacked=100, rows=5)) == "bomb"


def test_more_rows_than_a_chat_may_send_are_refused() -> None:
    rows = [(f"T-{number}", "Chi bộ", "chi bộ", "T") for number in range(6)]
    assert refusal(roster_file(rows), Limits(packed=10**7, unpacked=10**7, rows=5)) == "too_many_rows"


def test_a_path_is_judged_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    assert len(read_roster(check_file(path)).units) == 1
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(BadWorkbook):
        check_file(path)
