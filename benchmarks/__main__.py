"""`make bench`, or `python -m benchmarks [--quick] [--only chat,backlog,growth,planning,dispatch,organisation,
campaign,reporting,congress,understanding] [--variants abcdefg] [--plot FILE.png]`."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

from benchmarks import chat

EVERYTHING = "chat,backlog,growth,planning,dispatch,organisation,campaign,reporting,congress,understanding"


def main() -> None:
    parser = argparse.ArgumentParser(description="chibo beside its peers, in one run.")
    parser.add_argument("--quick", action="store_true", help="one small round, to see that everything runs")
    parser.add_argument("--only", default=EVERYTHING)
    parser.add_argument("--variants", default="", help="letters of the chat table")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--plot", type=Path, default=None, help="where the growth of the cost is drawn")
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="chibo-bench-") as place:
        home = Path(place)
        home.chmod(0o755)
        if "chat" in given.only:
            load = chat.QUICK if given.quick else chat.Load(rounds=given.rounds or 3)
            print(f"\n{chat.__doc__}")
            print(chat.table(chat.compare(home, load, given.variants)))
        if "backlog" in given.only or "growth" in given.only:
            _load(home, given)
        if "planning" in given.only:
            from benchmarks import planning

            print(f"\n{planning.__doc__}")
            print(planning.table(home, 3_000 if given.quick else 300_000))
        if "dispatch" in given.only:
            from benchmarks import dispatch

            print(f"\n{dispatch.__doc__}")
            print(dispatch.table(home, 150 if given.quick else 3_000))
        if "organisation" in given.only:
            from benchmarks import bench_organisation

            print(f"\n{bench_organisation.__doc__}")
            print(bench_organisation.table(home, 5_000 if given.quick else 300_000))
        if "campaign" in given.only:
            from benchmarks import campaign_launch

            print(f"\n{campaign_launch.__doc__}")
            print(campaign_launch.table(home, 5_000 if given.quick else 300_000))
        if "reporting" in given.only:
            from benchmarks import reporting

            print(f"\n{reporting.__doc__}")
            print(reporting.table(home, 300 if given.quick else 10_000))
        if "congress" in given.only:
            from benchmarks import congress_round

            print(f"\n{congress_round.__doc__}")
            print(congress_round.table(home, *((3, 30) if given.quick else (130, 9_600))))
        if "understanding" in given.only:
            from benchmarks import understanding

            print(f"\n{understanding.__doc__}")
            print(understanding.table())


def _load(home: Path, given: argparse.Namespace) -> None:
    from benchmarks import load

    print(f"\n{load.__doc__}")
    if "backlog" in given.only:
        print(load.backlog(home, 2_000 if given.quick else 100_000))
    if "growth" in given.only:
        sizes = load.SIZES[:3] if given.quick else load.SIZES
        print(load.growth(home, sizes, 1 if given.quick else given.rounds or 3, given.plot))


if __name__ == "__main__":
    main()
