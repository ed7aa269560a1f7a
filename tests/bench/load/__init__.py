"""The load generator: a process of its own that speaks as many people would, counts and times.

``job`` is what it is told and tells; ``links`` what all connections have in common; ``languages`` the few
words of each protocol; ``load`` the open loop; ``generator`` how a bench starts it.
"""
