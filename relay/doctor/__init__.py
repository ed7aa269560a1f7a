"""The network doctor: looks at this computer, its network and the relay, and changes nothing.

Two points of view: ``here``, on the relay's own computer, and ``there``, on one that wants to reach a relay.
It opens no database: what has to be tried with people is tried on a relay of its own in a folder of its own.
"""

from relay.doctor.examination import Check, Tell, examine
from relay.doctor.here import checks_here
from relay.doctor.there import checks_there

__all__ = ["Check", "Tell", "checks_here", "checks_there", "examine"]
