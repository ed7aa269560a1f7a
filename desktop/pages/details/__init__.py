"""The page about one session: its facts, its figures, who came, and all that was said."""

from desktop.pages.details.page import DetailsPage

__all__ = ["DetailsPage"]
