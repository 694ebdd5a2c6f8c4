"""Prints how well the labelled sentences are understood at the end of a run that touched them."""

from __future__ import annotations

import pytest

from tests.handlers.understand.scoring import FILES, score


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran = [
        report.nodeid for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    ]
    if not any("test_labelled_sentences" in nodeid for nodeid in ran):
        return
    terminalreporter.section("understanding")
    for result in map(score, FILES):
        terminalreporter.line(result.line())
        for (meant, taken), times in result.confused.most_common():
            terminalreporter.line(f"  {meant} taken for {taken}: {times}")
