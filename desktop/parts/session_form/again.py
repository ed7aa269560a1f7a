"""A lesson once more: what its duplicate is before anything is changed in it."""

from dataclasses import replace

from desktop.parts.session_form.draft import SessionDraft
from desktop.parts.session_form.weekly import next_time
from desktop.parts.when import MINUTE, title_of_day
from relay.protocol.sessions import Session

BELL = 5 * MINUTE


def again(session: Session, now: int) -> SessionDraft:
    """Next week at the same hour, or in the first week in which that is still to come.

    One that was started without a plan began a little after some bell, and has its day as its title: the
    duplicate is at the bell, and its title is the class.
    """
    at = session.scheduled_at
    draft = replace(SessionDraft.of(session), scheduled_at=next_time(at - at % MINUTE, now))
    if session.title == title_of_day(session.class_name, at):
        draft = replace(draft, title=session.class_name)
    if at % MINUTE:
        draft = replace(draft, scheduled_at=draft.scheduled_at - draft.scheduled_at % BELL)
    return draft
