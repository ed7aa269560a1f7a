"""Sounds that a test hears, on a computer without a player."""

from desktop.sounds import Sounds


def heard(sounds: Sounds) -> list[bool]:
    """Notes each sound."""
    said: list[bool] = []
    sounds.ended.connect(said.append)
    return said
