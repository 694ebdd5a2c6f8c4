"""A `Chart` as a PNG for a phone: 1080 pixels wide, large letters, readable in black and white.

Type: DejaVu Sans as it comes with matplotlib; it has every Vietnamese letter and the marks of the states.
"""

from __future__ import annotations

from io import BytesIO

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from handlers.reports.picture_frame import DPI, Canvas
from handlers.reports.picture_heat import draw_heat_map
from handlers.reports.picture_progress import draw_progress
from handlers.reports.picture_timeline import draw_timeline
from handlers.reports.sheet import Chart, HeatMap, ProgressChart

_STYLE = {"font.family": "DejaVu Sans", "hatch.linewidth": 1.6, "axes.unicode_minus": False, "text.parse_math": False}


def to_picture(chart: Chart) -> bytes:
    """The picture. As high as the chart needs; what does not fit is named, never silently left out."""
    with rc_context(_STYLE):
        if isinstance(chart, ProgressChart):
            canvas = draw_progress(chart)
        elif isinstance(chart, HeatMap):
            canvas = draw_heat_map(chart)
        else:
            canvas = draw_timeline(chart)
        return _png(canvas)


def _png(canvas: Canvas) -> bytes:
    figure: Figure = canvas.figure
    FigureCanvasAgg(figure)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": "chibo"})
    return buffer.getvalue()
