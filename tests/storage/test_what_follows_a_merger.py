"""Every table that hangs on a unit or a seat says what becomes of its rows when the unit ends in another.

A new one is added here in words, and to `storage/restructure.py` unless it is history.
"""

from __future__ import annotations

import re

from storage.statements import SQLITE, load_migrations, load_statements

FOLLOWS = {
    "unit.parent_id": "restructure.set_parent",
    "task.unit_id": "restructure.move_tasks",
    "programme.issuer_id": "restructure.move_programmes",
    "campaign.path": "restructure.hand_campaigns_on",
    "pledge_draft.unit_id": "restructure.hand_drafts_on",
    "late_joiner.unit_id": "restructure.hand_grace_on",
    "obstacle.helper_unit_id": "restructure.hand_obstacles_on",
    "duty_copy.unit_id": "restructure.hand_copies_on",
    "congress.unit_id": "restructure.hand_congress_on",
    "ruling.unit_id": "restructure.hand_rulings_on",
    "ruling.path": "restructure.move_ruling_paths",
    "congress_step.unit_id": "restructure.hand_steps_on",
    "congress_step.path": "restructure.move_step_paths",
    "call_card.unit_id": "restructure.hand_cards_on",
    "pause.unit_id": "restructure.hand_pauses_on",
    "holding.seat_id": "restructure.go_on",
    "invite.seat_id": "restructure.move_invites",
    "conversation.seat_id": "restructure.move_chats",
    "handover.seat_id": "restructure.move_handovers",
    "restructuring.seat_id": "restructure.move_plans",
    "notice.seat_id": "restructure.move_notices",
    "notice.sender_seat_id": "restructure.move_sent_notices",
    "report_schedule.unit_id": "restructure.hand_schedules_on",
    "report_schedule.seat_id": "restructure.move_schedules",
    "explanation.unit_id": "restructure.hand_explanations_on",
    "explanation.asker_seat_id": "restructure.move_explanations",
    "unit.path": "restructure.move_paths",
}
STAYS = {
    "unit.successor_id": "says itself where the unit goes on",
    "unit_name.unit_id": "former names are read under the old unit",
    "term.unit_id": "a term is the old unit's; the successor's is never guessed",
    "seat.unit_id": "seats end with their unit, their holders go on in the successor's",
    "pledge.unit_id": "superseded: readable where it was made, its measures become the successor's draft",
    "pledge.successor_id": "says itself where the pledge went",
    "approved_period.unit_id": "figures that were approved stay as they were",
    "file.unit_id": "lives for hours",
    "tally_delta.path": "where the task hung when it changed; triggers add what a move or an end changes",
    "board_link.seat_id": "opens the figures of whoever holds the seat, until it ends by itself",
}
_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)[ A-Z]*;", re.DOTALL)
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (.*?);")
_DROPPED = re.compile(r"ALTER TABLE (\w+) DROP COLUMN (\w+);")
_HANGS = re.compile(r"^\s*(?:(\w+) .*REFERENCES (?:unit|seat)\(id\)|(path) )", re.MULTILINE)


def _hanging() -> set[str]:
    found = set()
    dropped = set()
    for _, sql in load_migrations(SQLITE):
        dropped |= {f"{table}.{column}" for table, column in _DROPPED.findall(sql)}
        for table, body in [*_TABLE.findall(sql), *_ADDED.findall(sql)]:
            found |= {f"{table}.{column or path}" for column, path in _HANGS.findall(body)}
    return found - dropped


def test_every_table_of_a_unit_says_what_becomes_of_it() -> None:
    assert _hanging() == FOLLOWS.keys() | STAYS.keys()


def test_what_follows_has_its_statement() -> None:
    statements = load_statements(SQLITE)
    for column, statement in FOLLOWS.items():
        table = column.partition(".")[0]
        assert re.search(rf"(?:UPDATE|INTO) {table}\b", statements[statement].sql), column
