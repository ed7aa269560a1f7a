"""The page that lists sessions: what is live, what is coming, what has been."""

from desktop.pages.sessions.model import SessionsModel
from desktop.pages.sessions.page import SessionsPage

__all__ = ["SessionsModel", "SessionsPage"]
