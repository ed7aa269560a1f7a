"""Where everything begins: a code, a class of one's own, and the classes that are known or announced."""

from desktop.pages.connect.entries import ClassEntry, KeptLesson, KeptState, Neighbour, Reach
from desktop.pages.connect.page import ConnectPage

__all__ = ["ClassEntry", "ConnectPage", "KeptLesson", "KeptState", "Neighbour", "Reach"]
