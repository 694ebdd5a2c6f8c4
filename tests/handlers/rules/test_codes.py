import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.codes import (
    ALPHABET,
    invite_code,
    is_invite_code,
    is_item_code,
    item_code,
    item_number,
    read_receipt,
    receipt_number,
)

numbers = st.integers(0, 9_999_999)
ids = st.integers(0, 31**5 - 1)


@given(numbers, st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_invite_is_noticed(number: int, at: int, digit: str) -> None:
    code = invite_code(number)
    assert len(code) == 8
    assert is_invite_code(code)
    assert is_invite_code(code[:at] + digit + code[at + 1 :]) == (code[at] == digit)


@given(numbers, st.integers(0, 6))
def test_two_swapped_digits_of_an_invite_are_noticed(number: int, at: int) -> None:
    code = invite_code(number)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_invite_code(swapped) == (swapped == code)


@given(ids, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_an_item_is_noticed(number: int, at: int, character: str) -> None:
    code = item_code(number)
    assert len(code) == 6
    assert item_number(code) == number
    assert is_item_code(code[:at] + character + code[at + 1 :]) == (code[at] == character)


@given(ids, st.integers(0, 4))
def test_two_swapped_characters_of_an_item_are_noticed(number: int, at: int) -> None:
    code = item_code(number)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_item_code(swapped) == (swapped == code)


@given(st.integers(31**5, 2**62))
def test_items_never_run_out(number: int) -> None:
    assert item_number(item_code(number)) == number


def test_codes_are_read_the_way_people_write_them() -> None:
    assert is_item_code("k7m 2q4")
    assert item_number("K7M2Q4") == item_number(" K7M-2Q4 ")
    code = invite_code(4829153)
    assert is_invite_code(f"{code[:4]} {code[4:]}")


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "abcdefgh", "00000001", "٠٠٠٠٠٠٠٠"])
def test_no_invite(text: str) -> None:
    assert not is_invite_code(text)


@pytest.mark.parametrize("text", ["", "K7M2Q", "K7M2Q5", "K0M2Q4", "35/35", "K7M2Q4K7M2Q4", "2K7M2Q4"])
def test_no_item(text: str) -> None:
    assert not is_item_code(text)


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="seven digits"):
        invite_code(10_000_000)
    with pytest.raises(ValueError, match="not negative"):
        item_code(-1)
    with pytest.raises(ValueError, match="from zero"):
        receipt_number(1, -2, 1)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 999))
def test_receipts_say_what_they_are_for(programme: int, unit: int, version: int) -> None:
    receipt = receipt_number(programme, unit, version)
    assert read_receipt(receipt) == (programme, unit, version)
    assert read_receipt(receipt[:-1] + str((int(receipt[-1]) + 1) % 10)) is None


@pytest.mark.parametrize("text", ["", "12", "12-5817-1", "a-b-c-d", "12-5817-1-00"])
def test_no_receipt(text: str) -> None:
    assert read_receipt(text) is None
