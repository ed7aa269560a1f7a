"""The door of a lesson as its teacher has it: who waits, the lock, and whose name is only claimed."""

from collections.abc import Mapping

from desktop.features.admission.card import JoinButton, JoinCardPanel
from desktop.features.admission.door import DoorEntries, open_to_codes
from desktop.features.admission.headcount import Headcount, students_here
from desktop.features.admission.panel import WaitingPanel
from desktop.features.admission.poster import JoinPoster
from desktop.features.admission.stage import JoinNotice, JoinStage
from desktop.features.admission.waiters import WaitersLine
from desktop.translating import translate

__all__ = [
    "DoorEntries",
    "Headcount",
    "JoinButton",
    "JoinCardPanel",
    "JoinNotice",
    "JoinPoster",
    "JoinStage",
    "WaitersLine",
    "WaitingPanel",
    "open_to_codes",
    "sentences",
    "students_here",
]


def sentences() -> Mapping[str, str]:
    return {
        "wrong_join_code": translate(
            "Admission",
            "This is not the code of this lesson. Look at it once more. If it is right, this is not your "
            "teacher's server: tell them.",
        ),
        "join_expired": translate("Admission", "That took too long. Type the code once more."),
        "codes_not_taken": translate(
            "Admission", "This lesson takes nobody by code right now. Ask your teacher."
        ),
        "guests_not_allowed": translate(
            "Admission",
            "This name is not on the list of the class. Write it exactly as your teacher has it there.",
        ),
        "pass_not_good": translate(
            "Admission",
            "This slip was used, or is not good any more. Ask your teacher for a new one.",
        ),
        "lesson_locked": translate("Admission", "The lesson is locked: nobody new comes in right now."),
        "not_admitted": translate("Admission", "Your teacher has to let you in first."),
        "turned_away": translate("Admission", "Your teacher did not let you in."),
        "nobody_waits": translate("Admission", "Nobody waits any more."),
        "nothing_claimed": translate("Admission", "There is no name to confirm any more."),
        "no_code": translate("Admission", "There is no code yet: let students join with a code first."),
    }
