"""The view from above: who needs help, reports to look at, a friendly nudge; and a polite no to whoever may not."""

from __future__ import annotations

import pytest

from handlers.retention import forget_old
from handlers.rules.calendar import DAY_MS
from storage.unit_of_work import unit_of_work
from tests.user import Town, User

MINUTES = "Hoàn thiện biên bản"


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def _report(an: User) -> None:
    for said in ("việc", "xong 2", "1"):
        await an.says(said)
    an.sees("Đã ghi:")


async def test_the_clerk_sees_who_is_late_below(an: User, hoa: User) -> None:
    await hoa.says("tình hình")
    hoa.sees("Đảng ủy xã An Thuỷ", "Chi bộ thôn Đồi Chè: trễ ", "Chi bộ thôn Bến Đò: chưa có ai tham gia")
    hoa.sees_not("Tân Mây", "Hàng Bàng", "bác Năm")


async def test_the_clerk_looks_into_one_cell(an: User, hoa: User) -> None:
    await _report(an)
    await hoa.says("/tinhhinh")
    await hoa.presses("Chi bộ thôn Đồi Chè")
    hoa.sees("Chi bộ thôn Đồi Chè: 1/", MINUTES, "đã báo", "trễ 20 ngày")


async def test_three_steps_from_the_total_to_the_message_behind_a_figure(town: Town, an: User, hoa: User) -> None:
    await _report(an)
    officer = await town.person("chị Thu", unit="LV", role="organisation_officer")
    await officer.says("tình hình")
    await officer.presses("Đảng ủy xã An Thuỷ")
    await officer.presses("Chi bộ thôn Đồi Chè")
    line = next(text for text, _ in officer.heard[-1].choices if MINUTES in text)
    await officer.presses(line)
    officer.sees(MINUTES, "đã báo", "Bí thư chi bộ nhắn lúc 08:00 thứ Hai 23/11/2026", '"xong 2"')
    officer.sees_not("bác Năm")
    await officer.presses("Quay lại")
    officer.sees("Chi bộ thôn Đồi Chè: 1/")


async def test_words_are_gone_after_their_time_and_the_screen_says_so(town: Town, an: User, hoa: User) -> None:
    await _report(an)
    unit = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        task = next(
            each for each in await uow.tasks.recent_of_unit(unit.id, "2026-11-23", "2026-09-01", 9) if each.reported_at
        )
        await forget_old(uow, town.clock.now() + 95 * DAY_MS)
    town.clock.jump_to(town.clock.now() + 95 * DAY_MS)
    await hoa.forges(f"standing:{unit.id}:task:{task.id}")
    hoa.sees("đã xoá theo thời hạn lưu")
    hoa.sees_not("xong 2")


async def test_who_sees_totals_sees_no_single_message(town: Town, an: User) -> None:
    await _report(an)
    unit = await town.unit("LV-AT-01")
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await minh.forges(f"standing:{unit.id}")
    minh.sees("Chi bộ thôn Đồi Chè: 1/")
    async with unit_of_work(town.database) as uow:
        task = (await uow.tasks.recent_of_unit(unit.id, "2026-11-23", "2026-09-01", 9))[0]
    await minh.forges(f"standing:{unit.id}:task:{task.id}")
    minh.sees("xem số tổng hợp")


async def test_the_province_sees_communes_then_cells(town: Town, an: User) -> None:
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await minh.says("tình hình")
    minh.sees("Tỉnh ủy Lạc Vân", "Đảng ủy xã An Thuỷ", "Đảng ủy phường Tân Mây")
    minh.sees_not("Nhắc các đơn vị này")
    await minh.presses("Đảng ủy phường Tân Mây")
    minh.sees("Chi bộ tổ dân phố Hàng Bàng")


async def test_a_cell_secretary_gets_a_polite_no_and_their_own_figures(an: User) -> None:
    await an.says("tình hình")
    an.sees("chỉ cho xem số liệu của chính đơn vị mình", "7 việc cần làm")
    an.sees_not("Bến Đò")


async def test_the_nudge_is_previewed_and_sent_to_late_cells_only(town: Town, an: User, hoa: User) -> None:
    other = await town.person("cô Sáu", unit="LV-TM-01", role="cell_secretary")
    an.looks_away()
    other.looks_away()
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    hoa.sees("Gửi tới 1 đơn vị đang trễ", "Gửi nhé?")
    an.sees_nothing()
    await hoa.presses("Gửi")
    hoa.sees("Đã gửi tới 1 đơn vị")
    an.sees("Văn phòng Đảng ủy xã An Thuỷ hỏi thăm", "việc quá hạn")
    other.sees_nothing()


async def test_a_report_is_looked_at(town: Town, an: User, hoa: User) -> None:
    await _report(an)
    await hoa.says("báo cáo")
    hoa.sees("Chi bộ thôn Đồi Chè", MINUTES)
    await hoa.presses("1. ")
    hoa.sees("Chi bộ thôn Đồi Chè báo", "Đã xong")
    await hoa.presses("Đã xem, đúng")
    hoa.sees("Đã nhận báo cáo của Chi bộ thôn Đồi Chè")
    await hoa.says("/baocao")
    hoa.sees("Không có báo cáo nào đang chờ xem")


