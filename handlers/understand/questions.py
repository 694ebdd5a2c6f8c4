"""Slots of questions: which duty, unit, rate or time is asked about."""

from __future__ import annotations

import re

from handlers.understand.phrases import (
    evidence_of,
    metric_of,
    own_or_named,
    scope_of,
    unit_of,
)
from handlers.understand.slots import Reading, Slots, put, put_task, put_when, task_of


def question(reading: Reading) -> Slots:
    """ask_tasks and ask_deadline."""
    slots: Slots = {}
    put_task(slots, reading)
    put_when(slots, reading)
    return slots


def ask_tasks(reading: Reading) -> Slots:
    slots: Slots = {}
    put_when(slots, reading)
    flat = reading.flat
    if re.search(r"\bchua (?:xong|lam|hoan thanh)\b", flat):
        slots["status"] = "not_done"
    elif re.search(r"\bchua (?:nop|gui|bao)\b", flat):
        slots["status"] = "not_submitted"
    elif re.search(r"\b(?:dang lam|do dang)\b", flat):
        slots["status"] = "in_progress"
    elif re.search(
        r"\b(?:con (?:lai|ton|mo|nhung|may|bao nhieu|gi|viec|phai|no|thieu)|con no|no (?:gi|viec|nhung)|chua dong"
        r"|dang mo|ton dong|con)\b",
        flat,
    ):
        slots["status"] = "open"
    put(slots, unit=unit_of(reading.sentence))
    return slots


def ask_late(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, task=task_of(reading), scope=scope_of(reading.sentence))
    put_when(slots, reading)
    if re.search(r"\bchua (?:nop|gui|bao cao|bao)\b", reading.flat):
        slots["status"] = "not_submitted"
    return slots


def ask_unit(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence) or scope_of(reading.sentence), task=task_of(reading))
    if slots.get("task", "").lower() in ("chi bộ", "chi bo"):
        del slots["task"]
    put_when(slots, reading)
    return slots


def countdown(reading: Reading) -> Slots:
    slots: Slots = {}
    found = re.search(
        r"\b(dai hoi(?: (?:chi bo|dang bo|dang bo xa|diem|xa|phuong|cac cap))?|tet(?: nguyen dan)?|het nhiem ky"
        r"|nhiem ky|bau cu|man nhiem ky)\b",
        reading.flat,
    )
    if found:
        put(slots, event=reading.sentence.said(found.start(1), found.end(1)))
    else:
        named = re.search(
            r"\b(?:den(?: het)?|toi|tới|la(?: toi| tới| den)?|bao nhieu ngay nua)(?: (?:ngay|dot|luc|han|ky|dip"
            r"|ngay nop"
            r"|cai|het han))* ((?!nua\b|may\b|bao\b)[^|?,]+?)(?=$| ?[|?,]| (?:vay|nhi|a|em|the|ha|nhe|bot|do|day)\b)",
            reading.flat,
        )
        duty = reading.duties[0] if reading.duties else None
        span = named.span(1) if named else (duty.start, duty.end) if duty else None
        put(slots, event=reading.sentence.said(*span) if span else None)
    put(slots, unit=own_or_named(reading.sentence))
    return slots


def dispute(reading: Reading) -> Slots:
    slots: Slots = {"claims_done": True}
    put_task(slots, reading)
    put_when(slots, reading)
    put(slots, evidence=evidence_of(reading.flat))
    return slots


def pledge_status(reading: Reading) -> Slots:
    slots: Slots = {}
    put(slots, unit=own_or_named(reading.sentence))
    year = reading.period()
    if year and len(year) == 4:
        slots["year"] = int(year)
    else:
        put(slots, period=year)
    return slots


def help_topic(reading: Reading) -> Slots:
    slots: Slots = {}
    found = re.search(
        r"\b(?:cach|huong dan|lam sao(?: de)?|lam the nao(?: de)?|nhu the nao de|the nao de|chi (?:toi|cach|giup)"
        r"|chỉ (?:toi|cach|giup))(?: (?:de|toi|em|minh|cho|cach|giup|tui|bac|voi|biet|duoc|thi))* ([^|?,]+?)(?=$"
        r"| ?[|?,]| (?:the nao|nhu the nao|lam sao|voi|a|nhe|vay|di|ra sao|cho|la)\b)",
        reading.flat,
    )
    before = re.search(
        r"(?:^|\b(?:toi|muon|em|khong biet|cho hoi|cho toi hoi) )([^|?,]+?) (?:the nao|nhu the nao|lam sao"
        r"|bang cach nao|o dau|cho nao)\b",
        reading.flat,
    )
    put(
        slots,
        topic=reading.sentence.said(found.start(1), found.end(1))
        if found
        else reading.sentence.said(before.start(1), before.end(1))
        if before
        else None,
    )
    return slots


def stats(reading: Reading) -> Slots:
    slots: Slots = {}
    put(
        slots,
        metric=metric_of(reading.flat),
        scope=scope_of(reading.sentence),
        task=task_of(reading),
        unit=unit_of(reading.sentence),
    )
    top = re.search(
        r"\btop (\d+)|\b(\d+) (?:chi bo|don vi|thon|xa) (?:cham|nhanh|tot|thap|cao|dan|tre|yeu|nhieu|it)", reading.flat
    )
    if top:
        slots["n_units"] = int(top[1] or top[2])
    put_when(slots, reading)
    return slots
