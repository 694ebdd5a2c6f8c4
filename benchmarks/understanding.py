"""What one sentence costs to be understood, over all labelled sentences of the tests, and to import the package: the
processor's time of one thread. Bars: 95 of 100 sentences under 3 ms, import under 0.3 s.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.chat import aligned
from handlers.understand import shield, understand
from tests.handlers.understand.scoring import FILES, TODAY, labelled

IMPORT = "import time; t = time.thread_time(); import handlers.understand; print(time.thread_time() - t)"


def table(imports: int = 5) -> str:
    """Milliseconds a sentence, median and 95th percentile; seconds of the import, median of fresh processes."""
    texts = [text for path in FILES for _, text, _ in labelled(path)]
    rows = [("", "sentences", "p50 ms", "p95 ms")]
    for name, work in (("understand", lambda text: understand(text, TODAY)), ("shield", shield)):
        for text in texts:  # patterns are compiled on first use
            work(text)
        taken = []
        for text in texts:
            began = time.thread_time()
            work(f"{text} ạ")
            taken.append((time.thread_time() - began) * 1000)
        taken.sort()
        rows.append((name, str(len(taken)), f"{statistics.median(taken):.2f}", f"{taken[int(len(taken) * 0.95)]:.2f}"))
    found = [float(subprocess.check_output([sys.executable, "-c", IMPORT])) for _ in range(imports)]
    return f"{aligned(rows)}\nimport of the package: {statistics.median(found):.2f} s"
