"""A theme for each test, and nothing of it left behind."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.theme import Theme


@pytest.fixture
def theme(theme: Theme) -> Theme:
    """A light theme at the usual size."""
    theme.apply("light", 1.0)
    return theme
