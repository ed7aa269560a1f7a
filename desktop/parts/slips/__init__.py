"""Slips with one-time codes for the first sign-in, to print and cut."""

from desktop.parts.slips.saver import Coded, SlipSaver

__all__ = ["Coded", "SlipSaver"]
