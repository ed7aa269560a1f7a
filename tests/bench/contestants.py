"""Who is compared in the delivery bench, in which shapes, and what is expected of the relay beside each."""

from dataclasses import dataclass

from tests.bench.load.job import Shape
from tests.bench.servers import Broadcast, Ejabberd, Mosquitto, Prosody, Relay, Server, Trivial

SMALL, WIDE, MANY = Shape(1, 40), Shape(1, 1000), Shape(50, 40)
SHAPES = (SMALL, WIDE, MANY)
QUICK_SHAPES = (Shape(1, 40), Shape(1, 200), Shape(8, 40))

SHIPPED_SHAPES = (Shape(1, 40, speakers=40), Shape(14, 40, speakers=40))
"""With limits as shipped: a class, and as many classes as 600 connections allow. Everybody speaks in turn."""
SHIPPED_RATE = 0.95
"""Messages a second for each person: as shipped, a student may say one a second."""


@dataclass(frozen=True)
class Contestant:
    """A server, where to begin looking (deliveries/s), and which ceiling belongs to it."""

    server: Server
    guess: float
    ceiling: str

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return self.server.name

    def messages(self, shape: Shape) -> float:
        """Where to begin in this shape, in messages a second."""
        return max(1.0, self.guess / shape.people)


PLAIN = Contestant(Relay("relay without TLS", tls=False), 400_000, "pages")
TLS = Contestant(Relay("relay over TLS"), 200_000, "pages over TLS")
MOSQUITTO_0 = Contestant(Mosquitto("mosquitto QoS 0"), 80_000, "MQTT")
MOSQUITTO_1 = Contestant(Mosquitto("mosquitto QoS 1", quality=1), 60_000, "MQTT")
BROADCAST = Contestant(Broadcast("websockets.broadcast()"), 50_000, "frames")
PROSODY = Contestant(Prosody("prosody, MUC and archive"), 2_000, "XMPP")
EJABBERD = Contestant(Ejabberd("ejabberd, MUC and archive"), 8_000, "XMPP")

CONTESTANTS = (PLAIN, MOSQUITTO_0, MOSQUITTO_1, BROADCAST, PROSODY, EJABBERD, TLS)

CEILINGS = tuple(
    Contestant(Trivial(name, language=language, tls="TLS" in name), 1_000_000, "")
    for name, language in (
        ("pages", "relay"),
        ("pages over TLS", "relay"),
        ("MQTT", "mqtt 0"),
        ("frames", "websocket"),
        ("XMPP", "xmpp"),
    )
)


def target(one: Contestant, other: Contestant, shape: Shape) -> float | None:
    """How many times as much ``one`` is to deliver as ``other`` in this shape; None: nothing is asked."""
    if one is TLS:
        return 0.4 if other is PLAIN else None
    if one is not PLAIN:
        return None
    if other in (PROSODY, EJABBERD):
        return 50.0
    asked = {
        (MOSQUITTO_0, MANY): 2.0,
        (MOSQUITTO_1, MANY): 3.5,
        (MOSQUITTO_0, SMALL): 4.0,
        (MOSQUITTO_0, WIDE): 4.0,
    }
    return asked.get((other, shape))
