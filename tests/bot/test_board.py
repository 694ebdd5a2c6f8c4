"""A committee's page: what opens it and what does not, whose units it shows, and that it says what the rows say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from aiohttp import ClientSession, web

from bot.composer import Composer
from bot.limits import MISSES_BURST
from bot.web import build_web
from handlers.reports.frame import Asked
from handlers.screens.board import LINK_LASTS
from storage.model import OutboxRow
from storage.reports import total
from storage.unit_of_work import reading, unit_of_work
from tests.user import PUBLIC_URL, Town, User

LINK = re.compile(rf"{PUBLIC_URL}(/bang/\S+)")


class Browser:
    """Opens what the chat offers."""

    def __init__(self, town: Town, url: str, session: ClientSession) -> None:
        self.town = town
        self.url = url
        self.session = session
        self.headers: dict[str, str] = {}

    async def link(self, user: User, said: str = "mở bảng") -> str:
        """The path that this person is sent."""
        await user.says(said)
        found = LINK.search("\n".join(each.text for each in user.new))
        assert found, user.new
        return found[1]

    async def get(self, path: str) -> tuple[int, str]:
        """(status, the page with its escapes undone)."""
        async with self.session.get(f"{self.url}{path}") as answer:
            self.headers = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, unescape(await answer.text())


@pytest.fixture
async def browser(town: Town) -> AsyncIterator[Browser]:
    runner = web.AppRunner(build_web([], town.database, town.clock, town.intake.deliver), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with ClientSession() as session:
            yield Browser(town, f"http://127.0.0.1:{runner.addresses[0][1]}", session)
    finally:
        await runner.cleanup()


async def clerk(town: Town) -> User:
    return await town.person("chị Hoa", unit="LV-AT", role="office_clerk")


async def test_the_page_shows_the_units_below_and_nobody_elses(town: Town, browser: Browser) -> None:
    hoa = await clerk(town)
    path = await browser.link(hoa)
    hoa.sees("30 phút", "Xin đừng chuyển tiếp")
    status, page = await browser.get(path)
    assert status == 200
    for name in ("Đảng ủy xã An Thuỷ", "Chi bộ thôn Đồi Chè", "Chi bộ thôn Bến Đò", "Chi bộ Văn phòng xã An Thuỷ"):
        assert name in page
    assert "Tân Mây" not in page
    assert "Tháng 11/2026" in page
    own, foreign = await town.unit("LV-AT-01"), await town.unit("LV-TM-01")
    token = path.split("/")[2]
    status, page = await browser.get(f"/bang/{token}/{own.id}")
    assert status == 200
    assert "Các việc trong kỳ" in page
    for unit_id in (foreign.id, (await town.unit("LV")).id, 0, 999_999, "abc", "9" * 40):
        status, page = await browser.get(f"/bang/{token}/{unit_id}")
        assert status == 404
        assert "Tân Mây" not in page


async def test_guessed_links_open_nothing(town: Town, browser: Browser) -> None:
    path = await browser.link(await clerk(town))
    token = path.split("/")[2]
    for guess in ("x", token[:-1], token[::-1], token.lower() + "A", "%00", "a" * 500, "..%2f..%2fetc"):
        status, page = await browser.get(f"/bang/{guess}")
        assert status == 404
        assert "An Thuỷ" not in page
    assert "Liên kết này không mở được nữa" in page
    assert "This link does not open any more" in page


async def test_a_link_ends_by_itself(town: Town, browser: Browser) -> None:
    path = await browser.link(await clerk(town))
    town.clock.jump_to(town.clock.now() + LINK_LASTS - 60_000)
    assert (await browser.get(path))[0] == 200
    town.clock.jump_to(town.clock.now() + 60_000)
    assert (await browser.get(path))[0] == 404
    async with unit_of_work(town.database) as uow:
        assert await uow.boards.forget(town.clock.now()) == 1


async def test_a_link_is_ended_in_the_chat(town: Town, browser: Browser) -> None:
    hoa = await clerk(town)
    first, second = await browser.link(hoa), await browser.link(hoa, "bảng")
    assert first != second
    await hoa.says("huỷ liên kết")
    hoa.sees("Đã huỷ 2 liên kết")
    for path in (first, second):
        assert (await browser.get(path))[0] == 404


async def test_a_lost_seat_shuts_the_page_at_once(town: Town, browser: Browser) -> None:
    hoa = await clerk(town)
    path = await browser.link(hoa)
    assert (await browser.get(path))[0] == 200
    await town.person("anh Nam", unit="LV-AT", role="office_clerk")
    status, page = await browser.get(path)
    assert status == 404
    assert "An Thuỷ" not in page


async def test_a_locked_telephone_and_an_erased_person_lose_their_links(town: Town, browser: Browser) -> None:
    admin = await town.person("anh Quân", unit="LV", role="admin")
    hoa = await clerk(town)
    path = await browser.link(hoa)
    await admin.says("khoá máy chị Hoa")
    await admin.presses("chị Hoa")
    await admin.presses("Khoá ngay")
    assert (await browser.get(path))[0] == 404
    thu = await town.person("chị Thu", unit="LV-AT", role="organisation_officer")
    path = await browser.link(thu)
    await thu.says("xoá dữ liệu")
    await thu.presses("Xoá dữ liệu của tôi")
    assert (await browser.get(path))[0] == 404


async def test_a_cell_secretary_gets_a_polite_no(town: Town, browser: Browser) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("/bang")
    an.sees("số liệu")
    assert not LINK.search(an.screen)
    hoa = await clerk(town)
    foreign = await town.unit("LV-TM")
    await hoa.forges(f"board:{foreign.id}")
    hoa.sees_not("Tân Mây", "/bang/")


async def test_who_sees_totals_only_opens_no_cell(town: Town, browser: Browser) -> None:
    minh = await town.person("anh Minh", unit="LV", role="provincial_viewer")
    await minh.presses("Mở bảng")
    found = LINK.search("\n".join(each.text for each in minh.new))
    assert found
    token = found[1].split("/")[2]
    status, page = await browser.get(found[1])
    assert status == 200
    assert "Đảng ủy phường Tân Mây" in page
    commune, cell = await town.unit("LV-AT"), await town.unit("LV-AT-01")
    status, page = await browser.get(f"/bang/{token}/{commune.id}?xem=duties")
    assert status == 200
    assert f"/{cell.id}?" not in page
    assert 'id="t-duties"' not in page
    assert (await browser.get(f"/bang/{token}/{cell.id}"))[0] == 404


async def test_figures_are_those_of_the_rows_and_the_message_stands_behind(town: Town, browser: Browser) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await an.says("họp chi bộ hôm qua, có mặt 31, phép 4")
    await an.presses("Lưu")
    hoa = await clerk(town)
    path = await browser.link(hoa)
    token = path.split("/")[2]
    async with reading(town.database) as uow:
        asked = Asked(await town.unit("LV-AT"), "2026-11", town.clock.now())
        sum_ = total(row.figures for row in await uow.reports.by_unit(asked.span))
    _, page = await browser.get(path)
    assert f"{sum_.reported}/{sum_.expected} việc phải báo" in page
    assert sum_.reported == 1
    cell = await town.unit("LV-AT-01")
    _, page = await browser.get(f"/bang/{token}/{cell.id}")
    assert "Có mặt 31" in page or "có mặt 31" in page
    _, duties = await browser.get(f"/bang/{token}/{asked.unit.id}?xem=duties&ky=2026-11&lang=en")
    assert 'id="t-duties"' in duties
    assert '<html lang="en">' in duties
    _, odd = await browser.get(f"/bang/{token}?ky=2031-01&xem=<script>&lang=xx")
    assert "Tháng 11/2026" in odd
    assert "<script>&" not in odd


async def test_the_answer_lets_nothing_in_and_nothing_out(town: Town, browser: Browser) -> None:
    path = await browser.link(await clerk(town))
    for each in (path, "/bang/none"):
        _, page = await browser.get(each)
        policy = browser.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert browser.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in browser.headers["cache-control"]
        assert browser.headers["x-frame-options"] == "DENY"
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
        assert "style=" not in page
        assert "onclick" not in page


async def test_making_and_opening_stand_in_the_audit_once(town: Town, browser: Browser) -> None:
    path = await browser.link(await clerk(town))
    for _ in range(3):
        await browser.get(path)
    async with reading(town.database) as uow:
        rows = await uow.session.all("audit.unsealed", most=1000)
    actions = [str(value) for row in rows for value in row]
    assert actions.count("board.linked") == 1
    assert actions.count("board.opened") == 1


async def test_without_an_address_the_chat_says_so(town: Town) -> None:
    hoa = await clerk(town)
    unit = await town.unit("LV-AT")
    row = OutboxRow(
        1, 1, "phones", hoa.chat, "document", {"document": "board", "args": {"unit": unit.id, "person": 1, "seat": 1}},
        None, None, 0, None, 0, None, False,
    )  # fmt: skip
    composed = await Composer(town.database, town.phones, "").compose(row, town.clock.now())
    assert composed is not None
    assert "CHIBO_PUBLIC_URL" in composed[0].text


async def test_names_are_shown_literally(town: Town, browser: Browser) -> None:
    unit = await town.unit("LV-AT-01")
    async with unit_of_work(town.database) as uow:
        await uow.restructure.rename(unit.id, "<img src=x onerror=alert(1)> Đồi Chè", "2026-11-23")
    path = await browser.link(await clerk(town))
    async with browser.session.get(f"{browser.url}{path}") as answer:
        raw = await answer.text()
    assert "<img" not in raw
    assert "&lt;img src=x" in raw


async def test_whoever_guesses_links_is_sent_away(town: Town, browser: Browser) -> None:
    path = await browser.link(await clerk(town))
    for number in range(MISSES_BURST):
        assert (await browser.get(f"/bang/guess-{number}"))[0] == 404
    assert (await browser.get("/bang/one-more"))[0] == 429
    assert (await browser.get(path))[0] == 429
    town.clock.jump_to(town.clock.now() + 120_000)
    assert (await browser.get(path))[0] == 200


async def test_a_pin_stands_before_the_page(town: Town, browser: Browser) -> None:
    hoa = await clerk(town)
    await hoa.says("mã PIN")
    await hoa.presses("Đặt mã PIN")
    await hoa.says("862094")
    await hoa.says("862094")
    town.clock.jump_to(town.clock.now() + 3_600_000)
    await hoa.says("mở bảng")
    hoa.sees_not("/bang/")
    assert not LINK.search("\n".join(each.text for each in hoa.new))
    await hoa.says("862094")
    assert LINK.search("\n".join(each.text for each in hoa.new))


async def test_the_rows_of_the_page_add_up_to_its_figures_at_every_level(town: Town, browser: Browser) -> None:
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    tu = await town.person("bác Tư", unit="LV-TM-01", role="cell_secretary")
    for user, said in ((an, "họp chi bộ hôm qua, có mặt 31, phép 4"), (tu, "họp chi bộ hôm qua, có mặt 45, phép 4")):
        await user.says(said)
        await user.presses("Lưu")
    await tu.says("nhầm")
    await tu.presses("Bỏ")
    thu = await town.person("chị Thu", unit="LV", role="organisation_officer")
    path = await browser.link(thu)
    token = path.split("/")[2]
    for code in ("LV", "LV-AT", "LV-TM"):
        for period in ("2026-11", "2026-Q4", "2026"):
            _, page = await browser.get(f"/bang/{token}/{(await town.unit(code)).id}?ky={period}")
            rows = re.search(r'id="t-units">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
            assert rows
            # The last four columns: expected, reported, on time, verified.
            numbers = [
                [int(each) for each in re.findall(r"<td class=number>(\d+)</td>", row)[-4:]]
                for row in rows[1].split("</tr>")
                if "<td" in row
            ]
            expected, reported, on_time, verified = (sum(column) for column in zip(*numbers, strict=True))
            for part, whole in ((reported, expected), (on_time, expected), (verified, reported)):
                assert f"{part}/{whole} việc" in page, (code, period, numbers)
