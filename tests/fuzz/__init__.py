"""Rubbish for everything that reads what somebody else has written."""
