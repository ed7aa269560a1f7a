"""Turns the relay's stable codes into kind sentences that say what happened and what helps."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from desktop.translating import translate
from relay.shared.modules import modules_of

Source = Callable[[], Mapping[str, str]]
"""Sentences by code, in the language of the moment."""


class Sentences:
    """All sentences there are: the general ones, and those of subjects, which are looked for when needed."""

    def __init__(self, of_subjects: Callable[[], Sequence[Source]] = tuple) -> None:
        self._of_subjects = cache(of_subjects)

    def knows(self, code: str) -> bool:
        """Whether somebody wrote a sentence for that code."""
        return bool(self._general(code) or self._of_subject(code))

    def __call__(self, code: str) -> str:
        """The sentence for a code; an unknown code is told as it is, so that it can be looked up."""
        return self._general(code) or self._of_subject(code) or self._unknown(code)

    def in_lesson(self, code: str) -> str:
        """The same where subjects are: their own words for a code say more than the general ones."""
        return self._of_subject(code) or self(code)

    def _general(self, code: str) -> str:
        return sentences().get(code, "")

    def _of_subject(self, code: str) -> str:
        return next((found for source in self._of_subjects() if (found := source().get(code))), "")

    def _unknown(self, code: str) -> str:
        return translate(
            "Sentences", "The school's server said no, for a reason this program does not know ({code})."
        ).format(code=code)


def find_sentences(package: str) -> list[Source]:
    """The `sentences` functions of a package's modules."""
    return find_offers(package, "sentences")


def find_offers(package: str, name: str) -> list[Callable[..., Any]]:
    """The functions of this name that modules of a package offer, so that a subject brings its own."""
    offered = (getattr(module, name, None) for module in modules_of(package))
    return [source for source in offered if callable(source)]


