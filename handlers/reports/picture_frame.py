"""The sheet a chart is drawn on: pixels from the top left corner, title, legend, and text that fits its room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from handlers.reports import words
from handlers.reports.plain_text import one_line
from handlers.reports.sheet import State

_FONTS = Path(get_data_path(), "fonts", "ttf")
WIDTH = 1080
DPI = 100
MARGIN = 44
INK = "#1B1F24"
FAINT = "#5B636E"
RULE = "#C9CED6"
TITLE, TEXT, SMALL = 46, 32, 27
"""Type sizes in pixels."""


class Canvas:
    """A drawing of `height` pixels; one axes whose unit is the pixel, y growing downwards."""

    def __init__(self, height: float) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(height, 0)
        self.axes.axis("off")
        self._layer = 0

    def _above(self) -> int:
        """The next layer: whatever is drawn later covers what was drawn before."""
        self._layer += 1
        return self._layer

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        bold: bool = False,
        align: str = "left",
        colour: str = INK,
    ) -> None:
        """Text whose middle is at `y`; `align` says what `x` is: left, center or right."""
        self.axes.text(
            x,
            y,
            drawable(text),
            fontproperties=face(bold),
            fontsize=size * 72 / DPI,
            ha=align,
            va="center_baseline",
            color=colour,
            parse_math=False,
            zorder=self._above(),
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        hatch: str = "",
        edge: str = INK,
        line: float = 1.2,
    ) -> None:
        self.axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=fill,
                hatch=hatch or None,
                edgecolor=edge,
                linewidth=line,
                zorder=self._above(),
            )
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = RULE, width: float = 2) -> None:
        self.axes.plot([x1, x2], [y1, y2], color=colour, linewidth=width, solid_capstyle="butt", zorder=self._above())

    def mark(self, state: State, x: float, y: float, size: float) -> None:
        """A square with the colour, hatch and symbol of a state, its middle at (x, y)."""
        look = words.MARKS[state]
        self.box(x - size / 2, y - size / 2, size, size, fill=f"#{look.fill}", edge=f"#{look.ink}", line=1.6)
        self.text(x, y, look.symbol, size=size * 0.72, bold=True, align="center", colour=f"#{look.ink}")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels."""
    font = face(bold).copy()
    font.set_size(size)
    return float(text_to_path.get_text_width_height_descent(drawable(text), font, ismath=False)[0])


def drawable(text: str) -> str:
    """`text` with a white square for every letter the font has not (picture signs of phones, say)."""
    return "".join(letter if ord(letter) in _letters() else "□" for letter in text)


@cache
def face(bold: bool) -> FontProperties:
    """The letters of everything that is drawn: they have every Vietnamese sign."""
    return FontProperties(fname=str(_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))


@cache
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(str(_FONTS / "DejaVuSans.ttf")).get_charmap()) & frozenset(
        FT2Font(str(_FONTS / "DejaVuSans-Bold.ttf")).get_charmap()
    )


def wrap(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """`text` in at most `lines` lines of at most `room` pixels, broken at blanks; "…" where it had to be cut."""
    found: list[str] = []
    rest = one_line(text).split(" ")
    while rest and len(found) < lines:
        taken = 1
        while taken < len(rest) and text_width(" ".join(rest[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        found.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest:
        found[-1] += " …"
    return [_cut(line, size, room, bold=bold) for line in found]


def _cut(text: str, size: float, room: float, *, bold: bool) -> str:
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = text.rstrip("… ")
    while kept and text_width(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept}…"


class Header:
    """Title and subtitle, wrapped before the height of the drawing is known."""

    def __init__(self, title: str, subtitle: str) -> None:
        room = WIDTH - 2 * MARGIN
        self.titles = wrap(title, TITLE, room, 3, bold=True)
        self.subtitles = wrap(subtitle, SMALL, room, 3) if subtitle else []

    @property
    def height(self) -> float:
        return MARGIN + len(self.titles) * TITLE * 1.3 + len(self.subtitles) * SMALL * 1.4 + 22

    def draw(self, canvas: Canvas) -> None:
        y = MARGIN + TITLE * 0.6
        for line in self.titles:
            canvas.text(MARGIN, y, line, size=TITLE, bold=True)
            y += TITLE * 1.3
        y -= TITLE * 0.25
        for line in self.subtitles:
            canvas.text(MARGIN, y, line, size=SMALL, colour=FAINT)
            y += SMALL * 1.4


class Legend:
    """The states that occur, with symbol and word, flowing over as many lines as they need."""

    LINE = 54.0
    SQUARE = 36.0

    def __init__(self, states: Iterable[State], *, bars: bool) -> None:
        present = set(states)
        self.bars = bars
        self.places: list[tuple[State, float, int]] = []
        x, row = float(MARGIN), 0
        for state in (state for state in words.MARKS if state in present):
            width = self.SQUARE + 14 + text_width(self._words(state), SMALL) + 34
            if x + width - 34 > WIDTH - MARGIN and x > MARGIN:
                x, row = float(MARGIN), row + 1
            self.places.append((state, x, row))
            x += width
        self.height = (row + 1) * self.LINE if self.places else 0.0

    def _words(self, state: State) -> str:
        return words.MARKS[state].text if self.bars else words.MARKS[state].word

    def draw(self, canvas: Canvas, top: float) -> None:
        for state, x, row in self.places:
            y = top + row * self.LINE + self.LINE / 2
            if self.bars:
                look = words.MARKS[state]
                canvas.box(x, y - self.SQUARE / 2, self.SQUARE, self.SQUARE, fill=f"#{look.strong}", hatch=look.hatch)
            else:
                canvas.mark(state, x + self.SQUARE / 2, y, self.SQUARE)
            canvas.text(x + self.SQUARE + 14, y, self._words(state), size=SMALL)
