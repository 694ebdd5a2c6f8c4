"""Golden conversations: what people said and what the bot answered, one file each, for everybody to read.

After a wanted change: CHIBO_REWRITE_SCREENS=1 pytest tests/handlers/test_conversations_as_text.py, then read the
difference as a secretary would.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.province import settle_town
from tests.user import Town, User
from tests.workbook_files import plan_file

SCREENS = Path(__file__).parent.parent / "screens"
REWRITE = "CHIBO_REWRITE_SCREENS"
CELL = {"unit": "LV-AT-01", "role": "cell_secretary"}


@pytest.fixture
async def sqlite_town(databases: Databases, tmp_path: Path) -> AsyncIterator[Town]:
    """What a person reads does not depend on the database."""
    async with databases.fresh("sqlite", tmp_path, "town", settle_town) as found, Town(found).running() as town:
        yield town


async def _talk(an: User, *steps: str) -> None:
    """`[label` presses, `(kind` sends something of that kind, everything else is said."""
    for step in steps:
        if step.startswith("["):
            await an.presses(step[1:])
        elif step.startswith("("):
            await an.sends(step[1:])
        else:
            await an.says(step)


async def joining(town: Town) -> list[User]:
    an = town.stranger("bác Năm")
    code = await town.invite("bác Năm", **CELL)
    await _talk(an, "xin chào", "12345678", f"{code[:4]} {code[4:]}", "[Tôi không đồng ý", code, "[Tôi đồng ý", "9")
    return [an]


async def work_on_a_phone(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    await _talk(an, "[Việc của tôi", "[2. ", "[Xong", "[Lưu", "nhầm", "[Bỏ", "[Việc của tôi", "[Xem thêm")
    return [an]


async def work_without_buttons(town: Town) -> list[User]:
    an = await town.person("bà Ba", **CELL, on="plain")
    await _talk(an, "việc", "xong 1", "nhiều lắm", "350", "30", "3", "0", "1", "1", "việc", "xong 1", "1")
    return [an]


async def reminders(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    ba = await town.person("bà Ba", unit="LV-AT-02", role="cell_secretary", on="plain")
    await town.lives_until("2026-11-25 07:30")
    await _talk(an, "[A. Xong")
    await _talk(ba, "nhắc lại a", "1", "xong b", "27", "28", "1")
    await town.lives_until("2026-11-28 07:30")
    return [an, ba]


async def pledge(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    await _talk(an, "cam kết", "nâng cao nhận thức", "1 3", "[Chi ủy", "[Dán bảng", "hôm qua", "31/12", "[Lưu")
    await _talk(an, "cam kết")
    return [an]


async def obstacle_and_clerk(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _talk(an, "việc", "vướng 2", "[Thiếu người", "việc", "xong 1", "31", "4", "[Lưu")
    await _talk(hoa, "tình hình", "[1. ", "báo cáo", "[1. ", "[Trả lại", "thiếu biên bản")
    an.tell()
    return [an, hoa]


async def inviting(town: Town) -> list[User]:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _talk(hoa, "mời", "[3. ", "[Bí thư", "bác Bảy")
    return [hoa]


async def privacy(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    await _talk(an, "dữ liệu của tôi", "[Xoá", "[Xoá", "việc")
    return [an]


async def pin(town: Town) -> list[User]:
    an = await town.person("cô Lan", unit="LV-AT", role="office_clerk")
    await _talk(an, "mã PIN", "[Đặt mã PIN", "123456", "520713", "520714", "520713", "520713")
    town.clock.jump_to(town.clock.now() + 3_600_000)
    await _talk(an, "mời", "[2. ", "[Bí thư", "862094", "520713", "ông Bảy", "mã PIN", "quên mã PIN")
    return [an]


async def congress(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk", on="plain")
    await _talk(an, "đại hội", "[Đặt ngày", "6/2/2027", "15/3/2027", "[Đủ 4", "[Lưu", "[Các bước", "[1. ", "[Quay lại")
    await _talk(an, "đại hội", "[Văn kiện", "[Đã có bản", "[Ghi số ý kiến", "-3", "12", "[Nội dung cần có", "[1. ")
    await _talk(an, "[Quay lại", "[Đã sửa", "nhầm", "[Bỏ", "[Đại hội", "[Nhân sự")
    await _talk(
        an, "đại hội", "[Dời ngày", "[Hình thức", "[Thời gian họp", "2 ngày", "đại hội", "[Dời ngày", "[Tài liệu"
    )
    await _talk(hoa, "đại hội", "3", "4", "1", "30/3/2027", "chờ duyệt văn kiện", "1", "nhầm", "1")
    await _talk(hoa, "đại hội", "3", "4", "1", "30/3/2027", "chờ duyệt văn kiện", "1")
    await _talk(hoa, "đại hội", "4", "1", "20/5/2027", "1", "1", "4", "0", "chỉ tiêu đại hội", "1", "1", "18")
    an.tell()
    return [an, hoa]


async def congress_figures(town: Town) -> list[User]:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _talk(hoa, "đại hội", "[Đại hội của chính", "[Đặt ngày", "20/5/2027", "[Đủ 4", "[Lưu", "[Nhân sự")
    await _talk(
        hoa, "[Số lượng", "[Nhập số dự kiến", "27", "28", "27", "nữ 3, trẻ 3, dân tộc 1, khoa học 2, tái cử 18", "31"
    )
    await _talk(
        hoa, "[Lưu", "[Chỉ tiêu", "[1. ", "0", "mẫu lộ trình", "[Chi bộ", "[1. ", "[Đổi số ngày", "90", "[Trở về"
    )
    return [hoa]


async def what_is_not_understood(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    await _talk(an, "abc xyz", "qwe rty", "zzz kkk", "(photo", "(voice", "(sticker", "(file", "(group", "cảm ơn nhé")
    await _talk(an, "căn cước của ông ấy là 001098123456", "english", "/start", "tiếng việt")
    return [an]


async def leading(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL, on="plain")
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _talk(an, "việc", "xong 2", "1")
    await _talk(hoa, "quý này bao nhiêu phần trăm kịp hạn?", "tình hình", "[3. ", "[5. ", "[Quay lại")
    await _talk(hoa, "[Đề nghị giải trình", "[Gửi")
    await _talk(an, "giải trình", "2", "lúa đang vào vụ, chi bộ hẹn họp tuần sau")
    await _talk(hoa, "gánh nặng", "xuất báo cáo", "[Bảng các đơn vị", "[Tháng 11", "báo cáo định kỳ")
    await town.lives_until("2026-11-30 07:30")
    await town.lives_until("2026-12-01 07:30")
    return [an, hoa]


async def practising(town: Town) -> list[User]:
    an = await town.person("bà Ba", **CELL, on="plain")
    await _talk(an, "tập dượt", "việc", "xong 1", "31", "4", "1", "nhầm")
    await _talk(an, "họp chi bộ hôm qua, có mặt 31, phép 4", "1", "vướng 2", "chờ xã gửi mẫu", "hết tập")
    return [an]


async def launching(town: Town) -> list[User]:
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    thu = await town.person("chị Thu", unit="LV", role="organisation_officer")
    await _talk(
        minh, "phát động", "[Cam kết tu dưỡng", "xã ở đâu đó", "nông dân", "số mấy nhỉ", "12-KH/TU ngày 5/1/2027"
    )
    await _talk(minh, "[Gửi đề xuất", "phong trào", "[1. ")
    await _talk(thu, "phong trào", "[1. ", "[Đồng ý phát động", "phong trào", "[1. ")
    return [minh, thu]


async def restructuring(town: Town) -> list[User]:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    nam = await town.person("bác Năm", **CELL)
    merge = ("sáp nhập", "LV-AT-01", "LV-AT-02")
    await _talk(hoa, "sắp xếp tổ chức", "[Lấy tệp mẫu")
    await hoa.sends_file(plan_file([("sáp nhập", "LV-AT-01", "LV-KHAC")]))
    await hoa.says("sáp nhập")
    await hoa.sends_file(plan_file([(*merge, *[None] * 6, "28/11/2026")]))
    await _talk(hoa, "1", "[Xem việc sắp xếp", "[Bỏ việc hẹn này", "[Về đầu", "gửi danh sách", "[Sáp nhập")
    await town.at("2026-11-28 00:01")
    await town.at("2026-11-28 09:00")
    await _talk(hoa, "[Xem việc sắp xếp", "[Bảng đối chiếu")
    await _talk(nam, "việc")
    return [hoa, nam]


async def units_and_seats(town: Town) -> list[User]:
    nam = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    await _talk(
        hoa, "đơn vị", "đơn vị đồi chè", "đơn vị không có", "nhiệm kỳ", "thay người", "nhờ thay", "gửi danh sách"
    )
    await _talk(hoa, "khoá máy bác Năm")
    await _talk(nam, "đổi vai", "nhờ thay")
    return [hoa, nam]


async def pledge_papers(town: Town) -> list[User]:
    an = await town.person("bác Năm", **CELL)
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    said = "Chi bộ đăng ký: dán bảng thu chi ở nhà văn hóa hằng tháng; chi ủy phụ trách; công khai ở nhà văn hóa; "
    await _talk(
        an, f"{said}kiểm tra 15/12/2031", "20/12", "[Lưu", "[Cả 35", "cam kết", "[Số ký", "[Ghi số, ngày văn bản"
    )
    await _talk(an, "12-CTr/CB ngày 20/11/2026", "[Giấy", "kiểm tra giấy 1-1-1-1")
    await _talk(hoa, "bản đăng ký", "[1. ", "nhận các bản đầy đủ", "[Nhận")
    await _talk(an, "dán bảng công khai rồi", "[Đúng", "rút cam kết", "thôn sắp sáp nhập", "[Đúng")
    return [an, hoa]


STORIES: dict[str, Callable[[Town], Awaitable[list[User]]]] = {
    "launching": launching,
    "restructuring": restructuring,
    "units_and_seats": units_and_seats,
    "pledge_papers": pledge_papers,
    "leading": leading,
    "joining": joining,
    "work_on_a_phone": work_on_a_phone,
    "work_without_buttons": work_without_buttons,
    "reminders": reminders,
    "pledge": pledge,
    "obstacle_and_clerk": obstacle_and_clerk,
    "inviting": inviting,
    "privacy": privacy,
    "congress": congress,
    "congress_figures": congress_figures,
    "pin": pin,
    "practising": practising,
    "what_is_not_understood": what_is_not_understood,
}


def _as_file(people: list[User]) -> str:
    """One person after the other. Codes are drawn by lot, so they are shown as dots."""
    parts = []
    for person in people:
        person.tell()
        text = "\n".join(person.story).strip()
        parts.append(f"===== {person.name} =====\n\n{text}\n")
    text = re.sub(r"/files/[\w-]+/", "/files/…/", "\n".join(parts))
    return re.sub(r"\b(?!12345678)\d{4} ?\d{4}\b", "•••• ••••", text)


@pytest.mark.parametrize("name", STORIES)
async def test_the_conversation_reads_as_before(sqlite_town: Town, name: str) -> None:
    found = _as_file(await STORIES[name](sqlite_town))
    path = SCREENS / f"{name}.txt"
    if os.environ.get(REWRITE):
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), f"read the difference; if it is wanted: {REWRITE}=1"


def test_every_golden_file_belongs_to_a_conversation() -> None:
    assert {path.stem for path in SCREENS.glob("*.txt")} == set(STORIES)
