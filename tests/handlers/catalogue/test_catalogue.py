from dataclasses import fields
from importlib.resources import files

import pytest

from handlers.catalogue import (
    CatalogueError,
    campaigns,
    congress_steps,
    duties,
    duty,
    measure_bank,
    measure_ideas,
    read_congress_steps,
    read_duties,
    read_regulations,
    regulations,
)
from handlers.rules.pledge import is_concrete, vague_words
from storage.model import COMPOSITIONS, Unit

SIX_CLEARS = ("assignee_role", "name", "due", "kinds", "approver_role", "deliverable")


def unit(kind: str = "cell", composition: str = "mixed", residential: bool = True) -> Unit:
    return Unit(1, "", None, "/1/", kind, "", composition, residential, None, None, "2026-01-01", None, None)


def test_all_twenty_two_duties_and_the_list_of_the_conclusion_are_there() -> None:
    codes = [found.code for found in duties()]
    assert codes == [f"REG-{n:02}" for n in range(1, 23)] + [f"ART-{n:02}" for n in range(1, 10)]


@pytest.mark.parametrize("code", [found.code for found in duties()])
def test_every_duty_has_its_six_clears_and_room_for_its_ladder(code: str) -> None:
    found = duty(code)
    assert all(getattr(found, name) for name in SIX_CLEARS)
    assert found.closes_after >= 7
    assert found.assignee_role != found.approver_role
    if {"attended", "signed", "paid", "done"} & set(found.asks) and found.code not in ("REG-21", "ART-07", "ART-08"):
        assert "total" in found.asks


@pytest.mark.parametrize(
    ("code", "cadence", "asks"),
    [
        ("REG-01", "monthly", ("present", "absent_excused", "absent_unexcused")),
        ("REG-05", "yearly", ("topics",)),
        ("REG-06", "quarterly", ("present", "absent_excused", "absent_unexcused")),
        ("REG-08", "yearly", ("signed", "total")),
        ("REG-11", "half_yearly", ()),
        ("REG-12", "monthly", ("paid", "total")),
        ("ART-02", "half_yearly", ()),
    ],
)
def test_rhythms_and_numbers(code: str, cadence: str, asks: tuple[str, ...]) -> None:
    assert (duty(code).cadence, duty(code).asks) == (cadence, asks)


def test_the_pilot_is_a_small_set() -> None:
    pilot = [found.code for found in duties() if found.in_pilot]
    wanted = ["REG-01", "REG-03", "REG-06", "REG-08", "REG-11", "REG-12", "REG-17", "REG-19", "REG-20"]
    assert pilot == wanted


def test_duties_reach_the_units_they_are_for() -> None:
    assert duty("REG-01").applies_to(unit())
    assert not duty("REG-01").applies_to(unit("commune_committee"))
    assert duty("ART-04").applies_to(unit(residential=True))
    assert not duty("ART-04").applies_to(unit(residential=False))
    assert duty("ART-05").applies_to(unit(composition="civil_servants", residential=False))
    assert duty("ART-07").applies_to(unit("commune_committee"))


def test_a_cell_reads_its_own_leadership_direction() -> None:
    names = {composition: duty("ART-03").name_for(composition) for composition in COMPOSITIONS}
    assert len(set(names.values())) == len(COMPOSITIONS)
    assert "nông dân" in names["farmers"]
    assert all(
        duty("ART-03").applies_to(unit(composition=each, residential=each != "workers")) for each in COMPOSITIONS
    )
    assert duty("ART-03").name_for("farmers", "en") == "Leadership direction fitted to the cell"


def test_the_road_map_of_a_cell_has_eighteen_steps_and_the_others_more() -> None:
    cell = congress_steps("cell")
    assert sorted(step.code for step in cell) == [f"CON-{n:02}" for n in range(1, 19)]
    assert [step.due_lead for step in cell] == sorted(step.due_lead for step in cell)
    for level in ("grassroots", "commune"):
        assert {step.code for step in cell} < {step.code for step in congress_steps(level)}
        assert [step.code for step in congress_steps(level) if step.gate] == ["CON-23"]
    first = {level: congress_steps(level)[0].due_lead for level in ("cell", "grassroots", "commune")}
    assert first["cell"] > first["grassroots"] > first["commune"]
    with pytest.raises(KeyError):
        congress_steps("nation")


def test_personnel_steps_hold_counts_at_most() -> None:
    personnel = [step for level in ("cell", "commune") for step in congress_steps(level) if step.group == "personnel"]
    assert personnel
    assert all(set(step.asks) <= {"done", "out_of"} for step in personnel)