async def test_a_report_goes_back_with_what_is_missing(town: Town, an: User, hoa: User) -> None:
    await _report(an)
    an.looks_away()
    await hoa.says("báo cáo")
    await hoa.presses("1. ")
    await hoa.presses("Trả lại")
    hoa.sees("Còn thiếu gì?")
    await hoa.says("thiếu chữ ký chủ trì")
    hoa.sees("Đã trả lại cho Chi bộ thôn Đồi Chè: thiếu chữ ký chủ trì")
    an.sees("nhờ đồng chí bổ sung", MINUTES, "thiếu chữ ký chủ trì")
    await an.says("việc")
    an.sees("(cần bổ sung)")
    await an.says("xong 2")
    await an.presses("Lưu")
    await hoa.says("báo cáo")
    hoa.sees("Chi bộ thôn Đồi Chè")


async def test_looked_at_by_two_at_once(town: Town, an: User, hoa: User) -> None:
    chief = await town.person("anh Ba", unit="LV-AT", role="committee_secretary")
    await _report(an)
    for each in (hoa, chief):
        await each.says("báo cáo")
        await each.presses("1. ")
    await hoa.presses("Đã xem, đúng")
    await chief.presses("Đã xem, đúng")
    chief.sees("Vừa có người khác sửa")


async def test_a_seen_report_cannot_be_taken_back_silently(town: Town, an: User, hoa: User) -> None:
    await _report(an)
    await hoa.says("báo cáo")
    await hoa.presses("1. ")
    await hoa.presses("Đã xem, đúng")
    await an.says("nhầm")
    an.sees("Việc vừa ghi")


async def test_the_clerk_invites_and_the_newcomer_joins(town: Town, hoa: User) -> None:
    await hoa.says("mời")
    hoa.sees("Đồng chí mời người cho đơn vị nào?")
    await hoa.presses("Chi bộ thôn Bến Đò")
    hoa.sees("mời vai trò nào?")
    await hoa.presses("Bí thư")
    hoa.sees("gọi đồng chí ấy là gì?")
    await hoa.says("bác Bảy")
    hoa.sees("Mã mời cho bác Bảy", "72 giờ")
    code = "".join(character for line in hoa.screen.splitlines()[1:4] for character in line if character.isdigit())
    bay = town.stranger("bác Bảy")
    await bay.says(code)
    bay.sees("Chào bác Bảy", "Chi bộ thôn Bến Đò")
    await bay.presses("Tôi đồng ý")
    bay.sees("việc cần làm")


async def test_a_name_that_is_too_long_is_asked_again(hoa: User) -> None:
    await hoa.says("mời")
    await hoa.presses("Chi bộ thôn Bến Đò")
    await hoa.presses("Bí thư")
    await hoa.says("bác Bảy " * 20)
    hoa.sees("dài quá")
    await hoa.says("bác Bảy")
    hoa.sees("Mã mời cho bác Bảy")


async def test_the_administrator_invites_anywhere_but_sees_no_work(town: Town) -> None:
    admin = await town.person("anh Quân", unit="LV", role="admin")
    await admin.says("mời")
    admin.sees("Tỉnh ủy Lạc Vân")
    for said in ("việc", "báo cáo", "tình hình", "cam kết"):
        await admin.says(said)
        admin.sees_not(MINUTES, "trễ")


async def test_plain_questions_are_answered_with_figures(an: User, hoa: User) -> None:
    await hoa.says("ai còn nợ báo cáo?")
    hoa.sees("Đảng ủy xã An Thuỷ: 3 đơn vị", "Chi bộ thôn Đồi Chè: trễ")
    await hoa.says("quý này bao nhiêu phần trăm kịp hạn?")
    hoa.sees("Đảng ủy xã An Thuỷ, quý 4 năm 2026", "Đúng hạn: 0%", "việc phải báo")
    await hoa.says("tình hình chi bộ thôn Bến Đò")
    hoa.sees("Chi bộ thôn Bến Đò: 0/")
    await an.says("ai còn nợ báo cáo?")
    an.sees("chỉ cho xem số liệu của chính đơn vị mình")
    await an.says("quý này bao nhiêu phần trăm kịp hạn?")
    an.sees("Chi bộ thôn Đồi Chè, quý 4 năm 2026")


@pytest.mark.parametrize(("period", "said"), [("2031", "chưa đến"), ("2026-12", "chưa đến"), ("2026-13", "chưa rõ kỳ")])
async def test_a_period_that_cannot_be_is_said_plainly(town: Town, hoa: User, period: str, said: str) -> None:
    unit = await town.unit("LV-AT")
    await hoa.forges(f"figures:{unit.id}:{period}")
    hoa.sees(said, "tháng 11 năm 2026")
