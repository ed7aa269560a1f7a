"""What people are in the school: by this file clients are told that a relay can change it.

All of it is the school's (``relay/school/roles.py``); in the room nothing happens by it.
"""
