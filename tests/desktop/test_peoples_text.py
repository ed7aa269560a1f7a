"""What people write is shown, never taken for anything: tags that would paint the window, in every place."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget

import desktop
from desktop.demo.user import DemoUser
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from tests.classroom.windows import Story, story
from tests.desktop.classroom import asked
from tests.desktop.colours import colours_of

PICTURE = "x.png"
TAG = f'<img src="{PICTURE}" width=300 height=300>'
"""As long as a name may be. Qt's rich text would load it from the folder the program runs in."""
INK = QColor(255, 0, 254)
"""The picture is of this colour alone, which no theme has."""

INTERPRETERS = {
    "setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "fromHtml", "QTextBrowser",
    "QMessageBox", "QErrorMessage", "QWhatsThis", "RichText", "AutoText", "MarkdownText", "QStaticText",
    "setOpenExternalLinks", "QWebEngineView", "eval", "exec", "pickle", "marshal",
}  # fmt: skip


@pytest.fixture
def bait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture where a tag would find it."""
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(INK)
    assert image.save(str(tmp_path / PICTURE))
    monkeypatch.chdir(tmp_path)


def inked(widget: QWidget) -> int:
    """How many points of a window have the picture's colour."""
    return colours_of(widget.grab().toImage())[INK.rgb()]


def interpreted(person: DemoUser) -> list[str]:
    """What is taken for markup anywhere in a window, or could be."""
    window = person.app.window
    found = [f"{inked(window)} points of the picture"] if inked(window) else []
    for widget in window.findChildren(QWidget):
        if (
            isinstance(widget, QLabel)
            and widget.textFormat() != Qt.TextFormat.PlainText
            and QLabel.text(widget)
        ):
            found.append(f"a label that guesses: {QLabel.text(widget)}")
        if "<img" in widget.toolTip() or "<img" in widget.statusTip() or "<img" in widget.whatsThis():
            found.append(f"a tip: {widget.toolTip()}")
    return found


def test_the_bait_would_be_taken(bait: None, qapp: object) -> None:
    """A label left to guess does paint it: so where nothing is painted, nothing was guessed."""
    label = QLabel(TAG)
    label.resize(400, 400)
    assert inked(label) > 5_000
    label.deleteLater()


@pytest.mark.usefixtures("bait")
async def test_a_lesson_of_tags(tmp_path: Path) -> None:
    """Names, titles, a class, messages, questions, hands, notices: in the list, in the room, at its end."""
    async with story(tmp_path / "story", gather_seconds=0.1) as told:
        teacher = await told.classroom.teacher()
        made = await asked(teacher, MakeClass(ref=new_ref(), name=TAG), ClassReply)
        told.classroom.class_id = made.school_class.id
        await told.classroom.add_students(TAG, "Tom Becker")
        session = await told.classroom.live_lesson(teacher, title=TAG)
        lee, ana = await window_of(told, "Ms Lee"), await window_of(told, TAG)
        for person in (lee, ana):
            assert interpreted(person) == []
            await person.click(f"Join: {TAG}")
            await person.until(lambda p=person: p.room and p.room.caught_up, "did not get in")  # type: ignore[misc]
        await ana.fill("Message to everyone", TAG)
        await ana.press("Return")
        await ana.choose("Kind of message", "Question")
        await ana.fill("Question to everyone", f"Why is {TAG} so?")
        await ana.press("Return")
        await lee.sees(f"Why is {TAG} so?")
        await ana.click("Raise hand")
        await lee.sees(f"Call on {TAG}")
        assert interpreted(lee) + interpreted(ana) == []
        assert lee.room is not None
        lee.room.send(EndSession(ref=new_ref(), session=session))
        for person in (lee, ana):
            await person.sees("The lesson has ended")
            assert interpreted(person) == []


async def window_of(told: Story, name: str) -> DemoUser:
    """A program of this person at the list of sessions."""
    person = await told.window(name)
    await person.sees("Lessons")
    await person.until(lambda: any(TAG in words for words in person.words()), "does not see the session")
    return person


def test_nothing_that_interprets_text_is_used_anywhere() -> None:
    """Neither Qt's kinds of marked-up text, nor anything that runs what it reads."""
    root = Path(desktop.__path__[0]).parent
    files = [file for package in ("desktop", "relay") for file in (root / package).rglob("*.py")]
    assert len(files) > 100
    written = re.compile(rf"\b({'|'.join(INTERPRETERS)})\b")  # few files have to be parsed
    found = [
        f"{file.relative_to(root)}:{getattr(node, 'lineno', 0)} {name}"
        for file in files
        if written.search(text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        for name in named(node)
        if name in INTERPRETERS
    ]
    assert found == []


def named(node: ast.AST) -> list[str]:
    """The names that a piece of a program uses."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [part for alias in names for part in alias.name.split(".")]
    return []
