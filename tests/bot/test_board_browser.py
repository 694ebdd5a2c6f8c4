"""A committee's page in a real browser: by keyboard, on a telephone, on paper, and without asking anybody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.bot.test_demo_browser import CHROMIUM
from tests.browser import a_browser, running_demo

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: apt-get install chromium"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with running_demo(tmp_path_factory.mktemp("demo")) as (_, address):
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with a_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(demo: str, chromium: Browser) -> str:
    """The clerk's page, as the chat of the demo offers it."""
    page = await chromium.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(demo)
    phone = page.locator('.phone[data-chat="hoa"]')
    await phone.locator("textarea").fill("mở bảng")
    await phone.locator("textarea").press("Enter")
    link = phone.get_by_role("link", name="Mở trang")
    await expect(link).to_be_visible()
    path = await link.get_attribute("href")
    await page.close()
    assert path
    return f"{demo}{path}"


async def opened(
    chromium: Browser, address: str, width: int = 1440, height: int = 900, *, javascript: bool = True
) -> tuple[Page, list[str], list[str]]:
    """The page, its complaints, and every address it asked for."""
    context = await chromium.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=javascript, color_scheme="light"
    )
    page = await context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(address)
    await expect(page.locator("h1")).to_be_visible()
    return page, complaints, asked


async def test_tree_heat_map_and_drilling_to_the_rows(chromium: Browser, address: str) -> None:
    page, complaints, asked = await opened(chromium, address)
    await expect(page.locator("h1")).to_have_text("Đảng ủy xã An Thuỷ")
    await expect(page.locator(".tile")).to_have_count(5)
    await expect(page.get_by_role("table", name=re.compile("Mỗi dòng gộp"))).to_be_visible()
    heat = page.locator("#t-heat")
    await expect(heat.get_by_role("columnheader")).to_have_count(13)
    await expect(heat.get_by_role("rowheader")).to_have_count(4)
    await page.get_by_label("Xem theo").select_option(label="Đầu việc")
    await page.get_by_role("button", name="Xem", exact=True).click()
    await expect(page.locator("#t-duties")).to_be_visible()
    await page.locator("#t-units").get_by_role("link", name="Chi bộ thôn Đồi Chè").click()
    await expect(page.locator("h1")).to_have_text("Chi bộ thôn Đồi Chè")
    await expect(page.locator("#t-tasks tbody tr").first).to_be_visible()
    await page.get_by_role("navigation", name="Đường đi").get_by_role("link").click()
    await expect(page.locator("h1")).to_have_text("Đảng ủy xã An Thuỷ")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("heading", name="Units directly below")).to_be_visible()
    assert complaints == []
    host = address.split("/bang")[0]
    assert [url for url in asked if not url.startswith((host, "data:"))] == []


async def test_by_keyboard_alone_everything_is_reached_in_order(chromium: Browser, address: str) -> None:
    page, _, _ = await opened(chromium, address)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    reached = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement?.textContent?.trim() || ''"))
        if "Chi bộ thôn Hạ" in reached:
            break
    assert "Chi bộ thôn Đồi Chè" in reached
    await page.locator("#filter").focus()
    await page.keyboard.type("ben do")
    await expect(page.locator("#t-units tbody tr:visible")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#t-units tbody tr:visible")).to_have_count(1)
    # Focus is always to be seen.
    await page.keyboard.press("Tab")
    shown = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown == "solid"


async def test_a_listener_hears_names_numbers_and_states(chromium: Browser, address: str) -> None:
    page, _, _ = await opened(chromium, f"{address}?xem=duties")
    levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((each) => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in await page.locator("table").all():
        assert await table.locator("caption").inner_text()
        assert await table.locator("thead th:not([scope=col])").count() == 0
        assert await table.locator("tbody th:not([scope=row])").count() == 0
    spoken = await page.locator("#t-duties td .unseen").all_text_contents()
    assert {"xong", "trễ", "chờ"} & set(spoken)
    assert all(spoken)
    named = await page.evaluate(
        "[...document.querySelectorAll('select, input:not([type=hidden])')].every((each) => each.labels.length === 1)"
    )
    assert named
    for text in await page.locator("#t-duties td [aria-hidden] .mark").all_text_contents():
        assert text.strip(), "a colour alone says nothing in black and white"


async def test_on_a_telephone_nothing_runs_off_the_side(chromium: Browser, address: str) -> None:
    page, complaints, _ = await opened(chromium, address, 360, 740)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    for button in await page.locator("button:visible, select:visible").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 40
    await page.locator("#t-units").get_by_role("link", name="Chi bộ thôn Bến Đò").click()
    await expect(page.locator("h1")).to_have_text("Chi bộ thôn Bến Đò")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert complaints == []


async def test_it_works_without_any_script(chromium: Browser, address: str) -> None:
    page, _, _ = await opened(chromium, address, javascript=False)
    await expect(page.locator("#print")).to_be_hidden()
    await page.get_by_label("Kỳ").select_option("2026")
    await page.get_by_role("button", name="Xem", exact=True).click()
    await expect(page.locator(".sub strong")).to_have_text("Năm 2026")


async def test_on_paper_the_figures_and_no_buttons(chromium: Browser, address: str) -> None:
    page, _, _ = await opened(chromium, address)
    await page.emulate_media(media="print", color_scheme="light")
    for gone in (".controls", ".tree", ".languages", ".skip", ".until"):
        await expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".tiles", "#t-units", "#t-heat", "footer"):
        await expect(page.locator(kept)).to_be_visible()
    colours = await page.evaluate(
        "[...document.querySelectorAll('.square, .note, td')].map((each) => getComputedStyle(each).backgroundColor)"
    )
    numbers = [re.findall(r"\d+", colour)[:3] for colour in colours]
    assert all(len(set(rgb)) == 1 for rgb in numbers), "black and white is enough on paper"
    await page.emulate_media(media="screen")
    paper = await page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
