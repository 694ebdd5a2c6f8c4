"""The invitation on paper: the same sheet in Word and as a PDF, with letters that can be copied out again."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import docx
import pytest
from PIL import Image

from handlers.reports.invite_pdf import HEIGHT, WIDTH, invite_pdf
from handlers.reports.invite_slip import Slip, invite_slip
from handlers.rules.calendar import ZONE

SLIP = Slip(
    title="PHIẾU MỜI VÀO SỔ VIỆC CHI BỘ",
    greeting="Kính gửi bác Bảy, Bí thư Chi bộ tổ dân phố Hàng Bàng, phường Tân Mây, tỉnh Lạc Vân.",
    steps=("Quét mã vuông bằng máy ảnh điện thoại.", "Nhắn 8 số dưới đây nếu máy hỏi."),
    code="1234 5670",
    until="Dùng một lần, đến hết thứ Năm 3/12/2026.",
    scan="https://t.me/chibo_bot?start=12345670",
    made=datetime(2026, 11, 27, 9, 0, tzinfo=ZONE),
)


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def test_the_pdf_is_an_a5_sheet_with_its_letters_inside() -> None:
    made = invite_pdf(SLIP)
    assert made.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", made)
    assert box is not None
    assert (round(float(box[1])), round(float(box[2]))) == (round(WIDTH), round(HEIGHT))
    assert made.count(b"/FontFile2") >= 1
    known = b"\n".join(_streams(made)).decode("latin-1").lower()
    # Each letter of Vietnamese on the sheet says which one it is, so that it can be searched and copied.
    for letter in "ẾỜỔệằả":
        assert f"{ord(letter):04x}" in known, letter


def test_another_link_is_another_square() -> None:
    assert invite_pdf(replace(SLIP, scan="https://t.me/chibo_bot?start=00000000")) != invite_pdf(SLIP)


@pytest.mark.parametrize("write", [invite_pdf, invite_slip])
def test_the_same_slip_gives_the_same_file(write: object) -> None:
    assert callable(write)
    assert write(SLIP) == write(SLIP)


def test_word_has_the_same_words_and_a_square() -> None:
    document = docx.Document(BytesIO(invite_slip(SLIP)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for piece in (SLIP.title, SLIP.greeting, *SLIP.steps, SLIP.code, SLIP.until):
        assert piece in text
    pictures = [part.blob for part in document.part.package.iter_parts() if part.content_type == "image/png"]
    assert len(pictures) == 1
    with Image.open(BytesIO(pictures[0])) as square:
        assert square.width == square.height
