"""A `Chart` as a PNG for a phone: 1080 pixels wide, large letters, readable in black and white.

Type: DejaVu Sans as it comes with matplotlib; it has every Vietnamese letter and the marks of the states.
"""

from __future__ import annotations

from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg

from handlers.reports.picture_frame import DPI, Canvas
from handlers.reports.picture_heat import draw_heat_map
from handlers.reports.picture_progress import draw_progress
from handlers.reports.picture_timeline import draw_timeline
from handlers.reports.sheet import Chart, HeatMap, ProgressChart


def to_picture(chart: Chart) -> bytes:
    """The picture. As high as the chart needs; what does not fit is named, never silently left out."""
    if isinstance(chart, ProgressChart):
        return _png(draw_progress(chart))
    if isinstance(chart, HeatMap):
        return _png(draw_heat_map(chart))
    return _png(draw_timeline(chart))


def _png(canvas: Canvas) -> bytes:
    FigureCanvasAgg(canvas.figure)
    buffer = BytesIO()
    canvas.figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": "chibo"})
    return buffer.getvalue()
