"""Streams for a program that was started without any, as programs with windows are on Windows."""

import os
import sys


def have_streams() -> None:
    """What is written to a stream that is not there goes nowhere from now on, in place of raising errors."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
