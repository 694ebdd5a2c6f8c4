"""The workbook sent in the chat: fetched only when asked for, judged, marked, saved on a yes, for one's own subtree."""

from __future__ import annotations

from storage.unit_of_work import reading
from tests.user import Town
from tests.workbook_files import roster_file

CLERK = {"unit": "LV-AT", "role": "office_clerk"}
OWN = roster_file(
    [("LV-AT-09", "Chi bộ thôn Gò", "chi bộ", "LV-AT", "nông dân", 21, "có", None, None)],
    [("LV-AT-09", "bí thư chi bộ", "bác Chín")],
)


async def _exists(town: Town, code: str) -> bool:
    async with reading(town.database) as uow:
        return await uow.units.by_code(code) is not None


async def test_a_good_workbook_is_saved_after_a_yes(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("gửi danh sách")
    hoa.sees("don_vi", "chuc_danh")
    await hoa.sends_file(OWN)
    hoa.sees("chưa lưu: 1 đơn vị mới, 0 đơn vị cập nhật, 1 vai trò")
    assert not await _exists(town, "LV-AT-09")
    await hoa.presses("Lưu")
    hoa.sees("Đã lưu: 1 đơn vị mới")
    assert await _exists(town, "LV-AT-09")
    await hoa.presses("Lưu")
    hoa.sees("không lưu được nữa")


async def test_faults_come_back_as_the_marked_workbook(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("gửi danh sách")
    await hoa.sends_file(roster_file([("LV-TM-01", "Tên khác", "chi bộ", "LV-TM"), ("X", None, "xã ấy", "LV-AT")]))
    hoa.sees("ô chưa đúng nên chưa lưu gì", "danh-sach-loi.xlsx")


async def test_a_foreign_unit_cannot_be_changed(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("gửi danh sách")
    await hoa.sends_file(roster_file([("LV-TM-01", "Tên khác", "chi bộ", "LV-TM")]))
    hoa.sees("1 ô chưa đúng")
    assert (await town.unit("LV-TM-01")).name == "Chi bộ tổ dân phố Hàng Bàng"


async def test_what_is_no_workbook_is_refused_in_one_line(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    for content, words in ((b"%PDF", "không phải sổ Excel"), (OWN[:900], "bị hỏng"), (b"", "rỗng")):
        await hoa.says("gửi danh sách")
        await hoa.sends_file(content)
        hoa.sees(words)


async def test_a_file_nobody_asked_for_is_not_fetched(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    nam = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    for each in (hoa, nam):
        await each.sends_file(OWN)
        each.sees("không mở tệp")
    await nam.says("gửi danh sách")
    nam.sees("không làm được việc này")
    async with reading(town.database) as uow:
        assert await uow.uploads.next() is None


async def test_somebody_elses_file_cannot_be_saved(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    tan = await town.person("anh Tân", unit="LV-TM", role="office_clerk")
    await hoa.says("gửi danh sách")
    await hoa.sends_file(OWN)
    await tan.forges("roster:save:1")
    tan.sees("không làm được việc này")
    assert not await _exists(town, "LV-AT-09")


async def test_a_lost_right_saves_nothing(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("gửi danh sách")
    await hoa.sends_file(OWN)
    await town.person("anh Tân", **CLERK)
    await hoa.presses("Lưu")
    hoa.sees("chưa giữ vai trò")
    assert not await _exists(town, "LV-AT-09")


async def test_the_list_as_it_is_can_be_taken_home(town: Town) -> None:
    hoa = await town.person("chị Hoa", **CLERK)
    await hoa.says("gửi danh sách")
    await hoa.presses("Lấy danh sách hiện có")
    hoa.sees("danh-sach.xlsx")
