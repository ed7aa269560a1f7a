"""The dialog that plans a session, or changes one."""

from desktop.parts.session_form.again import again
from desktop.parts.session_form.dialog import SessionDialog
from desktop.parts.session_form.draft import SessionDraft

__all__ = ["SessionDialog", "SessionDraft", "again"]
