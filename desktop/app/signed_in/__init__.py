"""Signed in at a relay: the line, the lessons one goes into, and the pages of the school."""

from desktop.app.signed_in.account import SignedIn

__all__ = ["SignedIn"]
