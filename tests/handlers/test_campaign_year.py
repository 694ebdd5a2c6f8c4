"""A campaign from launch to close: preview, second officer, late comers, a played year, totals equal to the rows."""

from __future__ import annotations

import pytest

from bot.commands import verify_receipt
from handlers.campaign_report import COUNTS, campaign_sheet
from handlers.pledge_documents import campaign_report, pledge_image, pledge_slip
from storage.campaigns import Campaign, Figures
from storage.unit_of_work import reading
from tests.restructuring import restructured
from tests.user import Town, User

SAID = (
    "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa hằng tháng; chi ủy phụ trách; "
    "công khai ở nhà văn hóa; kiểm tra 30/4"
)


async def newest(town: Town) -> Campaign:
    async with reading(town.database) as uow:
        return (await uow.campaigns.around((await town.unit("LV")).path, 1))[0]


async def figures(town: Town, campaign: Campaign) -> list[Figures]:
    async with reading(town.database) as uow:
        return await uow.campaigns.figures(campaign.programme_id, (await town.unit("LV")).id)


def total(rows: list[Figures], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


async def chosen(who: User, code: str) -> None:
    """As far as the preview, by forged presses: all cells, the template's document."""
    for action in (f"campaign:new:{code}", f"campaign:new:{code}:who:all", f"campaign:new:{code}:own"):
        await who.forges(action)


async def launch(minh: User, thu: User) -> None:
    await minh.says("phát động")
    await minh.presses("Nói không")
    minh.sees("gửi cho ai trong Tỉnh ủy Lạc Vân")
    await minh.presses("Tất cả chi bộ (4)")
    minh.sees("Theo văn bản nào?")
    await minh.says("12-KH/TU ngày 5/1/2027")
    minh.sees("Gửi tới 4 đơn vị", "12-KH/TU, thứ Ba 5/1/2027", "2 xã, phường", "cán bộ thứ hai")
    await minh.presses("Gửi đề xuất")
    minh.sees("Chờ một cán bộ khác")
    thu.sees("Nhờ đồng chí xem và đồng ý")
    await thu.presses("Xem đợt này")
    thu.sees("gửi tới 4 đơn vị của 2 xã", "theo 12-KH/TU")
    await thu.presses("Đồng ý phát động")
    thu.sees("Đã phát động")


@pytest.fixture
async def minh(town: Town) -> User:
    await town.at("2027-01-11 09:00")
    return await town.person("anh Minh", unit="LV", role="provincial_viewer")


@pytest.fixture
async def thu(town: Town, minh: User) -> User:
    return await town.person("chị Thu", unit="LV", role="organisation_officer")


async def test_one_officer_alone_launches_nothing_beyond_a_commune(town: Town, minh: User) -> None:
    before = await newest(town)
    await minh.forges("campaign:launch:NOI-KHONG")
    minh.sees("gửi cho ai")
    assert await newest(town) == before
    await chosen(minh, "NOI-KHONG")
    await minh.forges("campaign:launch:NOI-KHONG")
    campaign = await newest(town)
    assert campaign.state == "proposed"
    await minh.forges(f"campaign:{campaign.programme_id}:yes")
    minh.sees("đang chờ một cán bộ khác")
    assert (await newest(town)).state == "proposed"
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.forges(f"campaign:{campaign.programme_id}:yes")
    hoa.sees("Vai trò của đồng chí không làm được")
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    for action in ("campaign:new", "campaign:launch:NOI-KHONG", f"campaign:{campaign.programme_id}:close:yes"):
        await an.forges(action)
        an.sees("Vai trò của đồng chí không làm được")


async def test_a_commune_launches_its_own_at_once(town: Town, minh: User) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.says("phát động")
    await hoa.presses("Cam kết tu dưỡng")
    await hoa.presses("Tất cả chi bộ (3)")
    await hoa.presses("Dùng văn bản của mẫu")
    hoa.sees("Gửi tới 3 đơn vị")
    await hoa.presses("Đồng ý phát động")
    hoa.sees("Đã phát động")
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit((await town.unit("LV-AT-01")).id, "2027-01-11", 50)
    await an.forges(f"task:{next(each.id for each in tasks if each.duty == 'COMMITMENT')}:done")
    await an.says("33")
    await an.presses("Lưu")
    rows = await figures(town, await newest(town))
    assert (total(rows, "registered"), total(rows, "signed"), total(rows, "total")) == (1, 33, 35)
    await chosen(hoa, "CAM-KET-NAM")
    await hoa.forges("campaign:launch:CAM-KET-NAM")
    hoa.sees("đã phát động rồi")


async def test_a_year_is_lived(town: Town, minh: User, thu: User) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await launch(minh, thu)
    campaign = await newest(town)
    assert (campaign.state, campaign.ends_on) == ("launched", "2027-12-31")
    await town.at("2027-01-12 09:00")
    assert (await newest(town)).state == "launched"
    assert total(await figures(town, campaign), "expected") == 4
    # Announced by name in the next message.
    announced = "Tỉnh ủy Lạc Vân phát động: Nói không với tham nhũng, tiêu cực. Theo 12-KH/TU, thứ Ba 5/1/2027"
    assert any(announced in each.text for each in an.heard if each.is_push)
    await an.says(SAID)
    await an.presses("Lưu")
    await an.presses("Cả 35 đồng chí")
    await hoa.says("nhận các bản đầy đủ")
    await hoa.presses("Nhận 1 bản")
    # Somebody joins long after the day on which it was due.
    await town.at("2027-04-01 09:00")
    ba = await town.person("bà Ba", unit="LV-AT-02", role="cell_secretary")
    await town.at("2027-04-02 09:00")
    rows = await figures(town, campaign)
    assert sum(row.expected for row in rows if row.came_late) == 1
    await ba.says(SAID)
    await ba.presses("Lưu")
    await hoa.says("bản đăng ký")
    await hoa.presses("1. ")
    await hoa.presses("Nhận bản này")
    # The look of a period, and a tick in words.
    await town.at("2027-04-28 09:00")
    await an.says("dán bảng thu chi rồi")
    await an.presses("Đúng")
    an.sees("1/1 việc", "máy ghi luôn")
    # Two cells become one: the old pledge is superseded, its measures are offered to the new one.
    merged = await restructured(town, ("sáp nhập", "LV-AT-02", "LV-AT-04"))
    assert merged["pledges"] == (2, 1, 1)
    lan = await town.person("cô Lan", unit="LV-AT-04", role="cell_secretary")
    await lan.says("cam kết")
    lan.sees("đang viết dở", "Dán bảng thu chi")
    # The review at the end, then the close.
    await town.at("2027-12-20 09:00")
    await an.says("rà soát")
    for _ in range(3):
        if "Rà soát cuối đợt" in an.screen:
            break
        await an.presses("Đã làm cả")
        await an.presses("Lưu")
        await an.says("rà soát")
    an.sees("Rà soát cuối đợt")
    await an.presses("Đã làm cả")
    await an.presses("Lưu")
    an.sees("Cảm ơn chi bộ")
    await minh.forges(f"campaign:{campaign.programme_id}:close:yes")
    minh.sees("mới kết thúc")
    await town.at("2027-12-31 15:00")
    await minh.forges(f"campaign:{campaign.programme_id}:close")
    await minh.presses("Khép lại đợt này")
    minh.sees("Đã khép lại")
    rows = await figures(town, campaign)
    found = {name: total(rows, name) for name in COUNTS}
    assert found == {
        "expected": 3,
        "registered": 1,
        "acknowledged": 1,
        "checked": 1,
        "reviewed": 1,
        "measures": 1,
        "ticked": 1,
        "signed": 35,
        "total": 35,
    }
    sheet = campaign_sheet(campaign, "LV", "", rows, town.clock.now())
    for name in COUNTS:
        assert sum(table.total(name) or 0 for table in sheet.tables) == found[name]


async def test_the_files_can_be_made(town: Town, minh: User) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await chosen(hoa, "NOI-KHONG")
    await hoa.forges("campaign:launch:NOI-KHONG")
    await an.says(SAID)
    await an.presses("Lưu")
    await an.says("cam kết")
    await an.presses("Giấy in A5")
    campaign = await newest(town)
    async with reading(town.database) as uow:
        found = await uow.pledges.of_unit((await town.unit("LV-AT-01")).id)
        assert found is not None
        args = {"pledge": found.id}
        slip, image = await pledge_slip(uow, args, town.clock.now()), await pledge_image(uow, args, town.clock.now())
        for writer, start in (("word", b"PK"), ("excel", b"PK")):
            where = {"campaign": campaign.programme_id, "unit": hoa_unit(campaign), "writer": writer}
            made = await campaign_report(uow, where, town.clock.now())
            assert made is not None
            written = made.write()
            assert written.attachment is not None
            assert written.attachment.content.startswith(start)
    assert slip is not None
    assert image is not None
    assert slip.attachment is not None
    assert image.attachment is not None
    assert slip.attachment.content.startswith(b"PK")
    assert image.attachment.content.startswith(b"\x89PNG")


def hoa_unit(campaign: Campaign) -> int:
    return campaign.issuer_id


@pytest.mark.parametrize("number", ["12-5-1-0", "gibberish"])
async def test_a_wrong_receipt_is_said_to_be_wrong(number: str) -> None:
    from bot.settings import BadSettings, Settings

    with pytest.raises(BadSettings):
        await verify_receipt(Settings(), number, lambda _: None)


async def test_for_whom_and_by_which_document_in_words(town: Town, minh: User) -> None:
    await minh.says("phát động")
    await minh.presses("Nói không")
    await minh.says("xã không có ở đâu")
    minh.sees("không thấy nơi nào")
    await minh.says("chi bộ hưu trí")
    await minh.says("nghị quyết")
    minh.sees("chưa đọc được số")
    await minh.says("12-KH/TU")
    minh.sees("Gửi tới 1 đơn vị", "theo 12-KH/TU")
    await minh.presses("Chọn lại")
    await minh.says("nông dân An Thuỷ")
    await minh.presses("Dùng văn bản của mẫu")
    minh.sees("Gửi tới 2 đơn vị", "Kết luận Hội nghị Tỉnh ủy")
    # One commune alone needs no second officer.
    minh.sees_not("cán bộ thứ hai")
    await minh.presses("Đồng ý phát động")
    campaign = await newest(town)
    assert (campaign.state, campaign.audience.compositions) == ("launched", ("farmers",))
    assert campaign.audience.path == (await town.unit("LV-AT")).path
    await minh.says("phát động")
    await minh.presses("Cam kết tu dưỡng")
    await minh.says("công nhân")
    await minh.presses("Dùng văn bản của mẫu")
    minh.sees("không có đơn vị nào")


async def test_a_button_of_another_day_begins_with_its_question(town: Town, minh: User) -> None:
    await minh.forges("campaign:launch:NOI-KHONG")
    minh.sees("gửi cho ai")
    for action in ("campaign:new:NOI-KHONG:who:nobody", "campaign:new:NOI-KHONG:own", "campaign:new:NICHTS"):
        await minh.forges(action)
        minh.sees_not("Gửi tới")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await hoa.says("phát động")
    await hoa.presses("Nói không")
    await hoa.says("phường Tân Mây")
    hoa.sees("không thấy nơi nào")
