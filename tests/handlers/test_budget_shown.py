"""What had to give way to the budget is seen by whoever sent it; and a hand-over keeps to the budget like all else."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.handlers.test_hand_over import code_on
from tests.user import Town, User

CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}
CLERK = {"unit": "LV-AT", "role": "office_clerk"}


@pytest.fixture(params=["phones", "plain"])
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def _nudges(hoa: User) -> None:
    await hoa.says("tình hình")
    await hoa.presses("Nhắc các đơn vị này")
    await hoa.presses("Gửi")


async def test_the_clerk_is_told_at_once_who_reads_it_later_and_sees_what_became_of_it(town: Town, on: str) -> None:
    await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", **CLERK, on=on)
    await _nudges(hoa)
    hoa.sees("Đã gửi tới 1 đơn vị")
    hoa.sees_not("đã đủ tin")
    await _nudges(hoa)
    hoa.sees("Người nhận đã đủ tin, nên thứ Tư 25/11 mới đọc tin này")
    await hoa.presses("Tin đã gửi")
    hoa.sees("gửi 2 tin: 1 đã tới, 1 đang chờ", "Chi bộ thôn Đồi Chè: sẽ đọc thứ Tư 25/11", "1 tin một ngày")
    await town.lives_until("2026-11-26 09:00")
    await hoa.says("tin đã gửi")
    hoa.sees("gửi 2 tin: 2 đã tới")
    hoa.sees_not("sẽ đọc")


async def test_nobody_to_read_it_is_said_too(town: Town) -> None:
    nam = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("giao các chi bộ thôn học nghị quyết, xong trước 20/12")
    await hoa.presses("Gửi")
    await hoa.says("tin đã gửi")
    hoa.sees("Chi bộ thôn Bến Đò: chưa nhắn được, nên gọi điện")
    await nam.says("tin đã gửi")
    nam.sees("không làm được việc này")


async def test_work_that_found_no_room_is_shown_to_its_issuer_with_the_winner(town: Town) -> None:
    await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("giao các chi bộ thôn học nghị quyết, xong trước 25/12")
    await hoa.presses("Gửi")
    await town.lives_until("2026-12-03 09:00")
    await hoa.says("tin đã gửi")
    hoa.sees("nhường chỗ", 'lần cho "Nhiệm vụ thường xuyên năm 2026" vì bên đó tới hạn trước')


async def test_a_hand_over_waits_for_room_in_the_week(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    nam = await town.person("bác Năm", **CELL)
    lan = await town.person("cô Lan", unit="LV-AT-01", role="cell_deputy")
    await hoa.says("đơn vị đồi chè")
    await hoa.presses("Ai giữ vai trò")
    await hoa.presses("1. bí thư chi bộ")
    await hoa.presses("Thay người")
    await hoa.says("bác Sáu")
    await hoa.says("28/11")
    await hoa.presses("Đúng")
    sau = town.stranger("bác Sáu")
    await sau.says(code_on(hoa.new[-1].text))
    await sau.presses("Tôi đồng ý")
    # The week of the one who goes is full by the 27th: one each on Wednesday, Thursday and Friday.
    for morning in ("2026-11-25", "2026-11-26", "2026-11-27"):
        await town.lives_until(f"{morning} 08:00")
        await _nudges(hoa)
    before = Counter(each.is_push for each in nam.heard)[True]
    await town.lives_until("2026-11-28 19:00")
    assert any("bác Sáu giữ vai trò" in each.text or "ác Sáu giữ vai trò" in each.text for each in sau.heard)
    days = Counter(each.is_push for each in nam.heard)[True] - before
    assert before == 3
    assert days == 0
    await town.lives_until("2026-12-03 12:00")
    assert sum("Cảm ơn bác Năm" in each.text for each in nam.heard) == 1
    assert not any("Cảm ơn bác Năm" in each.text for each in lan.heard)


async def test_a_hand_over_called_off_before_it_was_read_is_not_told(town: Town) -> None:
    """The page is written when it is sent: whoever sits there no longer gets none."""
    nam = await town.person("bác Năm", **CELL)
    lan = await town.person("cô Lan", unit="LV-AT-01", role="cell_committee_member")
    await nam.says("từ thứ Tư tới thứ Sáu, đồng chí phó thay tôi")
    await nam.presses("Đúng")
    # Nothing ran until the deputy's days were over.
    await town.at("2026-11-28 08:00")
    assert not any("thay giữ vai trò" in each.text for each in lan.heard)
