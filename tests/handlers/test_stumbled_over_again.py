"""A second walk of a stranger: what was typed without accents or instead of a button, what was lost, noughts that say
nothing. Each keeps its test; the first walk is in test_stumbled_over.py."""

from __future__ import annotations

import pytest

from handlers.rules.pledge import is_concrete
from handlers.rules.pledge_changes import changed, chosen, listed
from handlers.screens.home import ROOMS, counts_in_words
from handlers.short_words import WORDS
from handlers.text import say
from handlers.understand import normalise
from storage.unit_of_work import reading
from tests.user import Town, User

MEETING = "Sinh hoạt chi bộ thường kỳ"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def ba(town: Town) -> User:
    """The same seat on a channel without buttons."""
    return await town.person("bà Ba", unit="LV-AT-01", role="cell_secretary", on="plain")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _registered(an: User) -> None:
    for said in ("cam kết", "1 3", "chi uy", "dan bang", "31/12"):
        await an.says(said)
    an.sees("Đúng không ạ?")
    await an.presses("Lưu")


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("2 va 3", [2, 3]),
        ("tôi chọn việc 1, việc 4 nhé", [1, 4]),
        ("1/3", [1, 3]),
        ("cả 5 việc", [1, 2, 3, 4, 5]),
        ("tat ca", [1, 2, 3, 4, 5]),
        ("số 2", [2]),
        ("1 and 3", [1, 3]),
        ("3 đảng viên theo dõi công trình", None),
        ("đọc trên loa", None),
    ],
)
def test_digits_that_choose_examples(said: str, places: list[int] | None) -> None:
    assert chosen(said, 5) == places


@pytest.mark.parametrize(
    ("said", "measures"),
    [
        ("1: dán thu chi", ("dán thu chi", "b")),
        ("sửa lại cho tôi câu 2: đọc trên loa", ("a", "đọc trên loa")),
        ("sua 2 thanh doc tren loa", ("a", "doc tren loa")),
        ("bỏ 2", ("a",)),
        ("thêm: dán ở chợ", ("a", "b", "dán ở chợ")),
        ("bỏ 0", None),
        ("9: dán thu chi", None),
        ("1: 2", None),
        ("2 ngày 15/3", None),
    ],
)
def test_one_act_of_several_is_changed(said: str, measures: tuple[str, ...] | None) -> None:
    found = changed(said, ["a", "b"])
    assert (found.measures if found else None) == measures


def test_a_list_is_read_without_its_digits() -> None:
    assert listed("1. Dán thu chi\n2) Đọc trên loa; - 3 đảng viên trực") == [
        "Dán thu chi",
        "Đọc trên loa",
        "3 đảng viên trực",
    ]


async def test_examples_chosen_without_accents_are_not_registered_as_words(an: User) -> None:
    await an.says("cam ket")
    await an.says("2 va 3")
    for said in ("chi uy", "dan bang", "31/12"):
        await an.says(said)
    an.sees_not("2 va 3")
    # What stands on the paper is written as the buttons write it.
    an.sees("Chịu trách nhiệm: Chi ủy. Công khai: Dán bảng ở nhà văn hoá.")


async def test_a_village_is_not_given_the_board_of_an_office(an: User) -> None:
    for said in ("cam kết", "1 3", "chi uy", "dan bang tin", "31/12"):
        await an.says(said)
    an.sees("Công khai: dan bang tin.")


def test_digits_are_no_act() -> None:
    assert not is_concrete("2 va 3")
    assert not is_concrete("1 2 3 4")
    assert is_concrete("3 đảng viên trực loa")


async def test_changing_a_pledge_begins_from_what_is_registered(town: Town, an: User) -> None:
    await _registered(an)
    await an.says("cam kết")
    await an.presses("Sửa nội dung")
    an.sees("Đang ghi:", "1. ", "2. ", "Chịu trách nhiệm: Chi ủy", "Sửa phần nào ạ?")
    await an.presses("Việc làm cụ thể")
    an.sees("Đang ghi:", "Xem gợi ý")
    await an.says("1: Đọc thu chi quỹ thôn trên loa ngày 5 hằng tháng")
    an.sees("1. Đọc thu chi quỹ thôn trên loa", "2. ", "Đúng không ạ?")
    await an.presses("Lưu")
    an.sees("Đã đăng ký")
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        found = await uow.pledges.of_unit(unit.id)
    assert found is not None
    assert next(each.text[:7] for each in found.measures) == "Đọc thu"
    assert len(found.measures) == 2
    assert found.version == 2


