"""Where everything begins: relays known here, those found, one by its address, or a class of one's own."""

from desktop.pages.connect.found import Neighbour
from desktop.pages.connect.page import ConnectPage

__all__ = ["ConnectPage", "Neighbour"]
