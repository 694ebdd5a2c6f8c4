"""Bad input of a pledge: a clear answer each time, and nothing that was said before is lost."""

from __future__ import annotations

import pytest

from storage.model import Pledge
from storage.unit_of_work import reading
from tests.user import Town, User

SAID = (
    "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa, ngày 5 hằng tháng; chi ủy phụ trách; công khai ở nhà văn hóa; "
    "kiểm tra 15/12"
)


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


async def _papers(town: Town) -> list[Pledge]:
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        newest = await uow.pledges.of_unit(unit.id)
        return [] if newest is None else await uow.pledges.versions(newest.programme_id, unit.id)


async def test_registering_twice_gives_one_paper_unless_it_is_changed_on_purpose(town: Town, an: User) -> None:
    await an.says(SAID)
    await an.presses("Lưu", times=2)
    assert [each.version for each in await _papers(town)] == [1]
    await an.says("đăng ký")
    an.sees("Dán bảng thu chi", "chờ cấp trên nhận")
    await an.says(SAID)
    an.sees("Giấy số", "Sửa nội dung")
    assert [each.version for each in await _papers(town)] == [1]


async def test_a_day_after_the_end_is_asked_again_and_the_rest_is_kept(town: Town, an: User) -> None:
    await an.says(SAID.replace("15/12", "15/12/2031"))
    an.sees("kết thúc")
    await an.says("20/12")
    an.sees("Dán bảng thu chi", "chi ủy", "20/12/2026", "Đúng không ạ?")
    await an.presses("Lưu")
    assert len(await _papers(town)) == 1


async def test_three_thousand_letters_are_no_measure(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("Dán bảng thu chi " + "ở nhà văn hóa thôn, " * 150)
    an.sees("dài quá")
    await an.says("Dán bảng thu chi ở nhà văn hóa thôn hằng tháng")
    await an.presses("Chi ủy")
    an.sees("sẽ thấy bằng cách nào")


async def test_a_measure_that_names_somebody_is_not_kept_anywhere(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("không để ông Trần Văn Bảy tham ô quỹ thôn như năm ngoái")
    an.sees("không nhận và không lưu")
    await an.says("Dán bảng thu chi ở nhà văn hóa thôn hằng tháng")
    await an.presses("Chi ủy")
    await an.presses("Dán bảng")
    await an.says("15/12")
    await an.presses("Lưu")
    (paper,) = await _papers(town)
    assert "Bảy" not in repr(paper)


async def test_a_withdrawal_without_a_reason_withdraws_nothing(town: Town, an: User) -> None:
    await an.says(SAID)
    await an.presses("Lưu")
    await an.says("rút cam kết")
    for said in ("ừ", "?", "thôi"):
        await an.says(said)
    await an.forges("pledge:withdraw:yes")
    an.sees("vì lý do gì")
    assert [each.state for each in await _papers(town)] == ["registered"]
