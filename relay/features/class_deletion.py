"""Deleting a class: by this file clients are told that a relay can do it.

All of it is the school's (``relay/school/class_deletion.py``); in the room nothing happens by it.
"""
