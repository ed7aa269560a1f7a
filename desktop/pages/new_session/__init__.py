"""The dialog that plans a session, or changes one."""

from desktop.pages.new_session.dialog import SessionDialog

__all__ = ["SessionDialog"]
