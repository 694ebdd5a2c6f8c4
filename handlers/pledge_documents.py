"""The files of a pledge and of a campaign, made when they are sent: slip, picture, closing report."""

from __future__ import annotations

from typing import Any, Final

from handlers.campaign_report import campaign_sheet
from handlers.pledging import matches, shown_day, state_words
from handlers.reports import WRITERS
from handlers.reports.asking import Writing
from handlers.reports.pledge_slip import Slip, slip_to_picture, slip_to_word
from handlers.rules.calendar import local
from handlers.screen import Attachment, Screen, Unwritten
from handlers.text import say
from storage.model import Pledge
from storage.unit_of_work import UnitOfWork

LANGUAGE: Final = "vi"


def _slip(pledge: Pledge, programme: str, now: int) -> Slip:
    at = local(pledge.registered_at)
    lines = [
        say(
            LANGUAGE,
            "paper.who",
            responsible=pledge.responsible,
            visibility=pledge.visibility,
            check_on=shown_day(LANGUAGE, pledge.check_on),
        ),
        say(LANGUAGE, "paper.when", day=shown_day(LANGUAGE, at.date().isoformat()), time=f"{at:%H:%M}"),
        state_words(LANGUAGE, pledge),
    ]
    if pledge.signed is not None:
        lines.append(say(LANGUAGE, "pledge.signers", signed=pledge.signed, total=pledge.total or pledge.signed))
    if pledge.document:
        on = f", {shown_day(LANGUAGE, pledge.document_on)}" if pledge.document_on else ""
        lines.append(say(LANGUAGE, "pledge.document", number=pledge.document, day=on))
    key = "pledge.match" if matches(pledge) else "pledge.no_match"
    return Slip(
        title=say(LANGUAGE, "paper.title", programme=programme),
        unit_name=pledge.unit_name,
        receipt=say(LANGUAGE, "paper.receipt", receipt=pledge.receipt),
        lines=(*lines, say(LANGUAGE, key, hash=pledge.wording_hash[:12])),
        measures=tuple(measure.text for measure in pledge.measures),
        footer=say(LANGUAGE, "paper.footer", receipt=pledge.receipt),
        made_at=pledge.registered_at,
    )


async def _made(uow: UnitOfWork, args: dict[str, Any], now: int) -> tuple[Slip, Pledge] | None:
    found = await uow.pledges.get(int(args["pledge"]))
    if found is None:
        return None
    programme = await uow.tasks.programme(found[0].programme_id)
    return _slip(found[0], programme.title if programme else "", now), found[0]


async def pledge_slip(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """The A5 slip of the pledge `args["pledge"]`."""
    made = await _made(uow, args, now)
    if made is None:
        return None
    file = Attachment(f"giay-{made[1].receipt}.docx", slip_to_word(made[0]))
    return Screen(say(LANGUAGE, "paper.here", receipt=made[1].receipt), attachment=file)


async def pledge_image(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """The same as a picture."""
    made = await _made(uow, args, now)
    if made is None:
        return None
    file = Attachment(f"giay-{made[1].receipt}.png", slip_to_picture(made[0]), kind="photo")
    return Screen(say(LANGUAGE, "paper.here", receipt=made[1].receipt), attachment=file)


async def campaign_report(uow: UnitOfWork, args: dict[str, Any], now: int) -> Unwritten | None:
    """The report of the campaign `args["campaign"]` for the unit `args["unit"]`, as `args["writer"]`."""
    campaign = await uow.campaigns.get(int(args["campaign"]))
    unit = await uow.units.get(int(args["unit"]))
    if campaign is None or unit is None:
        return None
    above = await uow.units.get(unit.parent_id) if unit.parent_id else None
    figures = await uow.campaigns.figures(campaign.programme_id, unit.id)
    sheet = campaign_sheet(campaign, unit.name, above.name if above else "", figures, now)
    form = "word" if args.get("writer") == "word" else "excel"
    name = f"bao-cao-{campaign.code.lower()}-{campaign.period}{WRITERS[form].suffix}"
    return Unwritten(Writing(form, name, sheet, say(LANGUAGE, "campaign.report_here", title=campaign.title)))
