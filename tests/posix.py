"""The marks of tests that need what Windows, or any system but Linux, has not, and why.

A run on Windows takes no other reason for leaving a test out (packaging/windows/test.py).
"""

import sys

import pytest


def posix(why: str) -> pytest.MarkDecorator:
    """Left out on Windows, with the reason."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"POSIX: {why}")


def linux(why: str) -> pytest.MarkDecorator:
    """Left out but on Linux, with the reason."""
    return pytest.mark.skipif(sys.platform != "linux", reason=f"Linux: {why}")
