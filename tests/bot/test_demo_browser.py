"""The demo page in a real browser, against a scripted product: what a visitor sees and does."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.channels.base import Outgoing
from bot.channels.demo import DemoChannel
from bot.channels.demo_web import add_demo_routes
from handlers.screen import Attachment, Choice, Screen
from storage.model import Incoming

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MONDAY = 1_795_393_800_000  # 2026-11-23 07:30 in Việt Nam
DAY = 86_400_000

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: apt-get install chromium"),
]


class ScriptedProduct:
    """Answers like the real one in shape: a list with choices, edits in place, literal echo of anything else."""

    def __init__(self) -> None:
        self.time = MONDAY
        self.language = "vi"
        self.channel = DemoChannel(self.now)
        self.lines: dict[str, list[dict[str, Any]]] = {}
        self.heard: list[Incoming] = []
        self.is_broken = False
        self.is_slow = False
        self.asked, self.may_tell = asyncio.Event(), asyncio.Event()
        self.may_tell.set()

    async def people(self) -> list[dict[str, Any]]:
        vietnamese = self.language == "vi"
        return [
            _person("1", "Nguyễn Văn Tâm", "cell_secretary", "Chi bộ thôn Suối Mơ", "68 tuổi, nông dân"),
            _person("2", "Trần Thị Hoa", "cell_secretary", "Chi bộ cơ quan xã Trăng Non", "Công chức xã"),
            _person("3", "Lê Minh Đức", "office_clerk", "Đảng uỷ xã Trăng Non", "Theo dõi 12 chi bộ"),
            _person("4", "Phạm Thu Hà", "provincial_viewer", "Tỉnh uỷ Mây Trắng" if vietnamese else "Province", ""),
            _person("5", "anh An", "quản trị", "", "Phiếu mời ghi mã 4829 1534."),
        ]

    async def history(self, chat: str) -> list[dict[str, Any]]:
        found = list(self.lines.get(chat, []))
        self.asked.set()
        await self.may_tell.wait()
        return found

    def now(self) -> int:
        return self.time

    async def jump(self, kind: str) -> int:
        self.time += {"next": DAY, "day": DAY, "week": 7 * DAY, "term": 400 * DAY}[kind]
        await self.shows("3", Screen("Sáng nay 1 chi bộ sắp trễ.", (Choice("Xem", "late:list"),)))
        return self.time

    async def set_language(self, language: str) -> None:
        self.language = language

    async def reset(self) -> None:
        self.lines.clear()
        self.time = MONDAY

    async def deliver(self, batch: list[Incoming]) -> None:
        if self.is_broken:
            raise OSError("disk full")
        self.heard += batch
        for said in batch:
            if said.kind != "press":
                line = {"id": said.external_id, "from": "me", "text": said.text, "at": said.sent_at, "kind": said.kind}
                self.lines.setdefault(said.chat, []).append(line)
            if not self.is_slow:
                await self.answer(said)

    async def answer(self, said: Incoming) -> None:
        if said.kind == "press":
            await self.shows(
                said.chat,
                Screen(
                    "Đã ghi: họp chi bộ, có mặt 31/35. Cảm ơn đồng chí.",
                    (Choice("Việc khác", "tasks"), Choice("Nhầm, sửa lại", "undo")),
                    replaces=True,
                ),
                said.ref,
            )
        elif said.text == "việc":
            await self.shows(
                said.chat,
                Screen(
                    "Đồng chí còn 2 việc:\n1. Họp chi bộ tháng 11, hạn thứ Sáu 27/11\n"
                    "2. Đăng ký nói không với tham nhũng, hạn 30/11",
                    (Choice("Báo việc 1", "task:1:done"), Choice("Báo việc 2", "task:2:done")),
                ),
            )
        elif said.text == "tệp":
            await self.shows(said.chat, Screen("Báo cáo tháng đây.", attachment=Attachment("báo cáo.xlsx", b"x")))
        else:
            await self.shows(said.chat, Screen(f"Đồng chí viết: {said.text}"))

    async def shows(self, chat: str, screen: Screen, edits: str | None = None) -> None:
        with self.channel.subscribe() as ear:
            await self.channel.send(Outgoing(chat, screen, edits=edits))
            event = await ear.next()
        assert event is not None
        self.lines.setdefault(chat, []).append(event["message"])


def _person(chat: str, name: str, role: str, unit: str, note: str) -> dict[str, Any]:
    return {"chat": chat, "name": name, "role": role, "unit": unit, "note": note}


@pytest.fixture
def product() -> ScriptedProduct:
    return ScriptedProduct()


def serving(product: ScriptedProduct, port: int | None = None) -> TestServer:
    app = web.Application()
    add_demo_routes(app, product.channel, product.deliver, product)
    return TestServer(app, port=port)


@pytest_asyncio.fixture(loop_scope="module")
async def address(product: ScriptedProduct) -> AsyncIterator[str]:
    async with serving(product) as server:
        yield str(server.make_url("/"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Without what the test before had opened or stored."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


async def opened(browser: Browser, address: str, width: int = 1440, height: int = 900) -> tuple[Page, list[str]]:
    """The page, and whatever it complains about in the console."""
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    await page.goto(address)
    await expect(page.locator(".phone").first).to_be_visible()
    return page, complaints


async def writes(page: Page, chat: str, text: str) -> None:
    field = page.locator(f'.phone[data-chat="{chat}"] textarea')
    await field.fill(text)
    await field.press("Enter")


def bubbles(page: Page, chat: str, who: str = "bot") -> Locator:
    return page.locator(f'.phone[data-chat="{chat}"] .said.{who} .words')


def choice(page: Page, chat: str, label: str) -> Locator:
    return page.locator(f'.phone[data-chat="{chat}"]').get_by_role("button", name=label)


async def test_phones_side_by_side_each_with_its_own_chat(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address)
    await expect(page.locator(".phone:visible")).to_have_count(3)
    await expect(page.locator(".phone h2")).to_have_text(["Nguyễn Văn Tâm", "Trần Thị Hoa", "Lê Minh Đức"])
    await expect(page.locator(".who p").first).to_have_text("Chi bộ thôn Suối Mơ · Bí thư chi bộ")
    lefts = [(await phone.bounding_box() or {})["x"] for phone in await page.locator(".phone").all()]
    assert lefts == sorted(set(lefts))
    await writes(page, "1", "việc")
    await expect(bubbles(page, "1")).to_contain_text(["Đồng chí còn 2 việc"])
    await expect(bubbles(page, "1", "me")).to_have_text(["việc"])
    await expect(page.locator('.phone[data-chat="2"] .said')).to_have_count(0)
    await expect(page.locator('.phone[data-chat="1"] .day')).to_have_text("Thứ Hai, 23/11/2026")
    assert complaints == []


async def test_a_press_edits_the_message_in_place(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, complaints = await opened(browser, address)
    await writes(page, "1", "việc")
    await choice(page, "1", "Báo việc 1").click()
    await expect(bubbles(page, "1")).to_have_text(["Đã ghi: họp chi bộ, có mặt 31/35. Cảm ơn đồng chí."])
    await expect(page.locator('.phone[data-chat="1"] .choice')).to_have_text(["Việc khác", "Nhầm, sửa lại"])
    await expect(page.locator(".choice.pressed")).to_have_count(0)
    await choice(page, "1", "Nhầm, sửa lại").click()
    await expect(page.locator(".choice.pressed")).to_have_count(0)
    await expect(page.locator('.phone[data-chat="1"] .said.bot')).to_have_count(1)
    shown = [line["id"] for line in product.lines["1"] if line["from"] == "bot"]
    assert [(said.text, said.ref) for said in product.heard[1:]] == [("task:1:done", shown[0]), ("undo", shown[1])]
    await page.reload()
    await expect(bubbles(page, "1")).to_have_text(["Đã ghi: họp chi bộ, có mặt 31/35. Cảm ơn đồng chí."])
    assert complaints == []


async def test_text_is_shown_literally(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address)
    nasty = "<img src=x onerror=alert(1)> <b>&amp;</b> 😀 שלום abc"
    await writes(page, "1", nasty)
    await expect(bubbles(page, "1", "me")).to_have_text(nasty)
    await expect(bubbles(page, "1")).to_have_text(f"Đồng chí viết: {nasty}")
    await expect(page.locator(".words :is(img, b)")).to_have_count(0)
    assert complaints == []


async def test_the_time_machine(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address)
    await expect(page.locator(".now")).to_have_text("07:30Thứ Hai, 23/11/2026")
    await page.get_by_role("button", name="Tới lời nhắc kế tiếp").click()
    await expect(page.locator(".now")).to_have_text("07:30Thứ Ba, 24/11/2026")
    await expect(bubbles(page, "3")).to_have_text(["Sáng nay 1 chi bộ sắp trễ."])
    await expect(page.locator("#told")).to_have_text("Bây giờ là 07:30 Thứ Ba, 24/11/2026")
    await page.get_by_role("button", name="+1 tuần").click()
    await expect(page.locator("#date")).to_have_text("Thứ Ba, 01/12/2026")
    await expect(page.locator('.phone[data-chat="3"] .day')).to_have_text(["Thứ Ba, 24/11/2026", "Thứ Ba, 01/12/2026"])
    assert complaints == []


async def test_both_languages_on_every_open_page(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, complaints = await opened(browser, address)
    other, _ = await opened(browser, address)
    await page.get_by_role("button", name="English").click()
    for each in (page, other):
        await expect(each.locator("html")).to_have_attribute("lang", "en")
        await expect(each.get_by_role("button", name="Next reminder")).to_be_visible()
        await expect(each.locator("#date")).to_have_text("Monday, 23/11/2026")
        await expect(each.locator(".who p").first).to_have_text("Chi bộ thôn Suối Mơ · Cell secretary")
        await expect(each.get_by_placeholder("Message…").first).to_be_visible()
    assert product.language == "en"
    await page.get_by_role("button", name="Tiếng Việt").click()
    await expect(other.get_by_role("button", name="Tới lời nhắc kế tiếp")).to_be_visible()
    assert complaints == []


async def test_no_word_is_missing_in_either_language(browser: Browser, address: str) -> None:
    page, _ = await opened(browser, address)
    shapes = await page.evaluate(
        """() => {
            const shape = (words) => words !== null && typeof words === "object"
                ? Object.entries(words).map(([key, value]) => [key, shape(value)]).sort() : typeof words;
            return [shape(WORDS.vi), shape(WORDS.en)];
        }"""
    )
    assert len(shapes[0]) > 30
    assert shapes[0] == shapes[1]


async def test_choosing_whose_phones(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, complaints = await opened(browser, address)
    await product.shows("4", Screen("Chào đồng chí Hà."))
    await expect(page.locator("#elsewhere")).to_have_text("1")
    await page.get_by_role("button", name="Thêm người").click()
    await page.locator("#people").get_by_role("button", name="Phạm Thu Hà").click()
    await expect(page.locator(".phone:visible")).to_have_count(4)
    await expect(bubbles(page, "4")).to_have_text(["Chào đồng chí Hà."])
    await expect(page.locator("#elsewhere")).to_be_hidden()
    await page.locator("#people").get_by_role("button", name="Anh An Quản trị Phiếu mời").click()
    await expect(page.locator("#toast")).to_contain_text("Đã mở bốn máy")
    await page.get_by_role("button", name="Xong", exact=True).click()
    await page.get_by_role("button", name="Đóng máy của Trần Thị Hoa").click()
    await page.get_by_role("button", name="Thêm người").click()
    await page.locator("#people").get_by_role("button", name="Anh An").click()
    await page.get_by_role("button", name="Xong", exact=True).click()
    await page.locator('.phone[data-chat="5"] .starters').get_by_role("button", name="4829 1534").click()
    await expect(bubbles(page, "5")).to_have_text(["Đồng chí viết: 4829 1534"])
    await page.get_by_role("button", name="Đóng máy của Anh An").click()
    await expect(page.locator(".phone h2")).to_have_text(["Nguyễn Văn Tâm", "Lê Minh Đức", "Phạm Thu Hà"])
    await page.reload()
    await expect(page.locator(".phone h2")).to_have_text(["Nguyễn Văn Tâm", "Lê Minh Đức", "Phạm Thu Hà"])
    assert complaints == []


async def test_a_narrow_screen_shows_one_phone_and_tabs(
    browser: Browser, address: str, product: ScriptedProduct
) -> None:
    page, complaints = await opened(browser, address, 360, 740)
    await expect(page.locator(".phone:visible h2")).to_have_text(["Nguyễn Văn Tâm"])
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await product.shows("2", Screen("Đồng chí Hoa ơi."))
    tab = page.locator(".tab", has_text="Trần Thị Hoa")
    await expect(tab.get_by_role("img", name="1 tin chưa đọc")).to_be_visible()
    await tab.click()
    await expect(page.locator(".phone:visible h2")).to_have_text(["Trần Thị Hoa"])
    await expect(tab.get_by_role("img")).to_have_count(0)
    await page.locator(".phone:visible .key").click()
    await page.locator(".phone:visible .digits").get_by_role("button", name="9: trợ giúp").click()
    await expect(bubbles(page, "2")).to_have_text(["Đồng chí Hoa ơi.", "Đồng chí viết: 9"])
    await expect(bubbles(page, "2").last).to_be_in_viewport(ratio=1)
    for button in await page.locator("button:visible").all():
        box = await button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 30
    assert complaints == []


async def test_the_latest_message_stays_in_sight(browser: Browser, address: str) -> None:
    page, _ = await opened(browser, address, 360, 740)
    for number in range(12):
        await writes(page, "1", f"tin {number}")
    await expect(bubbles(page, "1")).to_have_count(12)
    await expect(bubbles(page, "1").last).to_be_in_viewport(ratio=1)
    await page.set_viewport_size({"width": 360, "height": 480})
    await expect(bubbles(page, "1").last).to_be_in_viewport(ratio=1)


async def test_new_messages_do_not_pull_a_reader_down(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, _ = await opened(browser, address, 360, 740)
    for number in range(12):
        await writes(page, "1", f"tin {number}")
    await expect(bubbles(page, "1")).to_have_count(12)
    await page.locator(".log").first.evaluate("(log) => { log.scrollTop = 0; }")
    await expect(bubbles(page, "1", "me").first).to_be_in_viewport()
    await product.shows("1", Screen("Tin mới đến."))
    await page.get_by_role("button", name="Tin mới").click()
    await expect(bubbles(page, "1").last).to_be_in_viewport(ratio=1)


async def test_whoever_presses_an_old_button_sees_its_answer(
    browser: Browser, address: str, product: ScriptedProduct
) -> None:
    page, _ = await opened(browser, address, 360, 740)
    await writes(page, "1", "việc")
    for number in range(12):
        await writes(page, "1", f"tin {number}")
    await expect(bubbles(page, "1")).to_have_count(13)
    product.is_slow = True
    await choice(page, "1", "Báo việc 2").click()
    await expect(page.get_by_role("img", name="Đang trả lời")).to_have_count(1)
    await product.shows("1", Screen("Việc này đã báo rồi."))
    await expect(bubbles(page, "1").last).to_have_text("Việc này đã báo rồi.")
    await expect(bubbles(page, "1").last).to_be_in_viewport(ratio=1)


async def test_what_could_not_be_sent_is_sent_again_once(
    browser: Browser, address: str, product: ScriptedProduct
) -> None:
    page, _ = await opened(browser, address)
    product.is_broken = True
    await writes(page, "1", "xong 1")
    await expect(page.locator(".unsent")).to_contain_text("Chưa gửi được.")
    await expect(page.locator("#toast")).to_contain_text("không phải lỗi của đồng chí")
    product.is_broken = False
    await page.get_by_role("button", name="Gửi lại").click()
    await expect(page.locator(".unsent")).to_have_count(0)
    await expect(bubbles(page, "1")).to_have_text(["Đồng chí viết: xong 1"])
    await expect(bubbles(page, "1", "me")).to_have_text(["xong 1"])
    assert len(product.heard) == 1


async def test_typing_is_shown_until_the_answer(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, _ = await opened(browser, address)
    product.is_slow = True
    await writes(page, "1", "chào")
    await expect(page.get_by_role("img", name="Đang trả lời")).to_be_visible()
    await expect(page.locator(".meta")).to_have_text(["07:30"])
    await product.answer(product.heard[0])
    await expect(bubbles(page, "1")).to_have_text(["Đồng chí viết: chào"])
    await expect(page.locator(".dots")).to_have_count(0)


async def test_a_restarted_product_is_found_again_with_what_was_missed(
    browser: Browser, product: ScriptedProduct
) -> None:
    async with serving(product) as server:
        port = server.port
        page, _ = await opened(browser, str(server.make_url("/")))
        await writes(page, "1", "chào")
        await expect(bubbles(page, "1")).to_have_count(1)
        await page.locator("textarea").first.fill("đang viết dở")
    await expect(page.get_by_text("Mất kết nối, đang nối lại…")).to_be_visible()
    again = ScriptedProduct()
    again.lines = product.lines
    await again.shows("1", Screen("Nhắc đồng chí."))
    async with serving(again, port):
        await expect(page.get_by_text("Mất kết nối, đang nối lại…")).to_be_hidden(timeout=15_000)
        await expect(bubbles(page, "1")).to_have_text(["Đồng chí viết: chào", "Nhắc đồng chí."])
        await expect(page.locator("textarea").first).to_have_value("đang viết dở")
        await writes(page, "1", "còn đây")
        await expect(bubbles(page, "1").last).to_have_text("Đồng chí viết: còn đây")
        await page.close()


async def test_what_arrives_while_history_is_fetched_is_seen_once(
    browser: Browser, address: str, product: ScriptedProduct
) -> None:
    await product.shows("1", Screen("Tin cũ."))
    product.may_tell.clear()
    page, _ = await opened(browser, address)
    await asyncio.wait_for(product.asked.wait(), 5)
    await product.shows("1", Screen("Tin tới đúng lúc ấy."))
    await product.shows("5", Screen("Tin sau nó."))
    await expect(page.locator("#elsewhere")).to_have_text("1")
    product.may_tell.set()
    await expect(bubbles(page, "1")).to_have_text(["Tin cũ.", "Tin tới đúng lúc ấy."])


async def test_starting_again_asks_first(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, complaints = await opened(browser, address)
    await writes(page, "1", "chào")
    await page.get_by_role("button", name="+1 ngày").click()
    await expect(page.locator("#date")).to_have_text("Thứ Ba, 24/11/2026")
    await page.get_by_role("button", name="Làm lại từ đầu").click()
    await page.get_by_role("button", name="Giữ nguyên").click()
    assert product.lines
    await page.get_by_role("button", name="Làm lại từ đầu").click()
    await page.locator("#sure-yes").click()
    await expect(page.locator(".said")).to_have_count(0)
    await expect(page.locator("#date")).to_have_text("Thứ Hai, 23/11/2026")
    await expect(page.locator(".starters")).to_have_count(3)
    assert complaints == []


async def test_the_guide_types_for_the_visitor_and_can_be_put_away(browser: Browser, address: str) -> None:
    page, complaints = await opened(browser, address)
    await page.get_by_role("button", name="Gõ giúp “việc”").click()
    await expect(bubbles(page, "1")).to_contain_text(["Đồng chí còn 2 việc"])
    for _ in range(4):
        await page.get_by_role("button", name="Tiếp", exact=True).click()
    await page.get_by_role("button", name="Tua giúp").click()
    await expect(page.locator("#date")).to_have_text("Thứ Ba, 24/11/2026")
    await page.get_by_role("button", name="Tiếp", exact=True).click()
    await expect(page.locator("#tour-step")).to_have_text("6/8")
    await page.get_by_role("button", name="Gõ giúp “tình hình”").click()
    await expect(bubbles(page, "3", "me")).to_have_text(["tình hình"])
    await page.get_by_role("button", name="Đóng hướng dẫn").click()
    await page.reload()
    await expect(bubbles(page, "3", "me")).to_have_text(["tình hình"])
    await expect(page.locator("#tour")).to_be_hidden()
    assert complaints == []


async def test_files_and_other_kinds(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, complaints = await opened(browser, address)
    await writes(page, "1", "tệp")
    link = page.get_by_role("link", name="báo cáo.xlsx")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("href", re.compile(r"^/demo/files/"))
    phone = page.locator('.phone[data-chat="1"]')
    for label in ("🖼️ Ảnh", "🙂 Nhãn dán"):
        await phone.get_by_role("button", name="Gửi thứ khác").click()
        await phone.get_by_role("button", name=label).click()
    await expect(bubbles(page, "1", "me")).to_have_text(["tệp", "🖼️ Ảnh", "🙂 Nhãn dán"])
    await expect(bubbles(page, "1")).to_have_count(3)
    assert [said.kind for said in product.heard] == ["text", "photo", "sticker"]
    assert complaints == []


async def test_by_keyboard_alone(browser: Browser, address: str, product: ScriptedProduct) -> None:
    page, _ = await opened(browser, address)
    field = page.get_by_label("Nhắn tin với tư cách Nguyễn Văn Tâm")
    await field.focus()
    await page.keyboard.type("dòng 1")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("dòng 2")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("")
    await page.keyboard.type("việc")
    await page.keyboard.press("Enter")
    await choice(page, "1", "Báo việc 1").focus()
    await page.keyboard.press("Enter")
    await expect(choice(page, "1", "Việc khác")).to_be_focused()
    assert [said.text for said in product.heard] == ["dòng 1\ndòng 2", "việc", "task:1:done"]
    await expect(page.locator(".log").first).to_have_attribute("aria-live", "polite")
