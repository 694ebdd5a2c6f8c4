import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.pledge import SLOTS, is_concrete, missing_slots, plain, vague_words, wording_hash

TODAY = date(2026, 11, 23)
GOOD = ("Dán bảng thu chi ở nhà văn hóa ngày 5 hằng tháng",)


def test_four_slots_open_the_gate() -> None:
    assert missing_slots(GOOD, "Bí thư", "Bảng ở nhà văn hóa", date(2026, 12, 31), TODAY) == ()
    assert missing_slots((), None, " ", None, TODAY) == SLOTS


@pytest.mark.parametrize("check_on", [TODAY, date(2026, 1, 1), date(2027, 1, 1)])
def test_the_check_date_lies_ahead_and_within_the_campaign(check_on: date) -> None:
    missing = missing_slots(GOOD, "Bí thư", "Bảng ở nhà văn hóa", check_on, TODAY, date(2026, 12, 31))
    assert missing == ("check_date",)


@pytest.mark.parametrize("measures", [("Quyết tâm không tham nhũng",), GOOD * 11, ("a b c" * 200,), ("dán",), ("",)])
def test_measures_that_do_not_pass(measures: tuple[str, ...]) -> None:
    assert missing_slots(measures, "Bí thư", "Bảng ở nhà văn hóa", date(2026, 12, 31), TODAY) == ("measures",)


@pytest.mark.parametrize(
    "text",
    [
        "Tăng cường công tác phòng, chống tham nhũng",
        "Quyết tâm nói không với tham nhũng, tiêu cực",
        "Nâng cao ý thức trách nhiệm của đảng viên",
        "tang cuong kiem tra giam sat",
        "Tăng cường công khai, minh bạch",
        "Đẩy mạnh tuyên truyền",
        "phấn đấu không có tham nhũng",
        "nghiêm túc thực hiện các quy định của Đảng",
        "nghiem tuc thuc hien cac quy dinh cua Dang",
        "Nâng cao chất lượng phục vụ nhân dân",
        "nang cao chat luong phuc vu nhan dan",
    ],
)
def test_set_phrases_are_asked_what_exactly(text: str) -> None:
    assert vague_words(text)
    assert not is_concrete(text)
    assert vague_words(unicodedata.normalize("NFD", text)) == vague_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tiếp tục dán bảng thu chi ở nhà văn hóa",
        "tiep tuc dan bang thu chi o nha van hoa",
        "Tăng cường kiểm kê kho vật tư cuối tháng",
        "không nhận quà của dân",
        "Đẩy mạnh công khai thu chi quỹ thôn mỗi quý",
    ],
)
def test_an_act_beside_a_set_phrase_is_an_act(text: str) -> None:
    assert is_concrete(text)


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    assert isinstance(is_concrete(text), bool)
    assert plain(plain(text)) == plain(text)


def test_the_hash_follows_the_wording_and_nothing_else() -> None:
    one = wording_hash(GOOD, "Bí thư", "Bảng tin", "2026-12-31")
    assert one == wording_hash([f"  {unicodedata.normalize('NFD', GOOD[0])} "], "Bí  thư", "Bảng tin", "2026-12-31")
    assert len(one) == 64
    others = {
        wording_hash((*GOOD, "x"), "Bí thư", "Bảng tin", "2026-12-31"),
        wording_hash(GOOD, "Phó bí thư", "Bảng tin", "2026-12-31"),
        wording_hash(GOOD, "Bí thư", "Bảng tin", "2027-01-01"),
        wording_hash((*GOOD, "Bí thư"), "Bảng tin", "2026-12-31", ""),
    }
    assert len(others | {one}) == 5
