"""An office's sentence: whom the work is for, what it is, and which units the words mean."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from handlers.rules.audience import meant
from handlers.rules.given import given
from handlers.understand import normalise
from storage.model import Unit

TREE = (
    ("P", "/1/", "province", "Tỉnh ủy Lạc Vân", "mixed", False),
    ("A", "/1/2/", "commune_committee", "Đảng ủy xã An Thuỷ", "mixed", False),
    ("A1", "/1/2/3/", "cell", "Chi bộ thôn Đồi Chè", "farmers", True),
    ("A2", "/1/2/4/", "cell", "Chi bộ thôn Bến Đò", "farmers", True),
    ("A3", "/1/2/5/", "cell", "Chi bộ thôn Mới", "retired", True),
    ("A4", "/1/2/6/", "cell", "Chi bộ Văn phòng xã An Thuỷ", "civil_servants", False),
    ("T", "/1/7/", "commune_committee", "Đảng ủy phường Tân Mây", "mixed", False),
    ("T1", "/1/7/8/", "cell", "Chi bộ tổ dân phố Hàng Bàng", "retired", True),
)
UNITS = [
    Unit(number, code, None, path, kind, name, composition, residential, None, None, "2026-01-01", None, None)
    for number, (code, path, kind, name, composition, residential) in enumerate(TREE, 1)
]
NAMES = [unit.name for unit in UNITS]


def codes(words: str) -> str:
    found = meant(normalise(words), [(unit, normalise(unit.name)) for unit in UNITS])
    return " ".join(unit.code for unit in found.units)


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("tất cả chi bộ", "A1 A2 A3 A4 T1"),
        ("các chi bộ thôn", "A1 A2 A3"),
        ("thôn Mới", "A3"),
        ("chi bộ hưu trí", "A3 T1"),
        ("các chi bộ hưu trí ở phường Tân Mây", "T1"),
        ("các chi bộ hưu trí trên mây", ""),
        ("các chi bộ thuộc xã An Thuỷ", "A1 A2 A3 A4"),
        ("chi bộ văn phòng xã An Thuỷ", "A4"),
        ("các chi bộ khu dân cư xã An Thuỷ", "A1 A2 A3"),
        ("thôn Đồi Chè và thôn Bến Đò", "A1 A2"),
        ("thôn Đồi Chè, tổ dân phố Hàng Bàng", "A1 T1"),
        ("thôn Đồi Chè và thôn trên mây", ""),
        ("các đảng uỷ xã", "A T"),
        ("các xã, phường", "A T"),
        ("đảng uỷ phường Tân Mây", "T"),
        ("chi bộ trên mây", ""),
        ("", ""),
    ],
)
def test_whom_the_words_mean(words: str, units: str) -> None:
    assert codes(words) == units


def test_committees_are_told_from_their_cells() -> None:
    known = [(unit, normalise(unit.name)) for unit in UNITS]
    assert meant("cac dang uy xa", known).committees
    assert not meant("cac chi bo xa an thuy", known).committees


@pytest.mark.parametrize(
    ("said", "seen", "whom", "what"),
    [
        ("lập danh sách hộ nghèo, giao cho tất cả chi bộ, xong trước 15/12", "tất cả chi bộ", "tất cả chi bộ",
         "lập danh sách hộ nghèo"),
        ("lập danh sách hộ nghèo giao cho tất cả", "", "tất cả", "lập danh sách hộ nghèo"),
        ("giao lập danh sách hộ nghèo cho các chi bộ thôn trước 15/12", "các chi bộ thôn", "các chi bộ thôn",
         "lập danh sách hộ nghèo"),
        ("giao các chi bộ hưu trí ở phường Tân Mây thăm hỏi đảng viên", "các chi bộ",
         "các chi bộ hưu trí ở phường Tân Mây", "thăm hỏi đảng viên"),
        ("giao các đảng uỷ xã rà soát đầu mối, hạn 15/12", "các", "các đảng uỷ xã", "rà soát đầu mối"),
        ("giao thôn Mới dọn vệ sinh, xong trong tuần này", "thôn Mới", "thôn Mới", "dọn vệ sinh"),
        ("danh sách hộ nghèo thôn Đồi Chè làm, xong trước 15/12", "", "thôn Đồi Chè", "danh sách hộ nghèo"),
        ("giao thôn Mới", "thôn Mới", "thôn Mới", ""),
        ("làm đi", "", "", ""),
    ],
)  # fmt: skip
def test_whom_and_what(said: str, seen: str, whom: str, what: str) -> None:
    assert given(said, seen, NAMES) == (whom, what)


def test_letters_in_pieces_are_read_all_the_same() -> None:
    import unicodedata

    said = unicodedata.normalize("NFD", "lập danh sách hộ nghèo giao cho tất cả chi bộ")
    assert given(said, "tất cả chi bộ", NAMES).what == "lập danh sách hộ nghèo"


@for_all(st.text(max_size=60), st.text(max_size=12))
def test_nothing_that_is_typed_breaks_it(said: str, whom: str) -> None:
    found = given(said, whom, NAMES)
    assert isinstance(found.what, str)
    codes(said)
