"""Screens as numbered text: nothing is lost, no word and no list of choices is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.plain import as_plain, fits, split
from handlers.screen import Choice, Screen

CHOICES = (
    Choice("Báo cáo xong", "task:1:done"),
    Choice("Chưa làm được", "task:1:no"),
    Choice("Về trang chính", "home"),
)
LIST = "1. Báo cáo xong\n2. Chưa làm được\n3. Về trang chính"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_text_a_blank_line_and_numbers() -> None:
    assert as_plain(Screen("Việc tháng 11", CHOICES), 2000) == [f"Việc tháng 11\n\n{LIST}"]


def test_a_push_has_no_numbers_to_steal_an_answer() -> None:
    pushed = as_plain(Screen("Đến hạn", CHOICES), 2000, numbered=False)[0]
    assert "– Báo cáo xong" in pushed
    assert "1." not in pushed


def test_own_words_stand_instead_of_the_list() -> None:
    assert as_plain(Screen("Đến hạn", CHOICES, words="Nhắn: xong 2"), 2000) == ["Đến hạn\n\nNhắn: xong 2"]


def test_without_choices_there_is_only_text() -> None:
    assert as_plain(Screen("  Chào đồng chí \n"), 2000) == ["Chào đồng chí"]
    assert as_plain(Screen(""), 2000) == []
    assert as_plain(Screen("", CHOICES), 2000) == [LIST]


@pytest.mark.parametrize("length", [1900, 1950, 1985, 1990, 2000, 3990, 4100])
def test_the_list_is_never_cut(length: int) -> None:
    parts = as_plain(Screen(("chữ " * 2000)[:length], CHOICES), 2000)
    assert parts[-1].endswith(LIST)
    assert all(units(part) <= 2000 for part in parts)


def test_it_breaks_at_a_paragraph_rather_than_a_line_rather_than_a_space() -> None:
    assert split("aaaa bbbb\n\ncccc\ndddd", 16) == ["aaaa bbbb", "cccc\ndddd"]
    assert split("aaaa bbbb\ncccc dddd", 16) == ["aaaa bbbb", "cccc dddd"]
    assert split("aaaa bbbb cccc dddd", 11) == ["aaaa bbbb", "cccc dddd"]


def test_an_emoji_counts_two_and_stays_whole() -> None:
    parts = split("🌾" * 30, 20)
    assert parts == ["🌾" * 10] * 3
    family = "👨‍👩‍👧"
    assert all(part.count("👧") * family == part for part in split(family * 12, 20))


def test_an_accent_stays_on_its_letter() -> None:
    written_apart = "e\u0302\u0323" * 20
    assert all(len(part) % 3 == 0 for part in split(written_apart, 20))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(4, 60))
def test_every_character_but_white_space_comes_through(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part and units(part) <= limit for part in parts)


@given(st.lists(st.text("abcđ", min_size=1, max_size=20), min_size=1, max_size=50), st.integers(20, 60))
def test_words_that_fit_are_never_cut(words: list[str], limit: int) -> None:
    assert " ".join(split(" ".join(words), limit)).split() == words


@given(st.text(), st.integers(0, 50))
def test_fits_counts_as_utf_16_does(text: str, limit: int) -> None:
    assert fits(text, limit) == (len(text.encode("utf-16-le", "surrogatepass")) // 2 <= limit)
