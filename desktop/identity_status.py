"""How it is shown beside a name that somebody is a guest, or bears a name that nobody has confirmed yet."""

from typing import Literal

from desktop.translating import translate
from relay.protocol.base import IdentityStatus


def standing_words(standing: IdentityStatus) -> str:
    """What is to be known of somebody, within a sentence; empty where there is nothing."""
    if standing == "guest":
        return translate("IdentityStatus", "guest")
    return translate("IdentityStatus", "name not confirmed") if standing == "claimed" else ""


def named(name: str, standing: IdentityStatus) -> str:
    """A name as plain text: in notices, tables, and what is copied or read aloud."""
    words = standing_words(standing)
    return (
        translate("IdentityStatus", "{name} ({standing})").format(name=name, standing=words)
        if words
        else name
    )


def shown_standing(standing: IdentityStatus, *, teaches: bool) -> IdentityStatus:
    """As what somebody is shown: that a name is not confirmed is told to teachers alone."""
    return "account" if standing == "claimed" and not teaches else standing


def standing_badge(standing: IdentityStatus) -> tuple[Literal["info", "warn"], str] | None:
    """The pill beside a name, as its tone and its word; None where there is nothing to say."""
    if standing == "guest":
        return "info", translate("IdentityStatus", "Guest")
    return ("warn", translate("IdentityStatus", "Not confirmed")) if standing == "claimed" else None
