"""Who plays in the demo: three people at windows, the rest of their class, and the line of one of them."""

from dataclasses import dataclass

from desktop.demo.crowd import Crowd
from desktop.demo.user import DemoUser, DemoUsers
from desktop.demo.wire import Wire

TEACHER, ANA, TOM = "Ms Lee", "Ana Silva", "Tom Becker"
CLASS = "Physics 10b"
TITLE = "Conservation of energy"
PASSWORD = "three quiet green hills"


@dataclass
class Cast:
    """The three people of the demo, each with a window of the real program, and the rest of the class."""

    lee: DemoUser
    ana: DemoUser
    tom: DemoUser
    wire: Wire
    """What lies between Ana's computer and the relay."""
    crowd: Crowd

    @property
    def students(self) -> DemoUsers:
        return DemoUsers((self.ana, self.tom))

    @property
    def everybody(self) -> DemoUsers:
        return DemoUsers((self.lee, self.ana, self.tom))
