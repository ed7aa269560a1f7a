"""The dialog that plans a session, or changes one."""

from desktop.parts.session_form.dialog import SessionDialog

__all__ = ["SessionDialog"]
