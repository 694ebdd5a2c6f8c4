"""Mergers, splits, renames and moves as rows of one sheet: what each row means and what cannot be. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.catalogue.organisation import bare, organisation_words
from handlers.rules.roster import LONGEST_CODE, LONGEST_NAME, MOST_IN_ALL, Cells, Fault, plain_text, read_day
from handlers.rules.roster_tree import Known

SHEET: Final = "sap_xep"
COLUMNS: Final = (
    "viec",
    "ma_cu",
    "ma_moi",
    "ten_moi",
    "loai",
    "ma_cap_tren",
    "thanh_phan",
    "so_dang_vien",
    "giu_viec",
    "hieu_luc_tu",
)
NEEDED: Final = ("viec", "ma_cu")
ACTS: Final = {
    "doi ten": "rename",
    "chuyen": "move",
    "sap nhap": "merge",
    "hop nhat": "merge",
    "tach": "split",
    "chia": "split",
}
NEEDS_BY_ACT: Final = {
    "rename": ("ten_moi",),
    "move": ("ma_cap_tren",),
    "merge": ("ma_moi",),
    "split": ("ma_moi", "ten_moi"),
}
GOES_ON: Final = ("merge", "split")


@dataclass(frozen=True, slots=True)
class Step:
    """One good row. `act`: rename, move, merge or split; `keeps`: of a split, the part that takes the open work; `on`:
    the day from which it holds (ISO), empty for today."""

    row: int
    act: str
    old: str
    new: str
    name: str
    kind: str
    parent: str
    composition: str
    members: int | None
    keeps: bool
    on: str = ""


def _wrong(act: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(column, why, values) of each bad cell."""
    words = organisation_words()
    if not act:
        yield "viec", "no_act", {}
    for column in ("ma_cu", *NEEDS_BY_ACT.get(act, ())):
        if not texts[column]:
            yield column, "missing", {}
    for column, most in (("ma_moi", LONGEST_CODE), ("ten_moi", LONGEST_NAME)):
        if len(texts[column]) > most:
            yield column, "too_long", {"most": most}
    if texts["loai"] and bare(texts["loai"]) not in words.kinds:
        yield "loai", "no_kind", {}
    if texts["thanh_phan"] and bare(texts["thanh_phan"]) not in words.compositions:
        yield "thanh_phan", "no_composition", {}
    if texts["hieu_luc_tu"] and read_day(texts["hieu_luc_tu"]) is None:
        yield "hieu_luc_tu", "no_day", {}
    count = texts["so_dang_vien"]
    if count and (not count.isdecimal() or int(count) > MOST_IN_ALL):
        yield "so_dang_vien", "no_count", {}


def read_step(row: int, cells: Cells) -> Step | list[Fault]:
    """One row of `sap_xep`, or what is wrong with it."""
    words = organisation_words()
    texts = {name: " ".join(plain_text(cells.get(name)).split()) for name in COLUMNS}
    act, count = ACTS.get(bare(texts["viec"]), ""), texts["so_dang_vien"]
    faults = [Fault(SHEET, row, column, why, values) for column, why, values in _wrong(act, texts)]
    if faults:
        return faults
    return Step(
        row=row,
        act=act,
        old=texts["ma_cu"],
        new=texts["ma_moi"],
        name=texts["ten_moi"],
        kind=words.kinds.get(bare(texts["loai"]), ""),
        parent=texts["ma_cap_tren"],
        composition=words.compositions.get(bare(texts["thanh_phan"]), ""),
        members=int(count) if count else None,
        keeps=words.truths.get(bare(texts["giu_viec"]), False),
        on=day.isoformat() if (day := read_day(texts["hieu_luc_tu"])) else "",
    )


def check_steps(steps: Sequence[Step], known: Mapping[str, Known], today: str, scope: str = "/") -> list[Fault]:
    """What is wrong with the rows together. `known`: every code that exists; `scope`: the path beneath which the
    sender may work, "/" for everywhere."""
    inside = {code: there for code, there in known.items() if there.path.startswith(scope)}
    faults = _days(steps, today)
    ended = {step.old for step in steps if step.act in GOES_ON}
    places = _places(steps, inside)
    acts = {step.old: step.act for step in steps}
    for step in steps:
        here = inside.get(step.old)
        if here is None or not here.alive or here.path == scope:
            faults.append(Fault(SHEET, step.row, "ma_cu", "no_unit", {"code": step.old}))
            continue
        if acts[step.old] != step.act:
            faults.append(Fault(SHEET, step.row, "viec", "two_acts"))
        if step.act == "move" or step.parent:
            faults += _parent(step, here, inside, ended)
        if step.act in GOES_ON:
            faults += _target(step, inside, known, ended, places)
    return faults + _keepers(steps)


def _parent(step: Step, here: Known, known: Mapping[str, Known], ended: set[str]) -> list[Fault]:
    above = known.get(step.parent)
    if above is None or not above.alive or step.parent in ended:
        return [Fault(SHEET, step.row, "ma_cap_tren", "no_parent", {"code": step.parent})]
    if above.path.startswith(here.path):
        return [Fault(SHEET, step.row, "ma_cap_tren", "circle")]
    return []


def _target(
    step: Step, inside: Mapping[str, Known], known: Mapping[str, Known], ended: set[str], places: Mapping[str, str]
) -> list[Fault]:
    target = known.get(step.new)
    if step.new in ended:
        return [Fault(SHEET, step.row, "ma_moi", "ends_too")]
    if target is not None:
        if not target.alive or step.act == "split" or step.new not in inside:
            return [Fault(SHEET, step.row, "ma_moi", "taken")]
        if target.path.startswith(known[step.old].path):
            return [Fault(SHEET, step.row, "ma_moi", "circle")]
        return []
    if places.get(step.new, "").startswith(known[step.old].path):
        return [Fault(SHEET, step.row, "ma_moi", "circle")]
    return [] if step.name else [Fault(SHEET, step.row, "ten_moi", "missing")]


def _places(steps: Sequence[Step], inside: Mapping[str, Known]) -> dict[str, str]:
    """code of a unit to be made → path of the unit under which its first row makes it."""
    found: dict[str, str] = {}
    for step in steps:
        here, above = inside.get(step.old), inside.get(step.parent)
        if step.act in GOES_ON and here is not None and step.new not in inside:
            found.setdefault(step.new, above.path if above else here.path[: here.path.rstrip("/").rfind("/") + 1])
    return found


def _days(steps: Sequence[Step], today: str) -> list[Fault]:
    """One workbook holds from one day, today or later."""
    faults = []
    for step in steps:
        if step.on and step.on < today:
            faults.append(Fault(SHEET, step.row, "hieu_luc_tu", "past_day"))
        elif step.on != steps[0].on:
            faults.append(Fault(SHEET, step.row, "hieu_luc_tu", "two_days"))
    return faults


def _keepers(steps: Sequence[Step]) -> list[Fault]:
    """A split says which part takes the open work: it is never guessed."""
    faults = []
    for old in dict.fromkeys(step.old for step in steps if step.act == "split"):
        parts = [step for step in steps if step.old == old and step.act == "split"]
        if sum(step.keeps for step in parts) != 1:
            faults.append(Fault(SHEET, parts[0].row, "giu_viec", "one_keeper"))
        if len({step.new for step in parts}) != len(parts):
            faults.append(Fault(SHEET, parts[0].row, "ma_moi", "twice", {"row": parts[-1].row}))
    return faults
