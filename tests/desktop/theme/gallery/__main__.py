"""Takes the gallery's pictures: every part, light and dark, narrow, with large text, and mirrored."""

import argparse
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.theme import vbox
from desktop.theme.theme import Mode, Theme
from desktop.theme.widgets import Choice, DateTimeField, Dialog, FormRow, ScrollPage, TextField, ToastStack
from tests.desktop.theme.gallery.parts import LONG, MOMENT, form, parts, people


def settle(widget: QWidget) -> None:
    """Lets layouts and deferred deletions happen."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    widget.repaint()


def shoot(widget: QWidget, file: Path) -> None:
    """Shows a widget, paints it into a file and lets it go."""
    widget.show()
    settle(widget)
    widget.grab().save(str(file))
    drop(widget)


def drop(widget: QWidget) -> None:
    """Closes a window and lets it go."""
    widget.close()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def framed(theme: Theme) -> tuple[QWidget, ScrollPage]:
    """A window around a page that scrolls."""
    window, page = QWidget(), ScrollPage(theme)
    vbox(page, on=window)
    return window, page


def shoot_parts(theme: Theme, file: Path, width: int) -> None:
    """The page of all parts, as high as it needs to be."""
    page = parts(theme, width)
    page.resize(width, 400)
    page.show()
    settle(page)
    layout = page.layout()
    wanted = layout.totalHeightForWidth(width) if layout is not None else 0
    page.resize(width, max(wanted, page.minimumSizeHint().height()))
    shoot(page, file)


def shoot_dialog(theme: Theme, file: Path, width: int) -> None:
    """A dialog in front of its window, joined into one picture."""
    window, page = framed(theme)
    page.column.addWidget(people(theme))
    window.resize(width, 620)
    window.show()
    settle(window)
    dialog = Dialog(theme, window, "End the lesson for everybody?")
    dialog.add_text("24 students are here. What was said stays readable, but nobody can write any more.")
    dialog.body.addWidget(FormRow(theme, "Reason", TextField(theme, placeholder="Optional")))
    dialog.focus_first(dialog.add_button("Keep going", closes="reject"))
    dialog.add_button("End lesson", "danger", closes="accept", default=True)
    dialog.open()
    settle(dialog)
    picture = window.grab()
    dialog.render(picture, dialog.rect().translated((width - dialog.width()) // 2, 140).topLeft())
    picture.save(str(file))
    dialog.reject()
    drop(window)


def shoot_toasts(theme: Theme, file: Path, width: int) -> None:
    """Messages over a page."""
    window, page = framed(theme)
    page.column.addWidget(form(theme))
    window.resize(width, 620)
    stack = ToastStack(theme, window)
    window.show()
    stack.show("b", "Your 3 messages are sent now.", tone="ok")
    stack.show("a", "Physics 101 with Ms. Lee has begun.", title="Lesson started", icon="bell",
               actions=[("join", "Join"), ("later", "Not now")])  # fmt: skip
    stack.show("h", "", title=f"{LONG} raised a hand", icon="hand", tone="warn",
               actions=[("call", "Call on"), ("lower", "Lower hand")])  # fmt: skip
    stack.focus()
    shoot(window, file)


def shoot_popups(theme: Theme, file: Path, width: int) -> None:
    """The list of a choice, a calendar, and a menu, one beside the other."""
    window = QWidget()
    window.resize(width, 480)
    choice = Choice(
        theme, [("lecture", "Lecture"), ("discussion", "Discussion"), ("quiz", "Quiz")], parent=window
    )
    when = DateTimeField(theme, parent=window)
    when.set_value(MOMENT)
    menu = QMenu(window)
    menu.addAction(theme.icon("reply"), "Reply")
    menu.addAction(theme.icon("trash-2", "danger_ink"), "Delete")
    menu.addSeparator()
    menu.addAction("Unavailable").setEnabled(False)
    choice.setGeometry(10, 10, 180, choice.sizeHint().height())
    when.setGeometry(210, 10, 260, when.sizeHint().height())
    window.show()
    settle(window)
    choice.showPopup()
    calendar = when.date.calendarWidget()
    calendar.resize(calendar.sizeHint())
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    settle(window)
    picture = window.grab()
    choice.view().window().render(picture, QPoint(10, 60))
    calendar.render(picture, QPoint(210, 60))
    menu.render(picture, QPoint(10, 280))
    picture.save(str(file))
    menu.close()
    choice.hidePopup()
    drop(window)


def main(arguments: list[str] | None = None) -> None:
    """Paints all pictures into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    theme = Theme(app)
    looks: tuple[tuple[str, Mode, float, int, bool], ...] = (
        ("light", "light", 1.0, 1080, False),
        ("dark", "dark", 1.0, 1080, False),
        ("narrow", "light", 1.0, 400, False),
        ("large", "dark", 2.0, 1080, False),
        ("narrow-large", "light", 2.0, 400, False),
        ("small", "light", 0.85, 1080, False),
        ("mirrored", "light", 1.0, 1080, True),
    )
    shots: tuple[tuple[str, Callable[[Theme, Path, int], None]], ...] = (
        ("parts", shoot_parts),
        ("dialog", shoot_dialog),
        ("toasts", shoot_toasts),
        ("popups", shoot_popups),
    )
    for name, mode, scale, width, mirrored in looks:
        side = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        app.setLayoutDirection(side)
        theme.apply(mode, scale)
        for what, shot in shots:
            shot(theme, out / f"{what}-{name}.png", width)


if __name__ == "__main__":
    main()
