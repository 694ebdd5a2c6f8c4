"""The regular duties as a new user tries them: each unit reads its own, numbers that cannot be, nothing arose, codes
read over the phone, a shut book, every version."""

from __future__ import annotations

import pytest

from handlers.catalogue import duties
from handlers.rules.calendar import day_of
from handlers.rules.codes import item_code
from storage.model import Task
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def asks_here(hoa: User, *codes: str) -> None:
    for code in codes:
        await hoa.forges(f"duties:use:{code}")
        await hoa.presses("Lưu")


async def owed(town: Town, duty: str, unit: str = "LV-AT-01") -> Task | None:
    where = await town.unit(unit)
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2028-12-31", "2026-01-01", 300)
    mine = sorted((task for task in found if task.duty == duty), key=lambda task: task.due_on)
    return mine[-1] if mine else None


async def opens(town: Town, who: User, duty: str) -> None:
    task = await owed(town, duty)
    assert task is not None
    await who.forges(f"task:{task.id}:done")


async def test_each_duty_says_for_whom_when_how_long_what_for_and_by_what(hoa: User) -> None:
    for duty in duties():
        await hoa.forges(f"duties:show:{duty.code}")
        hoa.sees(duty.name, "Cho ", "Nhịp: ", f"báo từ {duty.opens_before} ngày trước", "Số cần báo: ", "Cần có: ")
        hoa.sees(duty.source, "theo quy định" if duty.status == "rule" else "mặc định, sửa được")


async def test_each_cell_reads_the_direction_that_fits_it(town: Town, hoa: User) -> None:
    other = await town.person("anh Tài", unit="LV-TM", role="office_clerk")
    for clerk in (hoa, other):
        await asks_here(clerk, "ART-03")
    await town.at("2027-01-04 08:00")
    titles = {unit: (await owed(town, "ART-03", unit)) for unit in ("LV-AT-01", "LV-AT-04", "LV-TM-01")}
    read = {unit: task.title if task else "" for unit, task in titles.items()}
    assert "mùa vụ" in read["LV-AT-01"]
    assert "kỷ cương công vụ" in read["LV-AT-04"]
    assert "nêu gương" in read["LV-TM-01"]


async def test_the_work_of_a_terms_end_opens_only_near_it_and_only_where_it_is_asked(town: Town, hoa: User) -> None:
    ends = {"LV-AT-01": "2027-06-30", "LV-AT-02": "2029-06-30", "LV-AT-04": "2026-10-31", "LV-TM-01": "2027-06-30"}
    async with unit_of_work(town.database) as uow:
        for code, planned_end_on in ends.items():
            found = await uow.units.by_code(code)
            assert found is not None
            await uow.units.add_term(
                found.id,
                label="nhiệm kỳ",
                start_on="2025-01-01",
                planned_end_on=planned_end_on,
                policy="custom",
                basis="thử",
                confirmed_at=town.clock.now(),
            )
    await town.at("2026-11-24 08:00")
    assert await owed(town, "ART-06") is None
    await asks_here(hoa, "ART-06")
    hoa.sees("Đã lưu")
    await hoa.forges("duties:show:ART-06")
    hoa.sees("còn không quá 12 tháng nhiệm kỳ")
    await town.at("2026-11-25 08:00")
    asked = {code for code in ends if await owed(town, "ART-06", code) is not None}
    # Also where the congress is overdue; not where the term is long, nor where nobody asks.
    assert asked == {"LV-AT-01", "LV-AT-04"}


async def test_rhythm_and_window_are_changed_in_one_sentence(town: Town, hoa: User) -> None:
    await hoa.forges("duties:due:REG-12")
    await hoa.says("mở trước 3 ngày, khoá sau 25 ngày")
    hoa.sees("hằng tháng, ngày 10; báo từ 3 ngày trước đến 25 ngày sau hạn")
    await hoa.presses("Lưu")
    await town.at("2026-12-08 08:00")
    task = await owed(town, "REG-12")
    assert task is not None
    assert (task.opens_on, task.due_on, task.closes_on) == ("2026-12-07", "2026-12-10", "2027-01-04")
    await asks_here(hoa, "REG-16")
    await hoa.forges("duties:due:REG-16")
    await hoa.says("hằng quý")
    hoa.sees("chưa hiểu")
    await hoa.says("hằng quý, thứ Sáu cuối tháng")
    hoa.sees("hằng quý, tháng thứ 3 của kỳ, vào thứ Sáu cuối cùng trong tháng", "25/12/2026")


