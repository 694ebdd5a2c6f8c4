"""The pictures of the README and of docs: made by the product itself, so that they show what it is.

`make pictures` writes them anew into docs/pictures; here they are made in a temporary folder and looked at.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, expect

from bot.app import App
from handlers.documents import make_document
from handlers.guide import page_in
from handlers.screen import Unwritten
from storage.unit_of_work import reading
from tests.bot.test_demo_browser import CHROMIUM
from tests.browser import a_browser, running_demo

ROOT = Path(__file__).parent.parent.parent
KEPT = ROOT / "docs/pictures"
WRITE = "CHIBO_PICTURES"
SHOWN = ("chat", "digest", "board", "board-phone", "practice", "word", "guide")
MEASURED = ("growth",)
"""Drawn by the benchmarks."""
COLOURS = 128

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: apt-get install chromium"),
]
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")), reason="LibreOffice and poppler are not installed"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[App, str]]:
    async with running_demo(tmp_path_factory.mktemp("pictures")) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as found:
        yield found


def keep(name: str, png: bytes, folder: Path) -> Image.Image:
    """Small enough for a page, whole enough to read; also into docs when that is asked for."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS)
    target = KEPT if os.environ.get(WRITE) else folder
    target.mkdir(exist_ok=True)
    image.save(target / f"{name}.png", optimize=True)
    found = Image.open(target / f"{name}.png").convert("L")
    assert len(found.resize((80, 80)).getcolors(6400) or ()) > 10, "an empty page is no picture"
    return found


async def phone(browser: Browser, address: str, chat: str) -> Page:
    page = await browser.new_page(
        viewport={"width": 400, "height": 1040}, device_scale_factor=2, color_scheme="light", reduced_motion="reduce"
    )
    await page.add_init_script(
        f"localStorage.setItem('chibo.open', '[\"{chat}\"]'); localStorage.setItem('chibo.step', '99')"
    )
    await page.goto(address)
    if await page.locator(f'.phone[data-chat="{chat}"]:visible').count() == 0:
        await page.locator(f'.tab[data-chat="{chat}"]').click()
    return page


async def says(page: Page, chat: str, *words: str) -> None:
    field = page.locator(f'.phone[data-chat="{chat}"] textarea')
    for each in words:
        before = await page.locator(f'.phone[data-chat="{chat}"] .said.bot').count()
        await field.fill(each)
        await field.press("Enter")
        await expect(page.locator(f'.phone[data-chat="{chat}"] .said.bot').nth(before)).to_be_visible()


async def shot(page: Page, chat: str) -> bytes:
    return await page.locator(f'.phone[data-chat="{chat}"]').screenshot()


async def test_a_meeting_reported_on_a_telephone(browser: Browser, demo: tuple[App, str], tmp_path: Path) -> None:
    page = await phone(browser, demo[1], "nam")
    await says(page, "nam", "họp chi bộ hôm qua, có mặt 31, phép 4")
    await expect(page.locator(".said.bot").last).to_contain_text("31")
    await page.get_by_role("button", name="Lưu").last.click()
    await expect(page.locator(".said.bot").last).to_contain_text("Đã ghi")
    keep("chat", await shot(page, "nam"), tmp_path)
    await page.close()


async def test_practice_on_a_telephone(browser: Browser, demo: tuple[App, str], tmp_path: Path) -> None:
    page = await phone(browser, demo[1], "lan")
    await says(page, "lan", "tập dượt", "xong 1", "31", "4")
    await expect(page.locator(".said.bot").last).to_contain_text("TẬP")
    keep("practice", await shot(page, "lan"), tmp_path)
    await page.close()


async def test_the_committees_page(browser: Browser, demo: tuple[App, str], tmp_path: Path) -> None:
    page = await phone(browser, demo[1], "hoa")
    await says(page, "hoa", "mở bảng")
    link = page.get_by_role("link", name="Mở trang")
    await expect(link).to_be_visible()
    path = await link.get_attribute("href")
    await page.close()
    for name, width, height in (("board", 1280, 1000), ("board-phone", 390, 844)):
        page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
        await page.goto(f"{demo[1]}{path}?ky=2026-11")
        await expect(page.locator("#t-heat")).to_be_visible()
        image = keep(name, await page.screenshot(), tmp_path)
        assert image.size == (width, height)
        await page.close()


async def test_a_morning_digest(browser: Browser, demo: tuple[App, str], tmp_path: Path) -> None:
    page = await phone(browser, demo[1], "sau")
    before = await page.locator(".phone:visible .said.bot").count()
    for _ in range(5):
        await page.locator('[data-jump="day"]').click()
        await expect(page.locator('[data-jump="day"]')).to_be_enabled()
        if await page.locator(".phone:visible .said.bot").count() > before:
            break
    assert await page.locator(".phone:visible .said.bot").count() > before
    keep("digest", await shot(page, "sau"), tmp_path)
    await page.close()


@needs_office
async def test_the_first_page_of_a_report_in_word(demo: tuple[App, str], tmp_path: Path) -> None:
    app, _ = demo
    async with reading(app.database) as uow:
        unit = await uow.units.by_code("LV-AT")
        assert unit is not None
        args = {"report": "period_report", "unit": unit.id, "period": "2026-11", "form": "word", "language": "vi"}
        made = await make_document(uow, {"document": "report", "args": args | {"person": None}}, app.clock.now())
    screen = made.write() if isinstance(made, Unwritten) else made
    assert screen is not None
    assert screen.attachment is not None
    keep("word", first_page(screen.attachment.content, tmp_path), tmp_path)


@needs_office
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_secretaries_page_is_one_page(language: str, demo: tuple[App, str], tmp_path: Path) -> None:
    page = first_page(page_in(language, demo[0].clock.now()), tmp_path)
    text = words_of(tmp_path / "page.pdf")
    assert text.count("\f") == 1, "it must fit on one sheet"
    assert "tập dượt" in text
    if language == "vi":
        keep("guide", page, tmp_path)


def first_page(docx: bytes, folder: Path) -> bytes:
    """As the office would see it on paper."""
    source = folder / "page.docx"
    source.write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", str(source), "--outdir", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    command = ["pdftoppm", "-r", "80", "-f", "1", "-l", "1", "-png", str(folder / "page.pdf"), str(folder / "sheet")]
    subprocess.run(command, check=True, timeout=60)
    return next(folder.glob("sheet-*.png")).read_bytes()


def words_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True, timeout=60).stdout


async def test_the_pictures_in_the_documents_are_there() -> None:
    assert {path.stem for path in KEPT.glob("*.png")} == {*SHOWN, *MEASURED}
    assert all(path.stat().st_size < 400_000 for path in KEPT.glob("*.png"))
