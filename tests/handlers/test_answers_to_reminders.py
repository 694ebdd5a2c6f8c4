"""What can be answered to a reminder besides "xong": a day, "tôi làm rồi", "vì sao", own hours, leave."""

from __future__ import annotations

import pytest

from bot.channels.base import Refused
from handlers.rules.calendar import local
from storage.model import Task
from storage.unit_of_work import reading, unit_of_work
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
MINUTES = "Hoàn thiện biên bản"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", **CELL)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _task(town: Town, title: str = MINUTES) -> Task:
    where = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        found = await uow.tasks.recent_of_unit(where.id, "2026-12-31", "2026-01-01", 50)
    return next(task for task in found if task.title.startswith(title))


async def test_a_new_task_asks_which_day_and_reminds_at_that_time(town: Town, an: User) -> None:
    await town.at("2026-11-25 07:30")
    task = await _task(town, "Báo cáo phòng, chống tham nhũng")
    await an.forges(f"task:{task.id}:plan")
    an.sees("hôm nào, sáng hay chiều?")
    await an.says("chiều thứ Sáu")
    an.sees("Vâng, máy sẽ nhắc một lần vào chiều thứ Sáu 27/11")
    planned = (await _task(town, "Báo cáo phòng")).planned_at
    assert planned is not None
    assert f"{local(planned):%d/%m %H:%M}" == "27/11 13:30"


async def test_a_day_by_button(town: Town, an: User) -> None:
    task = await _task(town)
    await an.forges(f"task:{task.id}:plan")
    await an.presses("Sáng thứ Tư 25/11")
    an.sees("sáng thứ Tư 25/11, sau hạn")


async def test_a_day_that_is_none_is_asked_again(town: Town, an: User) -> None:
    await an.forges(f"task:{(await _task(town)).id}:plan")
    await an.says("hôm nào rảnh")
    an.sees("chưa rõ ngày")


async def test_toi_lam_roi_silences_until_the_clerk_has_looked(town: Town, an: User, hoa: User) -> None:
    task = await _task(town)
    await an.forges(f"task:{task.id}:why")
    an.sees("Lý do", "Tỉnh ủy Lạc Vân")
    await an.presses("Tôi làm rồi")
    an.sees("không ai nhắc việc này nữa")
    hoa.sees("nói đã làm", MINUTES)
    assert (await _task(town)).next_remind_at is None
    await town.lives_until("2026-11-27 09:00")
    an.sees_not(MINUTES)
    await hoa.says("báo cáo")
    await hoa.presses("1. Chi bộ thôn Đồi Chè")
    await hoa.presses("Đúng, ghi là đã báo")
    assert (await _task(town)).state == "reported"


async def test_the_clerk_does_not_find_it_and_it_is_reminded_of_again(town: Town, an: User, hoa: User) -> None:
    task = await _task(town, "Nói không với tham nhũng")
    await an.forges(f"task:{task.id}:dispute")
    await hoa.forges(f"settle:{task.id}")
    await hoa.presses("Chưa thấy, nhắc tiếp")
    an.sees("chưa thấy kết quả")
    assert (await _task(town, "Nói không với tham nhũng")).next_remind_at is not None


async def test_a_foreign_clerk_settles_nothing(town: Town, an: User) -> None:
    other = await town.person("anh Ba", unit="LV-TM", role="office_clerk")
    task = await _task(town)
    await an.forges(f"task:{task.id}:dispute")
    await other.forges(f"settle:{task.id}:right")
    assert (await _task(town)).state == "open"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("chỉ nhắn buổi sáng thôi", "từ 6:30 đến 11:30"),
        ("đừng nhắn sau 6 giờ tối", "từ 6:30 đến 18:00"),
        ("chỉ nhắn từ 8 giờ đến 11 giờ", "từ 8:00 đến 11:00"),
    ],
)
async def test_own_hours_in_one_sentence(town: Town, an: User, said: str, shown: str) -> None:
    await an.says(said)
    an.sees(shown)


async def test_afternoons_only_moves_what_was_planned(town: Town, an: User) -> None:
    await town.at("2026-11-24 09:00")
    await an.says("giờ nhắn")
    await an.presses("Chỉ buổi chiều")
    await town.at("2026-11-25 12:00")
    an.sees_nothing()
    await town.at("2026-11-25 13:00")
    an.sees("Chào bác Năm")


async def test_on_leave_nothing_comes_and_back_again_it_does(town: Town, an: User) -> None:
    await an.says("nghỉ phép")
    await an.says("5/12")
    an.sees("không nhắc đồng chí đến hết thứ Bảy 5/12")
    await town.lives_until("2026-12-05 19:00")
    an.sees_nothing()
    await town.lives_until("2026-12-07 09:00")
    an.sees("Chào bác Năm")


async def test_the_commune_pauses_a_unit_and_only_its_own(town: Town, an: User, hoa: User) -> None:
    await hoa.says("tạm dừng nhắc")
    await hoa.presses("Tạm dừng cả Đảng ủy xã An Thuỷ")
    await hoa.presses("mưa lũ")
    await hoa.says("30/11")
    hoa.sees("Đã tạm dừng nhắc", "thứ Hai 30/11")
    await town.lives_until("2026-11-30 19:00")
    an.sees_nothing()
    await town.lives_until("2026-12-01 09:00")
    an.sees("Chào bác Năm")
    foreign = await town.unit("LV-TM")
    await hoa.forges(f"pauses:new:{foreign.id}:flood")
    hoa.sees("không làm được việc này")


async def test_thirty_days_of_silence_are_a_card_to_call(town: Town, an: User, hoa: User) -> None:
    await town.lives_until("2026-12-28 09:00")
    await hoa.says("cần gọi")
    hoa.sees("Chi bộ thôn Đồi Chè: 30 ngày chưa thấy trả lời")
    await hoa.presses("1. ")
    hoa.sees("bác Năm")
    await hoa.presses("Đã gọi")
    await hoa.says("cần gọi")
    hoa.sees_not("Đồi Chè")


async def test_the_term_counts_down_what_is_left(town: Town, an: User) -> None:
    where = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        await uow.units.add_term(
            where.id,
            "2024-2026",
            start_on="2024-06-10",
            planned_end_on="2026-12-10",
            policy="M30",
            basis="",
            confirmed_at=None,
        )
    await town.lives_until("2026-12-05 12:00")
    an.sees("Nhiệm kỳ còn", "dự kiến", "việc thường xuyên")


async def test_whoever_blocked_one_channel_is_reached_on_the_other(town: Town, an: User) -> None:
    other = town.stranger("bác Năm", on="plain")
    await other.says("0")
    async with town.database.transaction() as transaction:
        his = await transaction.one("conversations.of_chat", channel="phones", chat=an.chat)
        mine = await transaction.one("conversations.of_chat", channel="plain", chat=other.chat)
        assert mine is not None
        assert his is not None
        await transaction.run("conversations.bind", id=mine[0], person_id=his[1], seat_id=None)
    await an.says("việc")
    an.channel.troubles[an.chat].append(Refused("403", blocked=True))
    await town.at("2026-11-25 07:30")
    an.sees_nothing()
    other.sees("Chào bác Năm")
