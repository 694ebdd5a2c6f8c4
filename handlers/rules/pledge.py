"""The gate of a pledge: it is registered only when it names acts, a person in charge, how people will see it and a
check date (features, idea 6). Words are judged without accents; nothing here judges people."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

Slot = Literal["measures", "responsible", "visibility", "check_date"]
SLOTS: Final[tuple[Slot, ...]] = ("measures", "responsible", "visibility", "check_date")
LONGEST_MEASURE: Final = 500
MOST_MEASURES: Final = 10
FEWEST_WORDS: Final = 3

VAGUE: Final = (
    "tăng cường",
    "quyết tâm",
    "nâng cao",
    "đẩy mạnh",
    "phấn đấu",
    "nghiêm túc thực hiện",
    "thực hiện nghiêm",
    "thực hiện tốt",
    "chấp hành nghiêm",
    "chú trọng",
    "quan tâm",
    "phát huy",
    "tiếp tục",
    "không ngừng",
    "triển khai hiệu quả",
    "gương mẫu",
    "cố gắng",
    "làm tốt",
    "đoàn kết",
    "quán triệt sâu sắc",
)
"""Set phrases that promise nothing anybody could see."""

SLOGAN: Final = (
    "nói không với",
    "phòng chống",
    "tham nhũng",
    "tiêu cực",
    "lãng phí",
    "công tác",
    "tinh thần",
    "trách nhiệm",
    "nhận thức",
    "ý thức",
    "hiệu quả",
    "chất lượng",
    "công khai minh bạch",
    "minh bạch",
    "kiểm tra giám sát",
    "tuyên truyền giáo dục",
    "đạo đức lối sống",
    "liêm chính",
    "trong sạch vững mạnh",
    "đảng viên",
    "chi bộ",
    "đơn vị",
    "cán bộ",
    "các",
    "và",
    "của",
    "cho",
    "trong",
    "về",
    "mọi",
    "hơn nữa",
)
"""Words that say what a measure is about and not what is done; they do not count as content."""

ACTS: Final = (
    "niêm yết",
    "công khai",
    "công bố",
    "treo",
    "gửi",
    "họp",
    "mời",
    "lập sổ",
    "lập danh sách",
    "lập tổ",
    "lập biên bản",
    "ghi sổ",
    "kê khai",
    "kiểm tra",
    "kiểm kê",
    "kiểm đếm",
    "đối chiếu",
    "rà soát",
    "báo cáo",
    "thông báo",
    "ký cam kết",
    "bình xét",
    "bốc thăm",
    "lấy ý kiến",
    "lấy phiếu",
    "bỏ phiếu",
    "báo giá",
    "đặt hòm thư",
    "hòm thư",
    "hộp thư",
    "không nhận",
    "từ chối",
    "tập huấn",
    "phân công",
    "luân phiên",
    "chuyển đổi vị trí",
    "không dùng",
    "không sử dụng",
    "tổ chức",
    "đối thoại",
    "tiếp dân",
    "chụp ảnh",
    "dán bảng",
    "dán danh sách",
    "đọc công khai",
    "đọc trước",
    "phát loa",
    "trả đúng hẹn",
    "trả lời",
)
"""Acts that somebody does on some day and others can see; sure even when typed without accents."""

ACCENTED_ACTS: Final = (
    "dán",
    "đọc",
    "đăng",
    "phát",
    "ghi",
    "ký",
    "nộp",
    "trả",
    "đặt",
    "mở",
    "cử",
    "trực",
    "nhắn",
    "tắt",
)
"""Acts that without accents are other words too (dán and dân, đăng and Đảng): only believed in accented text."""


def missing_slots(
    measures: Sequence[str],
    responsible: str | None,
    visibility: str | None,
    check_on: date | None,
    today: date,
    last_day: date | None = None,
) -> tuple[Slot, ...]:
    """Which of the four slots still stand in the way of registering, in the order in which they are asked.

    Measures: one to ten, none vague, none longer than 500 characters. The check date lies after today and not
    after the campaign's last day.
    """
    checks: dict[Slot, bool] = {
        "measures": 0 < len(measures) <= MOST_MEASURES and all(is_concrete(text) for text in measures),
        "responsible": bool(responsible and responsible.strip()),
        "visibility": bool(visibility and visibility.strip()) and not vague_words(visibility or ""),
        "check_date": check_on is not None and today < check_on and (last_day is None or check_on <= last_day),
    }
    return tuple(slot for slot in SLOTS if not checks[slot])


def is_concrete(measure: str) -> bool:
    """Whether a measure names something that is done: at least three words, none of them a set phrase without an
    act beside it, and not more than 500 characters."""
    enough = sum(not word.isdigit() for word in plain(measure).split()) >= FEWEST_WORDS
    return enough and len(measure) <= LONGEST_MEASURE and not vague_words(measure)


def vague_words(measure: str) -> tuple[str, ...]:
    """The set phrases in a measure when no concrete act stands beside them; empty for a concrete measure."""
    words = plain(measure)
    vague = tuple(phrase for phrase in VAGUE if _PLAIN_VAGUE[phrase].search(words))
    return () if vague and _names_an_act(measure) else vague


def _names_an_act(measure: str) -> bool:
    # What is left without phrases and slogans must hold an act and what it is done to.
    rest = _HOLLOW.sub(" ", plain(measure))
    accented = unicodedata.normalize("NFC", measure).lower()
    act = _ACT.search(rest) or _ACCENTED_ACT.search(accented)
    return act is not None and len(rest.split()) >= FEWEST_WORDS


def wording_hash(measures: Sequence[str], responsible: str, visibility: str, check_on: str) -> str:
    """64 hexadecimal digits that change when the wording changes, and not with spaces or Unicode composition."""
    parts = [*measures, responsible, visibility, check_on]
    wording = [re.sub(r"\s+", " ", unicodedata.normalize("NFC", part)).strip() for part in parts]
    text = json.dumps([wording[:-3], *wording[-3:]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """Lower case without accents, single spaces, words only: `Tăng  cường!` is `tang cuong`."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9/]+", bare))


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(longest_first) + r")\b")


_PLAIN_VAGUE: Final = {phrase: _any_of([plain(phrase)]) for phrase in VAGUE}
_HOLLOW: Final = _any_of([plain(phrase) for phrase in (*VAGUE, *SLOGAN)])
_ACT: Final = _any_of([plain(phrase) for phrase in ACTS])
_ACCENTED_ACT: Final = _any_of(ACCENTED_ACTS)
