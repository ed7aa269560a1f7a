"""What was said while one was away: how much, for how long, and a way to the first of it."""

from desktop.features.catch_up.card import CatchUpCard

__all__ = ["CatchUpCard"]
