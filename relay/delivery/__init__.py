"""One encoded page to many people; whoever is slow is caught up from the log or let go."""

from relay.delivery.allowance import Allowance
from relay.delivery.client_socket import ClientSocket
from relay.delivery.live import Delivery
from relay.delivery.moments import MomentLane
from relay.delivery.parts import PartLane
from relay.delivery.sender import Sender, UnsentLimits
from relay.delivery.subscriber import Subscriber

__all__ = [
    "Allowance",
    "ClientSocket",
    "Delivery",
    "MomentLane",
    "PartLane",
    "Sender",
    "Subscriber",
    "UnsentLimits",
]
