"""The register of a lesson's class: by this file clients are told that a relay has it.

All of it is the school's (``relay/school/register.py``); in the room nothing happens by it.
"""
