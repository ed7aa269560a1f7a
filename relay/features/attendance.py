"""Attendance beside the evidence: by this file clients are told that a relay has it.

All of it is the school's (``relay/school/attendance.py``); in the room nothing happens by it.
"""