def sentences() -> Mapping[str, str]:
    """What belongs to no subject of the room: the line, the door, the school."""
    return {
        # the line
        "line_down": translate(
            "Sentences", "The school's server did not answer. Check the network, then try again."
        ),
        "unreachable": translate(
            "Sentences",
            "There is no answer at that address. Check it, and that both computers are on the same network.",
        ),
        "unknown_host": translate("Sentences", "No computer of that name was found. Check how it is spelt."),
        "timed_out": translate("Sentences", "The school's server took too long to answer. Try again."),
        "not_a_relay": translate(
            "Sentences", "Something answers at that address, but it is not a Schoolbell server."
        ),
        "cut": translate("Sentences", "The connection was lost."),
        "going_away": translate(
            "Sentences", "The school's server is restarting. It will be back in a moment."
        ),
        "relay_full": translate(
            "Sentences", "The school's server has no place left for now. This program tries again by itself."
        ),
        "too_many_devices": translate(
            "Sentences",
            "You are signed in on as many devices as there may be. Close the program on one of them; "
            "this one tries again by itself.",
        ),
        "too_many_frames": translate(
            "Sentences",
            "This program sent too much at once, so the school's server cut the connection. It is back in a "
            "moment.",
        ),
        "frame_too_long": translate(
            "Sentences", "This is too large for the school's server. Make it shorter."
        ),
        "not_understood": translate(
            "Sentences", "The school's server did not understand this program: one of the two may be too old."
        ),
        "key_changed": translate("Sentences", "This server shows a different key than before."),
        "other_key": translate(
            "Sentences", "The server at this address has another key than your link says. Ask for a new link."
        ),
        "not_that_relay": translate(
            "Sentences",
            "What announces itself there is not the server that you know: its key is another one. Nothing "
            "was sent. Tell your teacher.",
        ),
        "bug": translate(
            "Sentences", "Something went wrong in this program. It has written down what; you can go on."
        ),
        "not_there": translate(
            "Sentences", "This was not sent: it made sense only in the lesson, at that moment."
        ),
        "token_revoked": translate("Sentences", "You were signed out. Sign in again to go on."),
        # hosting
        "port_taken": translate("Sentences", "Another program on this computer uses the server's port."),
        "folder_unwritable": translate(
            "Sentences", "The server's folder can't be written. Is the disk full?"
        ),
        "no_program": translate("Sentences", "The server is not installed on this computer."),
        "did_not_start": translate("Sentences", "The server did not start. Its log says why (data folder)."),
        "too_slow": translate("Sentences", "The server takes too long to start. Try again in a moment."),
        "in_use": translate("Sentences", "Another server uses this class's folder already."),
        "would_not_stop": translate("Sentences", "The server does not stop. It may need a moment."),
        "no_teacher": translate(
            "Sentences",
            "The server runs, but its teacher could not be signed in. Sign in with your password.",
        ),
        # any command
        "unknown_type": translate(
            "Sentences", "The school's server does not know this request: it may be older than this program."
        ),
        "bad_value": translate("Sentences", "Something in this does not fit. Check what you typed."),
        "not_signed_in": translate("Sentences", "Sign in first."),
        "not_allowed": translate("Sentences", "You may not do this here."),
        "not_found": translate("Sentences", "This is no longer there."),
        "too_long": translate("Sentences", "This is too long. Shorten it a little."),
        "empty": translate("Sentences", "There is nothing in it yet."),
        "too_fast": translate("Sentences", "That was a little fast. Wait a moment."),
        "busy": translate("Sentences", "The school's server is busy. Wait a moment, then try again."),
        "disk_low": translate(
            "Sentences",
            "The disk of the school's server is nearly full, so it takes nothing new. Tell whoever "
            "looks after it.",
        ),
        "fault": translate(
            "Sentences", "Something went wrong in the school's server. It has written down what."
        ),
        # safekeeping
        "backup_failed": translate("Sentences", "The backup could not be written or read."),
        "clock_doubted": translate(
            "Sentences",
            "The clock of the school's server has jumped, so nothing is removed. Put it right, or confirm it "
            "in Safekeeping.",
        ),
        "still_needed": translate(
            "Sentences", "Not oneself, and not the last admin: somebody has to look after the school."
        ),
        # signing in
        "wrong_password": translate("Sentences", "The user name or the password is wrong."),
        "wrong_code": translate("Sentences", "This code is wrong. Check it letter by letter."),
        "code_used": translate(
            "Sentences", "This code was used already. Your teacher can make you a new one."
        ),
        "slow_down": translate(
            "Sentences", "Too many tries from this computer. Wait a little before the next."
        ),
        "password_too_short": translate(
            "Sentences", "The password is too short: take at least 8 characters."
        ),
        "name_taken": translate("Sentences", "This name is taken. Choose another."),
        "has_lessons": translate(
            "Sentences",
            "This teacher has lessons that are planned or running. Once they are over, called off or "
            "deleted the role can be changed.",
        ),
        "looks_alike": translate("Sentences", "There is a name already that could be mistaken for this one."),
        "roster_gone": translate(
            "Sentences",
            "The school's server no longer has the list that was sent to it. Choose the file again.",
        ),
        # sessions
        "session_full": translate("Sentences", "This lesson is full. Ask the teacher for a seat."),
        "session_not_live": translate("Sentences", "This lesson is not live."),
        "lesson_full": translate(
            "Sentences",
            "So much has been said in this lesson that it takes nothing new. Ask the teacher to start "
            "another one.",
        ),
        "not_enrolled": translate("Sentences", "You are not in the class of this lesson."),
        "already_started": translate("Sentences", "This lesson has started already."),
        "already_over": translate("Sentences", "This lesson is over."),
        "not_over": translate("Sentences", "This lesson has not ended."),
        "over_too_long": translate("Sentences", "This lesson ended too long ago to be opened again."),
        "still_live": translate("Sentences", "Nothing is deleted while the lesson is live: end it first."),
        "too_many_lessons": translate(
            "Sentences", "These are too many lessons at once, so none was made. Plan fewer weeks."
        ),
        "changed_meanwhile": translate(
            "Sentences", "Somebody changed this in the meantime. Look at it again, then make your change."
        ),
    }
