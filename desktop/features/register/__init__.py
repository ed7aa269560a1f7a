"""The class wall: who of the class is here, who is missing and who is excused, for teachers alone."""

from collections.abc import Mapping

from desktop.features.register.panel import ClassWall
from desktop.translating import translate

__all__ = ["ClassWall", "sentences"]


def sentences() -> Mapping[str, str]:
    return {
        "not_on_register": translate("Register", "This person is not in the class any more."),
        "too_many_days": translate(
            "Register",
            "Nobody is excused for more than 400 days in a class. Choose fewer, or take back others first.",
        ),
    }
