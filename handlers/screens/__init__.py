"""Table of contents: the first word of an action, and the conversation that it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from handlers.papers import paper
from handlers.screen import Reply, Turn
from handlers.screens import (
    congress,
    congress_approve,
    congress_files,
    congress_gate,
    congress_held,
    congress_papers,
    congress_people,
    congress_plan,
    congress_result,
    congress_structure,
    congress_template,
    deputy,
    duties,
    export,
    figures,
    ladder,
    meeting_day,
    obstacle,
    other_ways,
    pauses,
    plan,
    practice,
    preferences,
    progress,
    report,
    roster,
    rulings,
    seats,
    terms,
    units,
)
from handlers.screens.acknowledge import acknowledging
from handlers.screens.asking import countdown, deadline, members
from handlers.screens.asks import asks, extension
from handlers.screens.asks import obstacle as asked_obstacle
from handlers.screens.assign import assign
from handlers.screens.assigned import assigned
from handlers.screens.behalf import behalf
from handlers.screens.board import board
from handlers.screens.burden import burden
from handlers.screens.calls import calls
from handlers.screens.campaign import campaign
from handlers.screens.campaign_launch import answer as answer_campaign
from handlers.screens.channels import channels
from handlers.screens.dispute import settle
from handlers.screens.duty_book import duty_book
from handlers.screens.explaining import answer as answer_explanation
from handlers.screens.explaining import explain, explaining
from handlers.screens.guide import guide
from handlers.screens.home import cancel, help_page, home, set_language
from handlers.screens.invite import invite, slip
from handlers.screens.join import join
from handlers.screens.lost import call_office
from handlers.screens.my_seats import my_seats
from handlers.screens.pin import answer as answer_pin
from handlers.screens.pin import pin
from handlers.screens.pledge import answer as answer_pledge
from handlers.screens.pledge import pledge
from handlers.screens.pledge_checks import answer as answer_look
from handlers.screens.pledge_checks import look
from handlers.screens.pledge_papers import receipt
from handlers.screens.privacy import my_data
from handlers.screens.review import review
from handlers.screens.schedule import schedule
from handlers.screens.sent import sent
from handlers.screens.spot import spot
from handlers.screens.standing import standing
from handlers.screens.task import task
from handlers.screens.tasks import tasks
from handlers.screens.undo import undo
from handlers.screens.work import work
from storage.unit_of_work import UnitOfWork

Handler = Callable[[Turn, UnitOfWork], Awaitable[Reply]]

SCREENS: Final[dict[str, Handler]] = {
    "home": home,
    "help": help_page,
    "lang": set_language,
    "cancel": cancel,
    "join": join,
    "tasks": tasks,
    "task": task,
    "undo": undo,
    "pledge": pledge,
    "look": look,
    "receipt": receipt,
    "ack": acknowledging,
    "campaign": campaign,
    "standing": standing,
    "sent": sent,
    "ladder": ladder.ladder,
    "review": review,
    "invite": invite,
    "slip": slip,
    "roster": roster.roster,
    "units": units.units,
    "term": terms.term,
    "seats": seats.seats,
    "handover": seats.handover,
    "lock": seats.lock,
    "deputy": deputy.deputy,
    "myseats": my_seats,
    "mydata": my_data,
    "figures": figures.figures,
    "explain": explain,
    "burden": burden,
    "schedule": schedule,
    "explaining": explaining,
    "board": board,
    "practice": practice.practice,
    "export": export.export,
    "calendar": export.calendar,
    "unlink": export.revoke_links,
    "call": call_office,
    "prefs": preferences.preferences,
    "pin": pin,
    "pauses": pauses.pauses,
    "calls": calls,
    "channels": channels,
    "settle": settle,
    "asks": asks,
    "paper": paper,
    "guide": guide,
    "assign": assign,
    "assigned": assigned,
    "obstacle": asked_obstacle,
    "extension": extension,
    "reopen": other_ways.reopen,
    "behalf": behalf,
    "deadline": deadline,
    "countdown": countdown,
    "congress": congress.congress,
    "constep": congress.step,
    "conplan": congress_plan.conplan,
    "conapprove": congress_approve.conapprove,
    "congate": congress_gate.congate,
    "confile": congress_files.confile,
    "conpaper": congress_papers.conpaper,
    "conpeople": congress_people.conpeople,
    "constructure": congress_structure.constructure,
    "ruling": rulings.ruling,
    "contemplate": congress_template.contemplate,
    "conheld": congress_held.held_on,
    "members": members,
    "duties": duties.duties,
    "meetday": meeting_day.meeting_day,
    "dutybook": duty_book,
    "work": work,
    "spot": spot,
}
"""By action."""

WAITING: Final[dict[str, Handler]] = {
    "practice": practice.answer,
    "join": join,
    "report": report.answer,
    "obstacle": obstacle.answer,
    "pledge": answer_pledge,
    "campaign": answer_campaign,
    "look": answer_look,
    "progress": progress.answer,
    "assign": assign,
    "other_ways": other_ways.answer,
    "review": review,
    "invite": invite,
    "units": units.answer,
    "term": terms.answer,
    "handover": seats.answer,
    "deputy": deputy.answer,
    "explaining": answer_explanation,
    "export": export.export,
    "plan": plan.answer,
    "prefs": preferences.answer,
    "pin": answer_pin,
    "pauses": pauses.answer,
    "ladder": ladder.answer,
    "duties": duties.answer,
    "meetday": meeting_day.answer,
    "conplan": congress_plan.answer,
    "conapprove": congress_approve.conapprove,
    "conheld": congress_held.held_on,
    "conpaper": congress_papers.answer,
    "conresult": congress_result.answer,
    "constructure": congress_structure.answer,
    "ruling": rulings.answer,
    "contemplate": congress_template.answer,
}
"""By `Reply.next_screen`: who receives what is typed next."""

TAKES_FILES: Final[dict[str, Handler]] = {
    "contemplate": roster.take_file,
    "roster": roster.take_file,
}
"""By `Reply.next_screen`: who has asked for a file. A file nobody asked for is never fetched."""
