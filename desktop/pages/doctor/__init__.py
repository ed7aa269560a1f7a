"""The network check: what is in the way of a lesson, or of one who can't come in, and what to do about it."""

from desktop.pages.doctor.page import DoctorPage

__all__ = ["DoctorPage"]
