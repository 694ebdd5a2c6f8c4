"""The life of a pledge: drafts, the superior's answer, new texts, withdrawal, ticks, the look of a quarter."""

from __future__ import annotations

import pytest

from storage.model import Pledge
from storage.unit_of_work import reading
from tests.user import Town, User

ONE_BREATH = (
    "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa, ngày 5 hằng tháng; đọc thu chi quỹ thôn trong họp dân mỗi quý; "
    "chi ủy phụ trách; công khai ở nhà văn hóa; kiểm tra 15/12"
)


@pytest.fixture
async def an(town: Town) -> User:
    return await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")


@pytest.fixture
async def hoa(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def newest(town: Town, code: str = "LV-AT-01") -> Pledge | None:
    unit = await town.unit(code)
    async with reading(town.database) as uow:
        return await uow.pledges.of_unit(unit.id)


async def in_force(town: Town) -> Pledge | None:
    unit = await town.unit("LV-AT-01")
    async with reading(town.database) as uow:
        return await uow.pledges.in_force(unit.id)


async def register(an: User) -> None:
    await an.says(ONE_BREATH)
    await an.presses("Lưu")
    an.sees("Đã đăng ký, giấy số")


async def acknowledge(hoa: User) -> None:
    await hoa.says("bản đăng ký")
    await hoa.presses("1. ")
    await hoa.presses("Nhận bản này")
    hoa.sees("Đã nhận bản")


async def test_all_in_one_sentence(town: Town, an: User) -> None:
    await an.says(ONE_BREATH)
    an.sees(
        "1. Dán bảng thu chi ở nhà văn hóa, ngày 5 hằng tháng",
        "2. Đọc thu chi",
        "chi ủy",
        "15/12/2026",
        "Đúng không ạ?",
    )
    await an.presses("Lưu")
    found = await newest(town)
    assert found is not None
    assert (len(found.measures), found.visibility) == (2, "công khai ở nhà văn hóa")


async def test_a_vague_sentence_keeps_what_was_clear(an: User) -> None:
    await an.says("chi bộ đăng ký: tăng cường công tác tuyên truyền, chi ủy phụ trách, kiểm tra 15/12")
    an.sees("còn chung quá", "1. ", "3. ")
    await an.says("2")
    an.sees("sẽ thấy bằng cách nào")
    await an.presses("Dán bảng")
    an.sees("chi ủy", "15/12/2026", "Đúng không ạ?")


async def test_zero_goes_back_one_question(an: User) -> None:
    await an.says("cam kết")
    await an.says("1")
    await an.presses("Chi ủy")
    an.sees("sẽ thấy bằng cách nào")
    await an.says("0")
    an.sees("Ai chịu trách nhiệm?")
    await an.says("0")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?")


async def test_stopping_loses_nothing_for_seven_days(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("1")
    await an.presses("Chi ủy")
    await an.says("thôi")
    an.sees("giữ 7 ngày")
    await town.at("2026-11-29 09:00")
    await an.says("cam kết")
    an.sees("Đồng chí đang viết dở")
    await an.presses("Viết tiếp")
    an.sees("sẽ thấy bằng cách nào")
    await an.says("thôi")
    await town.at("2026-12-08 09:00")
    await an.says("cam kết")
    an.sees("Chi bộ sẽ làm việc gì cụ thể?")


async def test_one_measure_gets_its_own_day(town: Town, an: User) -> None:
    await an.says(ONE_BREATH)
    await an.says("2 ngày 20/12")
    an.sees("(kiểm tra 20/12/2026)")
    await an.says("2 ngày 20/12/2031")
    an.sees("kết thúc ngày")
    await an.presses("Lưu")
    found = await newest(town)
    assert found is not None
    assert [measure.check_on for measure in found.measures] == ["2026-12-15", "2026-12-20"]


async def test_acknowledged_and_told(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await hoa.says("/baocao")
    await hoa.presses("1. ")
    hoa.sees("Dán bảng thu chi", "chờ cấp trên nhận")
    await hoa.presses("Nhận bản này")
    an.sees("Cấp trên đã nhận")
    found = await in_force(town)
    assert found is not None
    assert found.acknowledged_at is not None
    await hoa.forges(f"ack:{found.id}:yes")
    hoa.sees("vừa được xử lý")


async def test_returned_asks_only_for_the_missing_slot(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await hoa.says("bản đăng ký")
    await hoa.presses("1. ")
    await hoa.presses("Trả lại")
    await hoa.presses("người chịu trách nhiệm")
    hoa.sees("chỉ nhờ bổ sung: người chịu trách nhiệm")
    an.sees("cần bổ sung một chỗ: người chịu trách nhiệm")
    await an.says("cam kết")
    an.sees("người chịu trách nhiệm")
    await an.says("đồng chí phó bí thư")
    an.sees("đồng chí phó bí thư", "Dán bảng thu chi", "Đúng không ạ?")
    await an.presses("Lưu")
    found = await newest(town)
    assert found is not None
    assert (found.version, found.state) == (2, "registered")


async def test_a_changed_text_waits_and_the_acknowledged_one_stays(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await acknowledge(hoa)
    first = await in_force(town)
    await an.says("sửa cam kết")
    await an.says("Đặt hòm thư góp ý ở nhà văn hóa, mở ngày 1 hằng tháng")
    await an.presses("Lưu")
    an.sees("Bản đã được nhận vẫn có giá trị")
    second = await newest(town)
    assert first is not None
    assert second is not None
    assert (await in_force(town)) == first
    assert (second.version, second.state) == (2, "registered")
    await acknowledge(hoa)
    now = await in_force(town)
    assert now is not None
    assert now.id == second.id
    await an.says(f"kiểm tra giấy {first.receipt}")
    an.sees("Đã có bản mới thay", "đúng như đã đăng ký", "Dán bảng thu chi")


async def test_withdrawal_needs_a_reason_and_a_yes(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await acknowledge(hoa)
    await an.says("rút cam kết")
    an.sees("vì lý do gì?")
    found = await in_force(town)
    assert found is not None
    await an.forges("pledge:withdraw:yes")
    an.sees("vì lý do gì?")
    await an.says("thôn sắp sáp nhập")
    an.sees("chắc chắn")
    await an.presses("Đúng, tôi rút")
    an.sees("đăng ký lại lúc nào cũng được")
    hoa.sees("đã rút bản đăng ký", "thôn sắp sáp nhập")
    assert await newest(town) is None
    await an.says("việc")
    an.sees("Nói không với tham nhũng")


async def test_nham_after_the_superior_has_it_leads_to_withdrawal(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await acknowledge(hoa)
    await an.says("nhầm")
    await an.presses("Bỏ báo cáo")
    an.sees("cấp trên đã nhận")
    assert await in_force(town) is not None


async def test_the_right_measure_is_ticked(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await acknowledge(hoa)
    await an.says("dán bảng công khai rồi")
    an.sees("Máy ghi đã làm: Dán bảng thu chi", "15/12/2026")
    await an.presses("Đúng")
    an.sees("Đã ghi", "1/2 việc")
    await an.says("dán bảng công khai rồi")
    an.sees("Kỳ này đã ghi rồi")
    await an.says("đọc thu chi quỹ thôn rồi")
    await an.presses("Đúng")
    an.sees("2/2 việc", "máy ghi luôn: Rà soát cam kết")


async def test_the_look_of_a_period(town: Town, an: User, hoa: User) -> None:
    await register(an)
    await acknowledge(hoa)
    await town.at("2026-12-10 09:00")
    await an.says("rà soát")
    an.sees("Rà soát cam kết, ngày 15/12/2026", "1. – Dán bảng", "2. – Đọc")
    await an.says("rất nhiều")
    an.sees("Máy cần số thứ tự")
    await an.says("2")
    an.sees("đã làm 1/2 việc")
    await an.presses("Lưu")
    an.sees("1/2 việc đã làm")


async def test_signers_and_the_number_of_the_document(town: Town, an: User) -> None:
    await register(an)
    await an.presses("Số khác đã ký")
    await an.says("40/35")
    an.sees("chưa khớp", "35 đảng viên")
    await an.says("33/35")
    an.sees("Đã ký 33/35")
    await an.forges("pledge:number")
    await an.says("số 12-CTr/CB ngày 20/11/2026")
    an.sees("12-CTr/CB", "20/11/2026")
    found = await newest(town)
    assert found is not None
    assert (found.signed, found.total, found.document, found.document_on) == (33, 35, "12-CTr/CB", "2026-11-20")


async def test_the_complete_ones_at_once(town: Town, an: User, hoa: User) -> None:
    ba = await town.person("bà Ba", unit="LV-AT-02", role="cell_secretary")
    await register(an)
    await an.presses("Cả 35 đồng chí")
    await register(ba)
    await hoa.says("nhận các bản đầy đủ")
    hoa.sees("Có 1 bản đầy đủ", "Để lại 1 bản: chưa ghi số đồng chí đã ký")
    await hoa.presses("Nhận 1 bản")
    hoa.sees("Đã nhận 1 bản")
    an.sees("Cấp trên đã nhận")
    assert (await newest(town, "LV-AT-02")).state == "registered"


async def test_another_commune_neither_sees_nor_acknowledges(town: Town, an: User) -> None:
    tm = await town.person("chị Mây", unit="LV-TM", role="office_clerk")
    await register(an)
    found = await newest(town)
    assert found is not None
    for action in (f"ack:{found.id}", f"ack:{found.id}:yes", f"ack:{found.id}:return:measures"):
        await tm.forges(action)
        tm.sees("Vai trò của đồng chí không làm được")
    await tm.says(f"kiểm tra giấy {found.receipt}")
    tm.sees("Không thấy giấy")
    await tm.says("bản đăng ký")
    tm.sees("Không có bản đăng ký nào")
    ba = await town.person("bà Ba", unit="LV-AT-02", role="cell_secretary")
    await ba.forges(f"pledge:v:{found.id}")
    ba.sees("Vai trò của đồng chí không làm được")
    assert (await newest(town)).state == "registered"


async def test_bad_input_is_answered_and_loses_nothing(town: Town, an: User) -> None:
    await an.says("cam kết")
    await an.says("1")
    for said, answer in (("x" * 3000, "dài quá"), ("chi ủy", "sẽ thấy bằng cách nào")):
        await an.says(said)
        an.sees(answer)
    await an.says("ông Nguyễn Văn A tham ô tiền quỹ thôn")
    an.sees("không nhận và không lưu")
    await an.presses("Dán bảng")
    an.sees("Ngày nào kiểm tra lại?")
    await an.says("kiểm tra giấy 1-2-3-4")
    await an.says("cam kết")
    an.sees("Đồng chí đang viết dở")
