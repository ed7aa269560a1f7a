"""Signing in at a relay: with a password, for the first time, and choosing another password."""

from desktop.pages.sign_in.page import SignInPage
from desktop.pages.sign_in.password import PasswordPage

__all__ = ["PasswordPage", "SignInPage"]
