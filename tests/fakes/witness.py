"""A foreign witness of what Telegram sends and takes: aiogram's models. They take seconds to load, so only the tests
that ask load them."""

from __future__ import annotations

from typing import Any


def is_an_update(raw: Any) -> None:
    """Raises where Telegram could not have sent this."""
    from aiogram.types import Update

    Update.model_validate(raw)


def model_of(method: str) -> Any:
    """What `sendMessage` and others take; KeyError for a method that Telegram does not have."""
    from aiogram import methods

    return vars(methods)[method[0].upper() + method[1:]]
