"""The vocabulary of reports: what a data function hands to the writers. No library, no sentence, no I/O.

A report is one `Sheet`; the same `Sheet` becomes an Excel workbook or a Word document. Its `Chart`s become pictures,
`Event`s a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

ColumnKind = Literal["text", "count", "percent", "date", "state"]


class State(Enum):
    """How one duty of one unit stands, as a reader sees it; the writers give each a symbol, a word and a colour."""

    DONE = "done"
    LATE = "late"
    WAITING = "waiting"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"


CellValue = str | int | float | date | State | None
"""`None` is "nothing reported" and stays blank; a nil return is 0. Any column may hold a text instead of its kind
(a suppressed small number, say): it is written as text and left out of sums."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` in characters, 0 = fitted to what it holds. Values by kind: text `str`, count `int` ≥ 0,
    percent a share between 0 and 1, date `date`, state `State`."""

    key: str
    title: str
    kind: ColumnKind = "text"
    width: float = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """The percent column `column` is `numerator` / `denominator`, two count columns: in every row and in the total.
    Cells of that column in `Table.rows` are `None`: the writer puts the formula there."""

    column: str
    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows` follow the order of `columns`. `summed`: columns with a total (count columns are added up,
    state columns count what is done). `frozen_columns`: how many stay in sight when scrolling sideways.

    Raises ValueError when rows, sums or ratios do not fit the columns.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    summed: tuple[str, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    frozen_columns: int = 1

    def __post_init__(self) -> None:
        kinds = {column.key: column.kind for column in self.columns}
        if not kinds or len(kinds) != len(self.columns):
            raise ValueError(f"table {self.name!r}: no columns, or two with one key")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.name!r}: a row is not as long as the columns")
        if any(kinds.get(key) not in ("count", "state") for key in self.summed):
            raise ValueError(f"table {self.name!r}: only count and state columns have totals: {self.summed}")
        for ratio in self.ratios:
            found = (kinds.get(ratio.column), kinds.get(ratio.numerator), kinds.get(ratio.denominator))
            if found != ("percent", "count", "count"):
                raise ValueError(f"table {self.name!r}: ratio {ratio} does not fit the columns")

    def position(self, key: str) -> int:
        """Where the column `key` stands, from 0."""
        return next(index for index, column in enumerate(self.columns) if column.key == key)

    def total(self, key: str) -> int | None:
        """The total of a summed column, as the workbook's own formula gives it; None when the column has none."""
        if key not in self.summed:
            return None
        at = self.position(key)
        if self.columns[at].kind == "state":
            return sum(row[at] is State.DONE for row in self.rows)
        return sum(value for row in self.rows if isinstance(value := row[at], int))

    def share(self, ratio: Ratio, row: tuple[CellValue, ...] | None = None) -> float | None:
        """The ratio in `row` (in the total when None); None when a figure is missing or there is nothing to divide by.
        A share of the total needs both figures among `summed`."""
        if row is None:
            above: CellValue = self.total(ratio.numerator)
            below: CellValue = self.total(ratio.denominator)
        else:
            above, below = row[self.position(ratio.numerator)], row[self.position(ratio.denominator)]
        if not isinstance(above, int) or not isinstance(below, int) or below == 0:
            return None
        return above / below


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the text: what was done, what is late and why."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit in a progress chart: how many duties stand in each state."""

    label: str
    counts: tuple[tuple[State, int], ...]

    def count(self, state: State) -> int:
        return sum(number for which, number in self.counts if which is state)

    @property
    def expected(self) -> int:
        """What counts: everything but the not applicable."""
        return sum(number for which, number in self.counts if which is not State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ProgressChart:
    """Progress by unit, horizontal bars in the order given (worst first, as a rule)."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated step on a time line."""

    on: date
    label: str
    state: State


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """The time line of a term, from `start` to `end`, with `today` marked. `today_label`: what stands at the mark."""

    title: str
    subtitle: str
    start: date
    end: date
    today: date
    today_label: str
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Units × months (or duties): one state, one share (0 to 1) or nothing in each cell; `cells[row][column]`."""

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[State | float | None, ...], ...]

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError("the cells of a heat map are rows × columns")


Chart = ProgressChart | TimelineChart | HeatMap


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report of one unit for one period.

    `title`: what the document is about, without its kind ("kết quả thực hiện nhiệm vụ tháng 6 năm 2026").
    `symbol`: kind and body ("BC/CB"); the number before it is never filled in. `made_at`: ms UTC, the only time a
    writer knows. `dated`: the day of the document; left blank for the signer's hand when None, as in a draft.
    `notes`: denominators, who is missing, what is suppressed. `signer_title`: authority and office, line by line.
    """

    title: str
    unit_name: str
    superior_name: str
    period: str
    made_at: int
    place: str
    document_kind: str = "BÁO CÁO"
    symbol: str = "BC/CB"
    dated: date | None = None
    introduction: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer_title: tuple[str, ...] = ("T/M CHI BỘ", "BÍ THƯ")
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One due date in somebody's calendar. `uid` never changes for the same task (`task-123`); `changed_at`: ms UTC,
    when the task last changed; `sequence` grows with each change of the date."""

    uid: str
    on: date
    summary: str
    changed_at: int
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