async def test_correcting_at_the_read_back_keeps_the_rest(ba: User) -> None:
    for said in ("cam kết", "1 3", "chi uy", "dan bang", "31/12", "Sửa lại"):
        await (ba.presses(said) if said == "Sửa lại" else ba.says(said))
    ba.sees("Sửa phần nào ạ?", "2. Người chịu trách nhiệm")
    await ba.says("2")
    ba.sees("Ai chịu trách nhiệm?")
    await ba.says("0")
    ba.sees("Chịu trách nhiệm: Chi ủy", "Đúng không ạ?")
    await ba.presses("Sửa lại")
    await ba.presses("Người chịu trách nhiệm")
    await ba.says("dong chi pho bi thu")
    ba.sees("dong chi pho bi thu", "1. ", "2. ", "31/12/2026", "Đúng không ạ?")
    await ba.says("bỏ 2")
    ba.sees("Đúng không ạ?", "dong chi pho bi thu")
    ba.sees_not("\n2. Mời", "\n2. Thông báo")
    assert ba.screen.count("\n2. ") == 1, "the one below is a choice"


async def test_a_changed_act_must_be_concrete_too(an: User) -> None:
    for said in ("cam kết", "1 3", "chi uy", "dan bang", "31/12"):
        await an.says(said)
    await an.says("1: nâng cao nhận thức cho đảng viên")
    an.sees("còn chung quá", "Đang ghi:")
    await an.says("1 2")
    an.sees("chưa rõ câu vừa rồi", "Đang ghi:")
    await an.says("0")
    an.sees("Đúng không ạ?")


@pytest.mark.parametrize(
    ("waiting", "late", "said"), [(7, 0, "chưa việc nào"), (7, 2, "2 việc đã"), (0, 0, "không còn")]
)
def test_nothing_late_is_said_and_not_a_nought(waiting: int, late: int, said: str) -> None:
    assert said in counts_in_words("vi", waiting, late)
    assert " 0 " not in counts_in_words("vi", waiting, late)


async def test_what_there_is_none_of_is_left_out_of_a_level_s_line(town: Town, an: User, hoa: User) -> None:
    await town.at("2026-12-20 09:00")
    await hoa.says("tình hình")
    hoa.sees(" việc trễ")
    hoa.sees_not(" 0 vướng", "vướng 0", "bổ sung 0")
    await hoa.says("gọi kiểm tra")
    hoa.sees_not("rút 0")


@pytest.mark.parametrize("said", ["họp", "bao hop chi bo", "HỌP CHI BỘ", "báo họp"])
async def test_the_words_of_the_meeting_button_lead_where_it_leads(an: User, said: str) -> None:
    await an.says(said)
    an.sees(MEETING, "Họp ngày nào ạ?")


@pytest.mark.parametrize(
    ("said", "then"), [("vướng", "đang vướng gì?"), ("bị vướng", "đang vướng gì?"), ("làm rồi", "?")]
)
async def test_one_word_about_the_work_is_asked_of_which(an: User, said: str, then: str) -> None:
    await an.says(said)
    an.sees("việc nào ạ?", MEETING)
    await an.presses(MEETING)
    an.sees(then)


async def test_why_do_you_remind_me_is_answered_and_marks_nothing(town: Town, an: User) -> None:
    await town.at("2026-12-08 09:00")
    await an.says("tại sao nhắc tôi hoài vậy")
    an.sees("việc nào ạ?")
    await an.says("1")
    an.sees("Lý do:", "Nhiệm vụ thường xuyên")


async def test_who_is_speaking(an: User) -> None:
    await an.says("máy là ai vậy")
    an.sees("chương trình tự trả lời, không phải người")


@pytest.mark.parametrize(
    "said", ["gọi văn phòng giúp tôi", "nho van phong goi cho toi", "so dien thoai van phong la gi"]
)
async def test_the_office_is_asked_to_call_without_an_apology_first(an: User, hoa: User, said: str) -> None:
    await an.says(said)
    an.sees("nhờ văn phòng đảng ủy gọi")
    await an.presses("Nhờ văn phòng gọi cho tôi")
    an.sees("Đã nhờ")


@pytest.mark.parametrize("said", ["alo alo", "xem việc", "cho tôi xem việc", "mở đại hội"])
async def test_greetings_and_look_at_words(an: User, said: str) -> None:
    await an.says(said)
    an.sees_not("chưa hiểu", "cảm ơn đồng chí")


def test_the_words_of_every_room_s_button_can_be_typed() -> None:
    for _, key, action in ROOMS:
        said = normalise(say("vi", f"button.{key}")).replace(" ,", "")
        assert WORDS.get(said) == action, said


@pytest.mark.parametrize(
    "said",
    [
        "hộ bến đò họp 22/11 có mặt 25 phép 3",
        "ho thon ben do hop 22/11 co mat 25 phep 3",
        "nhập hộ thôn bến đò họp 22/11, có mặt 25, phép 3",
    ],
)
async def test_an_office_types_for_a_cell_without_the_colon(hoa: User, said: str) -> None:
    await hoa.says(said)
    hoa.sees(MEETING, "có mặt 25", "vắng có lý do 3", "Đúng không ạ?")


async def test_ho_that_is_another_word_is_nobody_s_name(hoa: User) -> None:
    await hoa.says("họ báo cáo chưa nhỉ mọi người")
    hoa.sees_not("Máy ghi:")