@pytest.mark.parametrize("composition", COMPOSITIONS)
@pytest.mark.parametrize("residential", [True, False])
def test_ten_concrete_measures_for_every_kind_of_unit(composition: str, residential: bool) -> None:
    found = measure_bank(composition, residential)
    assert len(found) >= 10
    assert len(set(found)) == len(found)
    wanted = composition if residential else "agency"
    assert all(wanted in idea.fits for idea in found[:10])


def test_the_bank_passes_its_own_gate() -> None:
    for idea in measure_ideas():
        assert is_concrete(idea.text), idea
        assert not vague_words(idea.visibility), idea
        assert len(idea.text) <= 120
    with pytest.raises(KeyError):
        measure_bank("artists", True)


def test_campaigns_name_their_document() -> None:
    found = {campaign.code: campaign for campaign in campaigns()}
    assert found["NOI-KHONG"].form == "pledge"
    assert found["NOI-KHONG"].document_on is not None
    assert found["CAM-KET-NAM"].form == "signatures"


def test_both_terms_are_in_the_regulations() -> None:
    assert {"2020-2025", "2025-2030"} <= {found.term for found in regulations()}
    verified = [found for found in regulations() if found.verified]
    assert all(found.document_on is not None for found in verified)
    assert len({found.key for found in regulations() if not found.verified}) >= 3


WRONG = [
    ('code = "REG-01"', "", "code is missing"),
    ('cadence = "monthly"', 'cadence = "daily"', "regular.toml REG-01: cadence is 'daily'"),
    ('cadence = "monthly"', 'cadence = "weekly"', "a weekly duty is due on a weekday"),
    ("opens_before = 5", 'opens_before = "five"', "opens_before must be int"),
    ("opens_before = 5", "opens_before = -5", "at least 0"),
    ('asks = ["present", "absent_excused"', 'asks = ["names", "absent_excused"', "asks has 'names'"),
    ("due = { meeting = true }", "due = { meeting = true, day = 3 }", "exactly one of"),
    ("due = { meeting = true }", "due = { day = 3, month = 2 }", "no month number 2"),
    ("due = { meeting = true }", 'due = { anchors = ["x"] }', "REG-01.due"),
    ("in_pilot = true", "in_pilott = true", "unknown in_pilott"),
    ("in_pilot = true", "in_pilot = 1", "in_pilot must be bool"),
    ('code = "REG-02"', 'code = "REG-01"', "stands there twice"),
    ("opens_before = 5", "opens_before =", "regular.toml: Invalid value"),
]


@pytest.mark.parametrize(("right", "wrong", "says"), WRONG)
def test_a_wrong_line_is_named(right: str, wrong: str, says: str) -> None:
    text = files("handlers.catalogue").joinpath("regular.toml").read_text("utf-8")
    assert right in text
    with pytest.raises(CatalogueError) as caught:
        read_duties(text.replace(right, wrong, 1))
    assert says in str(caught.value)


def test_wrong_regulations_and_steps_are_named() -> None:
    rule = 'key = "k"\nvalue = 1\nissuer_level = "centre"\nissuer = "i"\ndocument = "d"\nvalid_from = 2026-01-01\n'
    assert read_regulations("[[regulation]]\n" + rule)[0].value == 1
    for more, says in (
        ("valid_to = 2025-01-01", "valid_to lies before"),
        ("verified = true", "a document with a date"),
        ("document_on = 5", "document_on must be date"),
    ):
        with pytest.raises(CatalogueError, match=says):
            read_regulations("[[regulation]]\n" + rule + more)
    with pytest.raises(CatalogueError, match="a word, not True"):
        read_regulations("[[regulation]]\n" + rule.replace("value = 1", "value = true"))
    text = files("handlers.catalogue").joinpath("congress.toml").read_text("utf-8")
    with pytest.raises(CatalogueError, match="a change names CON-99"):
        read_congress_steps("grassroots", text.replace('codes = ["CON-01", "CON-02"]', 'codes = ["CON-99"]'))
    with pytest.raises(CatalogueError, match="opens before it is due"):
        read_congress_steps("cell", text.replace("opens_lead = -150", "opens_lead = -15"))


def test_every_row_of_the_catalogue_is_frozen() -> None:
    for row in (duties()[0], congress_steps("cell")[0], campaigns()[0], measure_ideas()[0], regulations()[0]):
        name = fields(row)[0].name
        with pytest.raises(AttributeError):
            setattr(row, name, "x")
        assert hash(row) is not None
