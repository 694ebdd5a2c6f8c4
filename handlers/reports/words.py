"""The fixed words and marks of the forms themselves, in one place: a Party document is always in Vietnamese.
Whatever differs from report to report comes in through the `Sheet`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.reports.sheet import State

ZONE_NAME = "Asia/Ho_Chi_Minh"
ZONE = ZoneInfo(ZONE_NAME)

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DRAFT = "DỰ THẢO"
NUMBER = "Số        -{symbol}"
ASTERISK = "*"
UNDER_ABSTRACT = "-----"
RECIPIENTS = "Nơi nhận:"
ARCHIVE_WORD = "Lưu"
ANNEX = "PHỤ LỤC"
ANNEX_SUBTITLE = "(Kèm theo {kind} {title})"
NOTES = "Ghi chú"
TOTAL = "Cộng"
NOTHING = "Không có số liệu trong kỳ."
LEGEND = "Ký hiệu"
STATE_TOTAL = "Dòng cộng của cột trạng thái là số đơn vị đã xong."
CUT_ROWS = "Phụ lục in {shown} dòng đầu trong {all} dòng; bản đầy đủ ở tệp Excel."
CUT_COLUMNS = "Phụ lục in {shown} cột đầu trong {all} cột; bản đầy đủ ở tệp Excel."
CUT_BARS = "… và {left} đơn vị khác"
CUT_STEPS = "… và {left} mốc khác"
CUT_CELLS = "Chưa vẽ hết: còn {rows} dòng, {columns} cột."
SHEET_LABELS = {"report": "Báo cáo", "unit": "Đơn vị", "superior": "Cấp trên", "period": "Kỳ", "made": "Lập lúc"}
PAGE = "Trang &P/&N"


class Mark(NamedTuple):
    """How a state looks: read by symbol, word and hatch without any colour. Colours as RRGGBB: `fill` light for
    cells, `strong` for bars, `ink` for letters on `fill`."""

    symbol: str
    word: str
    fill: str
    strong: str
    ink: str
    hatch: str

    @property
    def text(self) -> str:
        return f"{self.symbol} {self.word}"


MARKS: dict[State, Mark] = {
    State.DONE: Mark("✓", "xong", "CDE9D6", "1F7A4D", "0F3D26", ""),
    State.LATE: Mark("!", "trễ", "F9C8BA", "E4572E", "7A1B08", "///"),
    State.BLOCKED: Mark("■", "vướng", "D8CBE8", "5B3E8C", "34195E", "xxx"),
    State.WAITING: Mark("…", "chờ", "FFF0BF", "F5CF5B", "5E4700", "..."),
    State.NOT_APPLICABLE: Mark("–", "không áp dụng", "ECEDEF", "D3D6DB", "4A4D52", ""),
}


def local(made_at: int) -> datetime:
    """An instant in ms UTC as a local time."""
    return datetime.fromtimestamp(made_at / 1000, UTC).astimezone(ZONE)


def written_date(dated: date | None, made_at: int) -> str:
    """The date line of a document. Day and month under 3 get a leading 0, as the guidance asks; without a date the
    day is left blank for the signer and month and year are those of the draft."""
    if dated is None:
        made = local(made_at)
        return f"ngày      tháng {_two(made.month, 3)} năm {made.year}"
    return f"ngày {_two(dated.day, 10)} tháng {_two(dated.month, 3)} năm {dated.year}"


def _two(number: int, below: int) -> str:
    return f"0{number}" if number < below else str(number)
