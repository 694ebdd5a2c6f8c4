"""What a reminder promises is kept: the hour somebody named, the ladder an office set, the first line on far-off work,
one message a week for whoever wants no more, the hour of early risers, the countdown of a commune."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.digest import compose
from handlers.digest_items import gathered
from handlers.rules.calendar import local
from storage.unit_of_work import reading, unit_of_work
from tests.databases import every_value
from tests.province import moment
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
OTHER = {"unit": "LV-AT-02", "role": "cell_secretary"}
CLERK = {"unit": "LV-AT", "role": "office_clerk"}
ABOVE = {"unit": "LV-AT", "role": "committee_secretary"}


@pytest.fixture
async def ba(town: Town) -> User:
    return await town.person("bác Ba", **OTHER)


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", **CLERK)


async def _days_of(town: Town, user: User) -> list[str]:
    """Day and hour of every unasked message that this person was sent."""
    async with town.database.transaction() as transaction:
        chat = await transaction.one("conversations.of_chat", channel=user.channel.name, chat=user.chat)
    assert chat is not None
    rows = await every_value(town.database, ["outbox"])
    return [
        f"{local(row[18]):%d/%m %H:%M}"
        for row in rows
        if row[5] == "digest" and row[11] == "sent" and row[2] == chat[0]
    ]


async def _give(hoa: User, due: str) -> None:
    await hoa.says(f"giao thôn Bến Đò học nghị quyết, xong trước {due}")
    await hoa.presses("Gửi")


@pytest.mark.parametrize("on", ["phones", "plain"])
async def test_new_work_is_one_item_with_its_sender_and_asks_for_a_day(town: Town, hoa: User, on: str) -> None:
    ba = await town.person("bác Ba", **OTHER, on=on)
    await _give(hoa, "25/2/2027")
    ba.sees("Đảng ủy xã An Thuỷ giao việc mới: Học nghị quyết, hạn thứ Năm 25/2", "hôm nào, sáng hay chiều?")
    assert ba.new[-1].text.count("Học nghị quyết") == 1
    await ba.says("hẹn c")
    ba.sees("Học nghị quyết", "hôm nào, sáng hay chiều?")
    await hoa.says("tin đã gửi")
    hoa.sees("gửi 1 tin: 1 đã tới")


async def test_what_was_reported_before_it_was_told_is_not_told(town: Town, ba: User, hoa: User) -> None:
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")
    await _give(hoa, "20/12")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit((await town.unit("LV-AT-02")).id, "2027-01-01", 50)
    [task] = [each for each in tasks if each.title == "Học nghị quyết"]
    await ba.forges(f"task:{task.id}:done")
    for said in ("28", "1"):
        await ba.says(said)
    ba.sees("Đã ghi")
    await town.lives_until("2026-11-28 09:00")
    assert not any("giao việc mới" in each.text for each in ba.heard)


async def test_far_off_work_is_spoken_of_when_its_ladder_says_so(town: Town, ba: User, hoa: User) -> None:
    """Due in 94 days: after the first line, half of the time is left on the 9th of January; in between it is silent."""
    await _give(hoa, "25/2/2027")
    await town.lives_until("2027-01-08 09:00")
    assert "Học nghị quyết" not in await _spoken_of(town, ba, "2027-01-08 09:00")
    assert "Học nghị quyết" in await _spoken_of(town, ba, "2027-01-09 07:00")


async def _spoken_of(town: Town, user: User, when: str) -> list[str]:
    """What a message would name or count at that moment."""
    person_id = (await _person(town, user))["person"]
    async with reading(town.database) as uow:
        person = await uow.people.get(person_id)
        assert person is not None
        return [item.task.title for item in await gathered(uow, person, moment(when)) if item.task]


async def _person(town: Town, user: User) -> dict[str, int]:
    async with town.database.transaction() as transaction:
        chat = await transaction.one("conversations.of_chat", channel=user.channel.name, chat=user.chat)
    assert chat is not None
    return {"chat": chat[0], "person": chat[1]}


async def test_the_half_day_that_somebody_named_is_kept(town: Town, ba: User) -> None:
    await town.lives_until("2026-11-25 09:00")
    await ba.says("hẹn c")
    await ba.says("chiều thứ Sáu")
    ba.sees("vào chiều thứ Sáu 27/11")
    await town.lives_until("2026-11-27 13:29")
    await town.at("2026-11-27 13:30")
    ba.sees("Báo cáo phòng, chống tham nhũng")
    assert [each for each in await _days_of(town, ba) if each.startswith("27/11")] == ["27/11 13:30"]


async def test_where_there_is_no_room_the_true_day_is_said(town: Town, ba: User) -> None:
    await town.lives_until("2026-11-25 09:00")
    await ba.says("hẹn c")
    await ba.says("chiều nay")
    ba.sees("Hôm đó máy không nhắn thêm được", "vào sáng thứ Năm 26/11")
    await ba.says("hẹn a")
    await ba.says("sáng thứ Năm")
    await town.lives_until("2026-11-26 09:00")
    ba.sees("A. Hoàn thiện biên bản", "B. ", "C. Báo cáo phòng, chống tham nhũng")


async def test_a_day_outside_ones_own_hours_is_that_day_within_them(town: Town, ba: User) -> None:
    await ba.says("chỉ nhắn buổi sáng thôi")
    await town.lives_until("2026-11-25 09:00")
    await ba.says("hẹn c")
    await ba.says("chiều thứ Sáu")
    ba.sees("vào sáng thứ Sáu 27/11")


async def test_other_hours_leave_the_appointment_on_its_day(town: Town, ba: User) -> None:
    await town.lives_until("2026-11-25 09:00")
    await ba.says("hẹn c")
    await ba.says("chiều thứ Tư tuần sau")
    ba.sees("vào chiều thứ Tư 2/12")
    await ba.says("chỉ nhắn buổi sáng thôi")
    await town.lives_until("2026-12-02 09:00")
    ba.sees("Báo cáo phòng, chống tham nhũng")
    assert "02/12 07:30" in await _days_of(town, ba) or "02/12 06:30" in await _days_of(town, ba)


async def test_both_lists_follow_the_programmes_own_ladder(town: Town, ba: User, hoa: User) -> None:
    sau = await town.person("ông Sáu", **ABOVE)
    await _give(hoa, "30/11")
    await hoa.says("cách nhắc")
    await hoa.presses("1. ")
    await hoa.presses("Đổi số ngày trễ")
    await hoa.says("1 2 10")
    await town.lives_until("2026-12-02 09:00")
    hoa.sees("1 việc trễ từ 2 ngày", "Chi bộ thôn Bến Đò: Học nghị quyết, trễ, quá 2 ngày")
    # Seven days late on the 7th it is in no list of that Monday or of the week; ten days late on the 10th it is.
    await town.lives_until("2026-12-12 09:00")
    assert not any("trễ quá 7 ngày" in each.text and "Học nghị quyết" in each.text for each in sau.heard)
    await town.lives_until("2026-12-14 09:00")
    sau.sees("trễ quá 7 ngày", "Học nghị quyết, trễ, quá 14 ngày")
    await town.lives_until("2026-12-22 09:00")
    assert sum("Học nghị quyết" in each.text for each in sau.heard if each.is_push) == 1


async def test_the_weekly_list_waits_for_its_monday(town: Town, ba: User) -> None:
    """Another message in the days before does not tell half of it."""
    sau = await town.person("ông Sáu", **ABOVE)
    await town.lives_until("2026-12-10 09:00")
    who = await _person(town, sau)
    async with reading(town.database) as uow:
        waits = [
            each for each in await uow.notices.of_person(who["person"], town.clock.now(), 9) if each.kind == "weekly"
        ]
        assert waits
        assert await compose(uow, {"person": who["person"]}, town.clock.now()) is None
    await town.lives_until("2026-12-14 09:00")
    sau.sees("Tuần qua ở Đảng ủy xã An Thuỷ")


async def test_one_message_a_week_for_whoever_wants_no_more(town: Town, ba: User) -> None:
    await ba.says("tắt nhắc")
    await ba.presses("Mỗi tuần một tin thôi")
    ba.sees("Mỗi tuần chỉ một tin")
    await town.lives_until("2026-12-23 09:00")
    days = [each[:5] for each in await _days_of(town, ba)]
    assert days == ["25/11", "02/12", "09/12", "16/12", "23/12"]
    await ba.says("giờ nhắn")
    await ba.presses("Nhắn như thường lệ")
    ba.sees_not("Mỗi tuần chỉ một tin")
    await town.lives_until("2026-12-31 09:00")
    assert len(await _days_of(town, ba)) > len(days) + 1


async def test_one_message_a_week_in_ones_own_words(town: Town, ba: User) -> None:
    await ba.says("mỗi tuần nhắn một lần thôi")
    ba.sees("Mỗi tuần chỉ một tin")


async def test_early_risers_are_written_to_at_their_hour(town: Town, ba: User) -> None:
    who = await _person(town, ba)
    async with unit_of_work(town.database) as uow:
        await uow.wishes.learn({who["person"]: 6 * 60 + 30})
    await town.at("2026-11-25 06:00")
    ba.sees_nothing()
    await town.at("2026-11-25 06:30")
    ba.sees("Chào bác Ba")
    await town.at("2026-11-25 07:30")
    ba.sees_nothing()


async def test_what_todays_message_said_is_not_said_again_tomorrow(town: Town, ba: User) -> None:
    """The message went between the reminder's hour and the planner's look, as when the planner stood still."""
    await town.at("2026-11-25 00:01")
    async with reading(town.database) as uow:
        assert await uow.outbox.next_due("phones", 1) is not None
    ba.looks_away()
    town.clock.jump_to(moment("2026-11-25 07:30"))
    await town.settled()
    ba.sees("Chào bác Ba")
    await town.at("2026-11-25 09:00")
    await town.at("2026-11-26 09:00")
    ba.sees_nothing()


async def test_a_commune_hears_of_its_own_term(town: Town, hoa: User) -> None:
    where = await town.unit("LV-AT")
    async with unit_of_work(town.database) as uow:
        dates = {"start_on": "2024-06-10", "planned_end_on": "2026-12-18"}
        await uow.units.add_term(where.id, "", **dates, policy="M30", basis="", confirmed_at=None)
    await town.lives_until("2026-11-28 12:00")
    assert any("Nhiệm kỳ còn" in each.text for each in hoa.heard if each.is_push)


async def test_why_says_how_late_it_really_is(town: Town, ba: User) -> None:
    await town.at("2026-11-25 07:30")
    await ba.says("vì sao nhắc tôi việc b?")
    ba.sees("quá hạn 15 ngày", "trong sổ chưa có báo cáo", "Tỉnh ủy Lạc Vân")


async def test_a_pause_of_one_of_two_cells_leaves_the_other_to_be_spoken_of(town: Town) -> None:
    nam = await town.person("bác Năm", **CELL)
    await nam.says(await town.invite("bác Năm", **OTHER))
    await nam.says("1")
    where = await town.unit("LV-AT-02")
    first, last = date(2026, 11, 23), date(2026, 11, 30)
    async with unit_of_work(town.database) as uow:
        await uow.wishes.add_pause(
            person_id=None, unit_id=where.id, reason="flood", first=first, last=last, now=town.clock.now(), made_by=None
        )
    person_id = (await _person(town, nam))["person"]
    for when, units in (("2026-11-25 07:30", {"LV-AT-01"}), ("2026-12-01 07:30", {"LV-AT-01", "LV-AT-02"})):
        await town.lives_until(when)
        async with reading(town.database) as uow:
            person = await uow.people.get(person_id)
            assert person is not None
            items = await gathered(uow, person, town.clock.now())
        assert {item.task.unit_id for item in items if item.task} == {(await town.unit(code)).id for code in units}


async def test_whoever_said_that_they_are_away_is_not_called_silent(town: Town, ba: User, hoa: User) -> None:
    await town.person("bác Năm", **CELL)
    await ba.says("nghỉ phép")
    await ba.says("20/12")
    await town.lives_until("2026-12-31 09:00")
    await hoa.says("cần gọi")
    hoa.sees("Chi bộ thôn Đồi Chè: 30 ngày chưa thấy trả lời")
    hoa.sees_not("Bến Đò")
