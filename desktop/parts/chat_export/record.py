"""What is saved of a chat: the lines that the screen shows one person, and what stands above them."""

from collections.abc import Iterator

from PySide6.QtCore import QDateTime, QLocale

from desktop.features.chat.kinds import is_hidden
from desktop.features.chat.messages import ChatMessages
from desktop.features.chat.shown_line import ShownLine
from desktop.parts.session_words import joined
from desktop.parts.when import clock, day_of
from desktop.shown_people import ShownPeople
from desktop.translating import translate
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson
from relay.protocol.memory import Memories


class ChatRecord:
    """The chat as it is when this is made; what is said, hidden or shown later changes nothing in it.

    What has not been said is not in it: what waits to be sent, and what waits for a teacher.
    """

    def __init__(
        self, memories: Memories, me: str, people: ShownPeople, *, now: int, as_of: int = 0, reader: str = ""
    ) -> None:
        """``me``: the reader's account, ``reader`` their name; ``people``: as the reader knows them.

        ``now``: ms UTC; ``as_of``: when this was all there was, if it may have become more since, else 0.
        """
        self._lesson = memories[Lesson]
        self._now, self._as_of, self._reader = now, as_of, reader
        self._chat = ChatMessages(me)
        self._chat.people = people
        self._chat.begin(list(memories[Chat].messages))
        self.count = len(self._chat.all)
        """How many messages there are, comings and goings each by itself."""
        self.passed = 0
        """How many of them `lines` has gone through."""

    @property
    def title(self) -> str:
        """The lesson's title and its day, once: what the file is called."""
        title, day = self._lesson.title or translate("ChatExport", "Lesson"), _date(self._lesson.started_at)
        return title if title.endswith(day) else joined(title, day)

    def heading(self) -> list[str]:
        """The lesson, then whose view this is and from when, then what is to be known of it."""
        lesson = self._lesson
        from_to = translate("ChatExport", "{start} to {end}"), translate("ChatExport", "since {start}")
        times = from_to[not lesson.ended_at].format(
            start=clock(lesson.started_at), end=clock(lesson.ended_at)
        )
        saved = joined(_date(self._now), clock(self._now))
        view = translate("ChatExport", "As {name} can read it, saved {when}")
        told = [
            lesson.title or translate("ChatExport", "Lesson"),
            joined(lesson.class_name, lesson.teacher_name, _date(lesson.started_at), times),
            view.format(name=self._reader, when=saved),
        ]
        if self._as_of:
            text = translate("ChatExport", "As of {when}: what was said later is not in it.")
            told.append(text.format(when=joined(_date(self._as_of), clock(self._as_of))))
        if self.has_private:
            text = translate("ChatExport", "There are private or hidden messages in it: not for everyone.")
            told.append(text)
        return told

    @property
    def has_private(self) -> bool:
        """Whether not everybody in the lesson may read all of it."""
        return any(line.private or is_hidden(line) for line in self._chat.all)

    def lines(self) -> Iterator[ShownLine]:
        """Every line, the oldest first."""
        self.passed = 0
        for line in self._chat.each(range(self.count)):
            yield line
            self.passed += len(line.parts) or 1

    def days(self) -> Iterator[tuple[str, ShownLine]]:
        """Every line with its day in words, if the one before was of another day; else with nothing."""
        before = day_of(self._lesson.started_at)
        for line in self.lines():
            day = day_of(line.at)
            yield ("" if day == before else _date(line.at)), line
            before = day


def _date(ms: int) -> str:
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).date(), QLocale.FormatType.LongFormat)
