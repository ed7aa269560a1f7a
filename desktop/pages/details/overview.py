"""The facts of one session, and what it came to in numbers."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.features.panel.finding import labelled
from desktop.parts.session_words import type_word
from desktop.parts.when import MINUTE, length, moment
from desktop.theme import Space, Theme, drop, vbox
from desktop.theme.widgets import Card, FlowRow, Label, ScrollPage
from relay.protocol.limits import SEATS
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Session, SessionDetails


class Figure(QFrame):
    """One number and what it counts."""

    def __init__(self, value: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "sunken")
        self.value, self.words = Label(value, "title", parent=self), Label(words, "caption", parent=self)
        vbox(self.value, self.words, on=self, gap=Space.XS, margins=(Space.L, Space.M, Space.L, Space.M))
        self.setAccessibleName(self.tr("{words}: {value}").format(words=words, value=value))


WIDE = 2000
"""The cards stand under the page's heading and are as wide as the other parts of the page."""


class Overview(ScrollPage):
    """Two cards: about the session, and its figures once there are any."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, WIDE, parent=parent)
        self.theme = theme
        self.about = Card(theme, self.tr("About"), parent=self)
        self.numbers = Card(theme, self.tr("In figures"), parent=self)
        self.column.addWidget(self.numbers)
        self.column.addWidget(self.about)
        self.column.addStretch(1)
        self._facts: QWidget | None = None
        self._figures: QWidget | None = None

    def show_details(self, details: SessionDetails, now: int, *, teaches: bool) -> None:
        """Shows a session as the relay tells of it; what was said in private is counted for its teachers."""
        facts = QWidget(self.about)
        grid = QGridLayout(facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self.facts(details.session, now)):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(Label(name, "muted", parent=facts), row, 0, top)
            grid.addWidget(Label(value, wrap=True, selectable=True, parent=facts), row, 1, top)
        self._facts = self._swap(self.about, self._facts, facts)
        self.numbers.setVisible(details.figures is not None)
        if details.figures is not None:
            row_of_figures = FlowRow(parent=self.numbers)
            row_of_figures.add(
                *(
                    Figure(value, words, row_of_figures)
                    for words, value in self.figures(details.figures, teaches=teaches)
                )
            )
            self._figures = self._swap(self.numbers, self._figures, row_of_figures)

    def _swap(self, card: Card, before: QWidget | None, after: QWidget) -> QWidget:
        if before is not None:
            drop(card.body, before)
        card.body.addWidget(after)
        return after

    def facts(self, session: Session, now: int) -> list[tuple[str, str]]:
        """What there is to know, each with its name."""
        locale = QLocale()
        found = [
            (self.tr("Class"), session.class_name),
            (self.tr("Teacher"), session.teacher_name),
            (self.tr("Type"), type_word(session.type)),
            (self.tr("Planned for"), moment(session.scheduled_at, now)),
            (self.tr("Planned length"), length(session.duration * MINUTE)),
        ]
        if session.started_at:
            found.append((self.tr("Started"), moment(session.started_at, now)))
        if session.ended_at:
            found.append((self.tr("Ended"), moment(session.ended_at, now)))
        if session.max_participants != SEATS:  # as many as there can be, unless somebody chose how many
            found.append((self.tr("Seats"), locale.toString(session.max_participants)))
        if session.status == "live":
            found.append((self.tr("Here now"), locale.toString(session.participant_count)))
        if session.connect_address and session.status == "live":
            found.append((self.tr("Address"), session.connect_address))
        if session.description:
            found.append((self.tr("Description"), session.description))
        return found

    def figures(self, figures: SessionStats, *, teaches: bool) -> list[tuple[str, str]]:
        """What it came to, each number with what it counts."""
        locale = QLocale()
        counts = [
            (self.tr("Students"), figures.people),
            (self.tr("Most at once"), figures.most_at_once),
            *(labelled(figures) if teaches else ()),
        ]
        return [
            (self.tr("Duration"), length(figures.duration)),
            *((words, locale.toString(count)) for words, count in counts),
        ]
