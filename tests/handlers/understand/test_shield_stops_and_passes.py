"""The shield: what is stopped, what passes, what is left of a longer report."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understand import shield, understand
from tests.handlers.understand.scoring import FILES

TABLES = [tomllib.loads(path.read_text("utf-8")) for path in FILES]
SETS = {
    "offending": [
        text
        for table in TABLES
        for intent in ("refuse_allegation", "refuse_secret", "refuse_personal_id")
        for text, _ in table.get(intent, [])
    ],
    "innocent": [text for table in TABLES for text, _ in table.get("innocent", [])],
}
MARKER = "[đã chặn]"


@pytest.mark.parametrize("text", SETS["offending"])
def test_offending_sentences_are_stopped(text: str) -> None:
    shielded = shield(text)
    assert shielded.refused in ("refuse_allegation", "refuse_secret", "refuse_personal_id")
    assert text not in shielded.text
    meaning = understand(text, date(2026, 11, 23))
    assert (meaning.intent, meaning.slots) == (shielded.refused, {"store": False})


@pytest.mark.parametrize("text", SETS["innocent"])
def test_innocent_sentences_pass_untouched(text: str) -> None:
    assert (shield(text).text, shield(text).refused) == (text, None)


def test_only_the_offending_sentence_of_a_report_is_dropped() -> None:
    shielded = shield("Họp hôm qua 18/20, phép 2. Ông Sáu trưởng thôn ăn chặn tiền hỗ trợ. Biên bản gửi sau.")
    assert shielded.text == "Họp hôm qua 18/20, phép 2. Biên bản gửi sau."
    assert shielded.refused == "refuse_allegation"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cb hop 20/22, phep 2, ma ong pho bi thu nhau xin toi ngu gat suot buoi", "cb hop 20/22, phep 2"),
        ("Biên bản nộp rồi nhé, nhưng ông Tám thủ quỹ ăn chặn tiền cứu trợ", "Biên bản nộp rồi nhé"),
        ("Tiền quỹ 20 triệu, ông Tám thủ quỹ bỏ túi", MARKER),
    ],
)
def test_only_the_offending_clause_of_a_report_is_dropped(said: str, left: str) -> None:
    assert (shield(said).text, shield(said).refused) == (left, "refuse_allegation")


def test_an_accusation_over_two_sentences_goes_with_the_name() -> None:
    assert shield("Anh Nam trưởng thôn. Ăn chặn tiền bão lụt.").text == MARKER


def test_numbers_cut_by_sentence_ends_are_stopped() -> None:
    assert "345" not in shield("Họp xong 18/20. Gọi 0912. 345. 678 nhé").text


@pytest.mark.parametrize("said", SETS["offending"])
def test_offending_words_inside_a_report_are_never_left(said: str) -> None:
    kept = shield(f"Họp chi bộ hôm qua 18/20.\n{said}\nPhép 2.").text
    assert said not in kept
    assert "18/20" in kept


@given(st.text(max_size=300))
def test_the_shield_never_raises_and_repeats_itself(text: str) -> None:
    once = shield(text)
    again = shield(once.text)
    assert (again.text, again.refused) == (once.text, None)


@given(
    st.lists(st.sampled_from(SETS["offending"] + SETS["innocent"]), min_size=1, max_size=5),
    st.sampled_from([". ", "\n", "! "]),
)
def test_mixed_messages_settle_in_one_pass(sentences: list[str], between: str) -> None:
    once = shield(between.join(sentences))
    assert shield(once.text).text == once.text


@given(st.text(alphabet=st.sampled_from("0123456789 .-"), min_size=9, max_size=24))
def test_a_twelve_digit_identity_number_never_survives(noise: str) -> None:
    kept = shield(f"Họp xong. Căn cước 079201001234 {noise}").text
    assert "079201001234" not in kept
