"""The mark of tests that need what Windows has not, and why."""

import sys

import pytest


def posix(why: str) -> pytest.MarkDecorator:
    """Left out on Windows, with the reason."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"POSIX: {why}")
