"""The way in, from the first page to a signed-in line."""

from desktop.app.sign_in.flow import SignInFlow

__all__ = ["SignInFlow"]
