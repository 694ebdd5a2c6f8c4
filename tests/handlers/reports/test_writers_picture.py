"""Charts: pictures that open, fit a phone, and can be read without colour."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.reports.picture_frame import drawable, text_width, wrap
from handlers.reports.sheet import Bar, Chart, HeatMap, Milestone, ProgressChart, State, TimelineChart
from handlers.reports.to_picture import to_picture
from handlers.reports.words import MARKS
from tests.handlers.reports.report_samples import heat_map, progress_chart, timeline_chart

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def opened(chart: Chart) -> Image.Image:
    picture = Image.open(BytesIO(to_picture(chart)))
    picture.load()
    return picture.convert("RGB")


@pytest.mark.parametrize("chart", [progress_chart(), timeline_chart(), heat_map()])
def test_a_chart_is_1080_pixels_wide_and_not_blank(chart: Chart) -> None:
    picture = opened(chart)
    assert picture.width == 1080
    assert 500 < picture.height < 3000
    dark = sum(picture.convert("L").histogram()[:100])
    assert dark > 0.01 * picture.width * picture.height
    border = [picture.getpixel((x, y)) for x in range(0, 1080, 9) for y in (2, picture.height - 3)]
    assert set(border) == {(255, 255, 255)}, "something runs off the edge"
    sides = [picture.getpixel((x, y)) for y in range(0, picture.height, 3) for x in (2, 1077)]
    assert set(sides) == {(255, 255, 255)}, "something runs off the side"


def test_the_states_differ_without_colour() -> None:
    assert len({mark.symbol for mark in MARKS.values()}) == len(State)
    assert len({mark.word for mark in MARKS.values()}) == len(State)
    assert len({(mark.hatch, mark.hatch == "" and mark.strong) for mark in MARKS.values()}) == len(State)


def test_the_font_has_every_vietnamese_letter_and_every_mark() -> None:
    text = VIETNAMESE + VIETNAMESE.upper() + "–…·" + "".join(mark.text for mark in MARKS.values())
    assert drawable(text) == text
    assert drawable("Xóm 🎉 vui") == "Xóm □ vui"


def test_long_names_are_wrapped_within_their_room() -> None:
    name = "Chi bộ " + "Trường Trung học phổ thông chuyên " * 6
    lines = wrap(name, 30, 400, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 30) <= 400 for line in lines)


@pytest.mark.parametrize(
    "chart",
    [
        ProgressChart("Trống", "", ()),
        ProgressChart("Không áp dụng", "", (Bar("Xã A", ((State.NOT_APPLICABLE, 3),)), Bar("Xã B", ()))),
        HeatMap("Trống", "", (), (), ()),
        HeatMap("Tỷ lệ", "", ("Xã A",), ("T1", "T2", "T3", "T4"), ((0.0, 0.5, 1.0, None),)),
        TimelineChart(
            "Một ngày",
            "",
            *(timeline_chart().start,) * 3,
            "Hôm nay",
            (Milestone(timeline_chart().end, "", State.DONE),),
        ),
    ],
)
def test_empty_and_odd_charts_still_make_a_picture(chart: Chart) -> None:
    assert opened(chart).width == 1080


@pytest.mark.parametrize("chart", [progress_chart(300), heat_map(300)])
def test_what_does_not_fit_does_not_make_the_picture_endless(chart: Chart) -> None:
    assert opened(chart).height < 3200


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert to_picture(progress_chart()) == to_picture(progress_chart())


@settings(max_examples=12, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_can_be_drawn(title: str, subtitle: str, label: str) -> None:
    chart = ProgressChart(title, subtitle, (Bar(label, ((State.DONE, 2), (State.LATE, 1))),))
    assert opened(chart).width == 1080
