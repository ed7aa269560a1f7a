"""The network doctor: looks at this computer, its network and the relay, and changes nothing.

Two points of view: ``Here``, on the relay's own computer, and ``There``, on one that wants to reach a relay.
It opens no database: what has to be tried with people is tried on a relay of its own in a folder of its own.
"""
