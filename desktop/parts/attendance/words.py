"""What a lesson was for a student: a sign, a letter and a colour, and all that is known of it in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from desktop.identity_status import standing_words
from desktop.parts.when import clock, length, moment
from desktop.theme import Ink
from desktop.theme.tokens import Tone
from desktop.translating import translate
from relay.protocol.attendance import (
    MINUTE_MS,
    AttendanceStatus,
    AttendedSession,
    Correctable,
    StudentRecord,
    Verdict,
)
from resources import IconName

CORRECTABLE: tuple[Correctable, ...] = ("present", "late", "left_early", "never_came", "excused")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a status is shown. ``letter``: beside the sign; of who was present the sign alone is enough."""

    icon: IconName
    letter: str
    tone: Tone
    words: str

    @property
    def ink(self) -> Ink:
        """The colour to write and draw in."""
        inks: dict[Tone, Ink] = {
            "neutral": "muted",
            "info": "accent_ink",
            "ok": "ok_ink",
            "warn": "warn_ink",
            "danger": "danger_ink",
        }
        return inks[self.tone]


def marks() -> Mapping[AttendanceStatus, Mark]:
    """Those of each status, in the order of the legend."""
    return {
        "present": Mark("check", "", "ok", translate("Attendance", "present")),
        "late": Mark(
            "clock", translate("Attendance", "L", "letter for late"), "warn", translate("Attendance", "late")
        ),
        "left_early": Mark(
            "log-out",
            translate("Attendance", "W", "letter for who went early"),
            "warn",
            translate("Attendance", "went early"),
        ),
        "lost": Mark(
            "wifi-off",
            translate("Attendance", "C", "letter for a lost connection"),
            "neutral",
            translate("Attendance", "connection lost, counts as present"),
        ),
        "partly": Mark(
            "hourglass",
            translate("Attendance", "P", "letter for who was there for too little of it"),
            "danger",
            translate("Attendance", "there for too little"),
        ),
        "never_came": Mark(
            "minus",
            translate("Attendance", "N", "letter for who never came"),
            "danger",
            translate("Attendance", "never came"),
        ),
        "excused": Mark(
            "pencil",
            translate("Attendance", "E", "letter for excused"),
            "info",
            translate("Attendance", "excused"),
        ),
        "not_enrolled": Mark("minus", "", "neutral", translate("Attendance", "not in the class then")),
    }


def short_words(verdict: Verdict, record: StudentRecord, *, live: bool) -> str:
    """The status and how much of it: “late, 8 min”. While a lesson goes on nobody has stayed away."""
    words = marks()[verdict.status].words
    if verdict.status == "never_came" and live and not verdict.corrected:
        return translate("Attendance", "not yet come")
    if verdict.status == "lost":
        return _lost(record)
    much = {"late": verdict.late, "left_early": verdict.early}.get(verdict.status, 0)
    if verdict.status == "partly" and record.evidence is not None:
        much = record.evidence.present + record.evidence.lost
    if much < MINUTE_MS:
        return words
    return translate("Attendance", "{what}, {time}").format(what=words, time=length(much))


def facts(record: StudentRecord, lesson: AttendedSession, now: int) -> list[str]:
    """What was measured and what teachers said, a sentence each."""
    return [*measured(record, lesson), *said(record, now)]


