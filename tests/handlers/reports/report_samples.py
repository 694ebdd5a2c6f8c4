"""Realistic, made-up reports for the tests of the writers."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.reports.sheet import (
    Bar,
    Column,
    Event,
    HeatMap,
    Milestone,
    ProgressChart,
    Ratio,
    Section,
    Sheet,
    State,
    Table,
    TimelineChart,
)

MADE_AT = 1_782_865_800_000  # 07:30, 1/7/2026 in Viet Nam
STATES = tuple(State)
COMMUNES = (
    "Đảng ủy xã Hiệp Thạnh",
    "Đảng ủy phường Xuân Hương – Đà Lạt",
    "Đảng ủy xã Đơn Dương",
    "Đảng ủy xã Lạc Dương",
    "Đảng ủy phường B'Lao",
    "Đảng ủy đặc khu Phú Quý",
    "Đảng ủy xã Quảng Tín",
    "Đảng ủy xã Bảo Lâm 1",
)


def month_table(rows: int = 12) -> Table:
    """Counts, a percentage, a date, a state and a remark for each cell."""
    lines = tuple(
        (
            f"Chi bộ thôn {number}",
            8,
            (number * 3) % 9,
            None,
            date(2026, 6, 3 + number % 25),
            STATES[number % 5],
            "Đang chờ tổ dân phố họp" if number % 5 == 2 else "",
        )
        for number in range(1, rows + 1)
    )
    columns = (
        Column("unit", "Chi bộ"),
        Column("expected", "Phải làm", "count"),
        Column("done", "Đã xong", "count"),
        Column("share", "Tỷ lệ", "percent"),
        Column("due", "Hạn", "date"),
        Column("state", "Sinh hoạt tháng 6", "state", 16),
        Column("why", "Lý do", "text", 26),
    )
    return Table(
        "Tình hình từng chi bộ", columns, lines, ("expected", "done", "state"), (Ratio("share", "done", "expected"),)
    )


def month_sheet(**changes: object) -> Sheet:
    """The month report of a commune committee."""
    facts: dict[str, Any] = {
        "title": "kết quả thực hiện nhiệm vụ tháng 6 năm 2026 và việc cần làm tháng 7 năm 2026",
        "unit_name": "Chi bộ thôn Phú Thạnh",
        "superior_name": "Đảng ủy xã Hiệp Thạnh",
        "period": "Tháng 6/2026",
        "made_at": MADE_AT,
        "place": "Hiệp Thạnh",
        "introduction": (
            "Thực hiện Chương trình công tác năm 2026 của Đảng ủy xã Hiệp Thạnh, Chi bộ thôn Phú Thạnh báo cáo kết quả "
            "thực hiện nhiệm vụ tháng 6 năm 2026 như sau:",
        ),
        "sections": (
            Section(
                "Việc đã làm",
                (
                    "Chi bộ đã sinh hoạt thường kỳ ngày 03/6/2026, có 31/34 đảng viên dự (91,2%), trong đó 2 đồng chí "
                    "được miễn sinh hoạt. Nghị quyết tháng đã ban hành và thông báo đến các tổ đảng.",
                    "Đã hoàn thành 6/8 việc phải làm trong tháng, 5 việc đúng hạn.",
                ),
            ),
            Section(
                "Việc chậm và lý do",
                (
                    "Đăng ký “Nói không với tham nhũng, tiêu cực” trễ 4 ngày: 3 đảng viên đi làm xa chưa ký, chi ủy đã "
                    "hẹn ký trong buổi sinh hoạt ngày 03/7/2026.",
                    "Kế hoạch giám sát chuyên đề chưa trình: đang chờ hướng dẫn của Ủy ban Kiểm tra Đảng ủy xã.",
                ),
            ),
            Section("Kiến nghị", ("Đề nghị Đảng ủy xã sớm cho ý kiến về mẫu kế hoạch giám sát chuyên đề./.",)),
        ),
        "tables": (month_table(),),
        "notes": (
            "Mẫu số là số việc đến hạn trong tháng, không tính việc không áp dụng.",
            "Chưa có số liệu của tổ đảng số 4.",
        ),
        "recipients": ("Đảng ủy xã Hiệp Thạnh (báo cáo)", "Các đồng chí chi ủy viên", "Lưu Chi bộ"),
    }
    return Sheet(**(facts | changes))


def progress_chart(units: int = 8) -> ProgressChart:
    """Worst first."""
    bars = []
    for number in range(units):
        done = 4 + number * 3
        counts = ((State.DONE, done), (State.LATE, max(0, 14 - number * 2)), (State.BLOCKED, number % 3))
        waiting = 30 - sum(count for _, count in counts)
        label = COMMUNES[number % len(COMMUNES)]
        bars.append(Bar(label, (*counts, (State.WAITING, max(waiting, 0)), (State.NOT_APPLICABLE, number % 2))))
    return ProgressChart(
        "Tiến độ nhiệm vụ tháng 6/2026", "8 đảng ủy, 240 việc phải làm; chưa có số liệu: 2 chi bộ", tuple(bars)
    )


def timeline_chart() -> TimelineChart:
    return TimelineChart(
        "Lộ trình đại hội Chi bộ thôn Phú Thạnh",
        "Nhiệm kỳ 2022–2027, đại hội dự kiến 15/01/2027",
        date(2022, 7, 1),
        date(2027, 1, 15),
        date(2026, 7, 1),
        "Hôm nay, còn 198 ngày",
        (
            Milestone(date(2022, 7, 1), "Bắt đầu nhiệm kỳ", State.DONE),
            Milestone(date(2026, 5, 20), "Xây dựng kế hoạch đại hội", State.DONE),
            Milestone(date(2026, 6, 15), "Thành lập tổ văn kiện, tổ phục vụ", State.LATE),
            Milestone(date(2026, 8, 30), "Dự thảo báo cáo chính trị lấy ý kiến đảng viên", State.WAITING),
            Milestone(date(2026, 10, 10), "Báo cáo cơ cấu: nữ, trẻ tuổi, dân tộc thiểu số", State.BLOCKED),
            Milestone(date(2026, 11, 15), "Trình Đảng ủy duyệt đại hội", State.WAITING),
            Milestone(date(2026, 12, 1), "Họp liên tịch với xã bạn", State.NOT_APPLICABLE),
            Milestone(date(2027, 1, 15), "Đại hội chi bộ", State.WAITING),
        ),
    )


def heat_map(rows: int = 14) -> HeatMap:
    months = tuple(f"T{month}" for month in range(1, 13))
    cells: list[tuple[State | float | None, ...]] = []
    for row in range(rows):
        line = [STATES[(row * 5 + month * month) % 5] if (row + month) % 4 == 0 else State.DONE for month in range(12)]
        cells.append((*line[:7], State.WAITING, None, None, None, None))
    names = tuple(
        f"Chi bộ thôn {number}" if number % 3 else f"Chi bộ Trường THCS số {number}" for number in range(rows)
    )
    return HeatMap("Sinh hoạt chi bộ năm 2026", "14 chi bộ, mỗi ô một tháng", names, months, tuple(cells))


def events() -> tuple[Event, ...]:
    return (
        Event("task-12", date(2026, 7, 10), "Báo cáo tháng 6", MADE_AT, "Gửi Đảng ủy xã; trả lời “xong 1” là được."),
        Event("task-7", date(2026, 7, 3), "Sinh hoạt chi bộ tháng 7", MADE_AT, url="https://example.vn/t/7"),
        Event("task-9", date(2026, 7, 20), "Thu đảng phí quý III", MADE_AT, cancelled=True, sequence=2),
    )
