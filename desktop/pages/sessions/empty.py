"""What the page says while there is no session to show: why, and what one can do about it."""

from typing import Literal

from desktop.pages.sessions.model import SessionsModel
from desktop.parts.tasks import Say
from desktop.theme.widgets import EmptyState
from desktop.translating import translate

Help = Literal["reload", "clear", "classes", "now"]
"""What the button does: asks again, takes the filters back, makes a class, starts a lesson."""


def explain(empty: EmptyState, model: SessionsModel, say: Say) -> Help:
    """Says how it is now; gives the one thing that helps."""
    if not model.online and not model.as_of:
        empty.set(
            "wifi-off",
            translate("Nothing", "Not connected yet"),
            translate("Nothing", "Your lessons appear here as soon as the school's server can be reached."),
        )
    elif model.state == "failed":
        title = translate("Nothing", "The list could not be loaded")
        empty.set("triangle-alert", title, say(model.failure), translate("Nothing", "Try again"))
    elif not model.filter.empty:
        empty.set(
            "list-filter",
            translate("Nothing", "Nothing fits these filters"),
            translate("Nothing", "There may be other lessons: take the filters back to see them all."),
            translate("Nothing", "Clear filters"),
        )
        return "clear"
    elif model.teaches and model.taught == []:
        empty.set(
            "school",
            translate("Nothing", "Welcome to your school"),
            translate("Nothing", "A lesson belongs to a class: make one first and put your students in it."),
            translate("Nothing", "Make your first class"),
        )
        return "classes"
    elif model.teaches:
        empty.set(
            "calendar",
            translate("Nothing", "No lessons yet"),
            translate(
                "Nothing", "Start one right away, or plan one: your students are told the moment it is live."
            ),
            translate("Nothing", "Start a lesson now") if model.taught else "",
            translate("Nothing", "Add students") if model.taught else "",
        )
        return "now"
    elif model.taught == []:
        empty.set(
            "users",
            translate("Nothing", "You are in no class yet"),
            translate(
                "Nothing", "Ask your teacher to put you in a class. Its lessons appear here by themselves."
            ),
        )
    else:
        empty.set(
            "calendar",
            translate("Nothing", "Nothing planned"),
            translate(
                "Nothing",
                "Your teacher has not planned anything yet; you will be told when a lesson starts.",
            ),
        )
    return "reload"