def measured(record: StudentRecord, lesson: AttendedSession) -> list[str]:
    """What the lesson's log says."""
    evidence = record.evidence
    if evidence is None:
        if not record.enrolled:
            return [translate("Attendance", "Was not in the class when the lesson took place.")]
        return [
            translate("Attendance", "Never came.")
            if lesson.ended_at
            else translate("Attendance", "Not yet come.")
        ]
    found = [translate("Attendance", "Came at {time}.").format(time=clock(evidence.joined_at))]
    if evidence.late >= MINUTE_MS:
        found = [
            translate("Attendance", "Came at {time}, {late} after the start.").format(
                time=clock(evidence.joined_at), late=length(evidence.late)
            )
        ]
    found.append(_how_it_ended(record, lesson))
    there = translate("Attendance", "There for {time} of {whole}.")
    found.append(
        there.format(time=length(evidence.present + evidence.lost), whole=length(lesson.ran))
        if lesson.ended_at
        else translate("Attendance", "There for {time} so far.").format(
            time=length(evidence.present + evidence.lost)
        )
    )
    if evidence.lost >= MINUTE_MS or evidence.drops:
        found.append(
            translate("Attendance", "{lost}; that time counts as there.").format(lost=_capital(_lost(record)))
        )
    if evidence.standing != "account":
        known = standing_words(evidence.standing) or translate("Attendance", "name confirmed by a teacher")
        found.append(translate("Attendance", "Came with the lesson code: {standing}.").format(standing=known))
    return [one for one in found if one]


def said(record: StudentRecord, now: int) -> list[str]:
    """What teachers said of it."""
    found = []
    if (excuse := record.excuse) is not None and not excuse.by_name:  # an older relay does not say
        words = translate("Attendance", "Excused: {reason}").format(reason=excuse.reason)
        found.append(words if excuse.reason else translate("Attendance", "Excused"))
    elif excuse is not None:
        found.append(
            translate("Attendance", "Excused by {name}, {when}: {reason}").format(
                name=excuse.by_name, when=moment(excuse.at, now), reason=excuse.reason
            )
            if excuse.reason
            else translate("Attendance", "Excused by {name}, {when}").format(
                name=excuse.by_name, when=moment(excuse.at, now)
            )
        )
    if (correction := record.correction) is not None:
        values = {
            "what": marks()[correction.status].words,
            "name": correction.by_name,
            "when": moment(correction.at, now),
        }
        found.append(
            translate("Attendance", "Corrected to “{what}” by {name}, {when}: {reason}").format(
                **values, reason=correction.reason
            )
            if correction.reason
            else translate("Attendance", "Corrected to “{what}” by {name}, {when}").format(**values)
        )
    return found


def spoken(name: str, verdict: Verdict, record: StudentRecord, lesson: AttendedSession, now: int) -> str:
    """A cell for screen readers and tool tips."""
    corrected = translate("Attendance", "corrected") if verdict.corrected else ""
    head = [name, moment(lesson.started_at, now), short_words(verdict, record, live=not lesson.ended_at)]
    return "\n".join([", ".join(filter(None, [*head, corrected])), *facts(record, lesson, now)])


def _how_it_ended(record: StudentRecord, lesson: AttendedSession) -> str:
    evidence = record.evidence
    if evidence is None or evidence.how == "here":
        return ""
    if evidence.how == "lost":
        words = translate("Attendance", "The connection was lost at {time} and did not come back.")
        if not lesson.ended_at:
            words = translate("Attendance", "The connection was lost at {time}.")
        return words.format(time=clock(evidence.last_seen_at))
    if evidence.how == "removed":
        return translate("Attendance", "Was removed at {time}.").format(time=clock(evidence.last_seen_at))
    if evidence.early < MINUTE_MS and lesson.ended_at:
        return translate("Attendance", "Stayed to the end.")
    if not lesson.ended_at:
        return translate("Attendance", "Left at {time}.").format(time=clock(evidence.last_seen_at))
    return translate("Attendance", "Left at {time}, {early} before the end.").format(
        time=clock(evidence.last_seen_at), early=length(evidence.early)
    )


def _lost(record: StudentRecord) -> str:
    """Without a plural: “3×” is read in any language."""
    evidence = record.evidence
    if evidence is None:
        return ""
    if not evidence.drops:
        return translate("Attendance", "offline for {time}").format(time=length(evidence.lost))
    return translate("Attendance", "connection lost {times}×, {time}").format(
        times=QLocale().toString(evidence.drops), time=length(evidence.lost)
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