@pytest.mark.parametrize(
    ("duty", "when", "typed", "answer"),
    [
        ("REG-16", "2026-11-25", ("5", "4"), "lớn hơn mức có thể là 4"),
        ("REG-13", "2026-12-20", ("36", "30", "3"), "cộng lại 33, mà tổng số ghi 36"),
        ("REG-15", "2027-03-01", ("400",), "400 nhiều quá so với 35 đảng viên"),
        ("REG-05", "2027-01-10", ("40",), "lớn hơn mức có thể là 12"),
        ("ART-04", "2027-03-10", ("7",), "lớn hơn mức có thể là 1"),
        ("REG-18", "2026-12-01", ("36",), "lớn hơn tổng số"),
    ],
)
async def test_numbers_that_cannot_be_are_answered_and_not_saved(
    town: Town, hoa: User, an: User, duty: str, when: str, typed: tuple[str, ...], answer: str
) -> None:
    await asks_here(hoa, duty)
    await town.at(f"{when} 08:00")
    await opens(town, an, duty)
    for each in typed:
        await an.says(each)
    an.sees(answer)
    task = await owed(town, duty)
    assert task is not None
    assert task.state == "open"


async def test_guests_may_be_more_than_the_cell_has_members(town: Town, hoa: User, an: User) -> None:
    await asks_here(hoa, "REG-21")
    await town.at("2026-12-03 08:00")
    await opens(town, an, "REG-21")
    await an.says("60")
    an.sees("Tham gia 60", "Đúng không ạ?")


@pytest.mark.parametrize(("said", "meant", "shown"), [("có", 1, "Là một người"), ("chưa", 0, "Chưa là một người")])
async def test_whether_is_answered_with_a_word(
    town: Town, hoa: User, an: User, said: str, meant: int, shown: str
) -> None:
    await asks_here(hoa, "ART-04")
    await town.at("2027-03-10 08:00")
    await opens(town, an, "ART-04")
    await an.says(said)
    an.sees(shown)
    await an.presses("Lưu")
    task = await owed(town, "ART-04")
    assert task is not None
    assert task.numbers == {"same_person": meant}


async def test_nothing_arose_is_a_report_that_shows_0(town: Town, hoa: User, an: User) -> None:
    await town.at("2026-11-26 08:00")
    task = await owed(town, "REG-20")
    assert task is not None
    await an.forges(f"task:{task.id}:more")
    await an.presses("Kỳ này không phát sinh")
    an.sees("Không phát sinh, ghi 0.", "Đúng không ạ?")
    await an.presses("Lưu")
    after = await owed(town, "REG-20")
    assert after is not None
    assert (after.state, after.numbers) == ("reported", {"arisen": 0})
    await hoa.says("báo cáo")
    await hoa.presses("1.")
    hoa.sees("Không phát sinh, ghi 0.")


@pytest.mark.parametrize("how", ["{} {} 33/35", "{}-{}: 33/35", "{}{} 33/35"])
async def test_a_code_is_read_in_pieces_and_in_any_case(town: Town, an: User, how: str) -> None:
    task = await owed(town, "REG-12")
    assert task is not None
    code = item_code(task.id)
    for typed in (code, code.lower()):
        await an.says(how.format(typed[:3], typed[3:]))
        an.sees("Đã đóng 33, tổng số 35")


async def test_a_wrong_letter_in_a_code_is_said(town: Town, an: User) -> None:
    task = await owed(town, "REG-12")
    assert task is not None
    code = item_code(task.id)
    wrong = code[:-1] + ("3" if code[-1] == "2" else "2")
    for typed in (wrong, f"{wrong} 33/35", f"{wrong} xong"):
        await an.says(typed)
        an.sees(f"chưa thấy mã {wrong}")
    for words in ("19h30 họp", "d9a3ng phi1 xong"):
        await an.says(words)
        an.sees_not("chưa thấy mã")


async def test_a_shut_book_says_so_and_shows_the_way(town: Town, an: User) -> None:
    shut = await owed(town, "REG-01")
    assert shut is not None
    await town.at("2026-12-30 08:00")
    await an.forges(f"task:{shut.id}")
    an.sees("khoá sổ", "Nhờ văn phòng mở lại")
    an.sees_not("vẫn báo được")


async def test_both_days_stay_after_more_time_was_given(town: Town, hoa: User, an: User) -> None:
    task = await owed(town, "REG-19")
    assert task is not None
    await an.says("xin lùi báo cáo tổng kết năm đến 25/12")
    await hoa.says("đồng ý gia hạn")
    hoa.sees("hạn mới thứ Sáu 25/12 (hạn cũ thứ Ba 15/12)")
    await an.forges(f"task:{task.id}")
    an.sees("Hạn: thứ Sáu 25/12/2026", "Hạn cũ thứ Ba 15/12, đã được lùi")


async def test_every_version_of_a_report_is_there_for_the_office(town: Town, hoa: User, an: User) -> None:
    await an.says("đảng phí tháng 11 đã đóng 33/35")
    await an.presses("Lưu")
    await an.says("đảng phí tháng 11 đã đóng 34/35")
    an.sees("Đã đóng 34")
    await an.presses("Lưu")
    task = await owed(town, "REG-12")
    assert task is not None
    await hoa.forges(f"standing:{task.unit_id}:task:{task.id}")
    hoa.sees("Đã đóng 34, tổng số 35.", "Bản trước, lúc", "Đã đóng 33, tổng số 35.")
    assert task.due_on <= day_of(town.clock.now()).isoformat()
