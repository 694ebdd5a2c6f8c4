"""Which slots must still be asked before an intent can be carried out, in asking order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_ONE_OF: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "report_meeting": (("date", "date_from", "period"), ("present",), ("total",)),
    "report_done": (("task", "task_ref"),),
    "report_progress": (("task", "task_ref"), ("done", "percent", "remaining", "missing", "status")),
    "report_not_done": (("task", "task_ref"),),
    "request_extension": (("task", "task_ref"), ("new_due", "delta")),
    "snooze": (("until", "part_of_day"),),
    "set_quiet_hours": (("from", "to", "part_of_day", "date", "date_from", "period"),),
    "correct_last": (("new", "present"),),
    "update_unit_info": (("total_members", "delta"),),
    "register_pledge": (("measures",), ("responsible",), ("check_date", "frequency", "target_week")),
    "amend_pledge": (("add_measures", "responsible", "check_date", "frequency", "target_week", "measures"),),
    "withdraw_pledge": (("confirm",),),
    "ask_deadline": (("task", "task_ref", "period", "date"),),
    "ask_unit_status": (("unit", "scope"),),
    "ask_countdown": (("event",),),
    "assign_task": (("task",), ("assignees",), ("due",)),
    "chase_late": (("confirm",),),
    "return_report": (("unit",), ("reason",)),
    "approve_bulk": (("confirm",),),
    "export_report": (("format",),),
    "handover": (("successor",), ("effective",), ("confirm",)),
    "delegate": (("successor",), ("date_from",), ("date_to",)),
}


def needs_of(intent: str, slots: Mapping[str, Any]) -> tuple[str, ...]:
    """For each thing an intent must know, the first name of it when none of its names was said."""
    missing = [names[0] for names in _ONE_OF.get(intent, ()) if not any(name in slots for name in names)]
    if intent == "report_meeting" and "total" in missing and {"present", "missing"} <= slots.keys():
        missing.remove("total")
    return tuple(missing)
