"""Web addresses in the chat: what is one, whose host is shown, and that nothing opens by itself."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.features.chat import ChatPanel
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button, Dialog, Label
from desktop.web_links import Link, links_in, open_link
from relay.protocol.chat import MessagePosted
from tests.desktop.classroom import until
from tests.desktop.features.browser import Browser
from tests.desktop.features.stand import Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
Open = Callable[..., RoomPage]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://school.example/a?b=1#c.", [("https://school.example/a?b=1#c", "school.example")]),
        ("(http://school.example:8080/x_(y))", [("http://school.example:8080/x_(y)", "school.example:8080")]),
        (
            "**https://a.example**, https://b.example!",
            [("https://a.example", "a.example"), ("https://b.example", "b.example")],
        ),
        ("HTTPS://School.Example/A", [("HTTPS://School.Example/A", "school.example")]),
        ("https://[2001:db8::1]:8443/", [("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443")]),
        ("https://пример.рф/x", [("https://пример.рф/x", "пример.рф (xn--e1afmkfd.xn--p1ai)")]),
        ("https://日本語.jp", [("https://日本語.jp", "日本語.jp (xn--wgv71a119e.jp)")]),
        ("https://pаypal.example", [("https://pаypal.example", "xn--pypal-4ve.example")]),
        ("https://a.example/\u202egpj.exe", [("https://a.example/", "a.example")]),
        ("https://a.example\\@b.example", [("https://a.example", "a.example")]),
        ("https://bank.example@evil.example/", []),
        ("https://", []),
        ("https://-a.example https://a..b", []),
        ("javascript:alert(1) file:///etc/passwd ftp://a.example schoolbell://a.example", []),
        ("xhttps://a.example", []),
        ("<b>https://a.example</b>", [("https://a.example", "a.example")]),
    ],
)
def test_what_is_an_address_and_whose(text: str, found: list[tuple[str, str]]) -> None:
    assert [(link.text, link.host) for link in links_in(text)] == found


@given(st.text(alphabet="htps:/.@[]()a-1#?%é\u202e\\ ", max_size=60))
def test_whatever_is_written_opens_the_host_that_was_shown_or_nothing(text: str) -> None:
    for link in links_in(f"https://{text}"):
        url = QUrl(link.text, QUrl.ParsingMode.StrictMode)
        if url.isValid() and url.host(QUrl.ComponentFormattingOption.FullyEncoded):
            assert link.ascii_host in link.host


def test_no_other_scheme_and_no_other_host_is_opened(browser: Browser) -> None:
    assert open_link(Link("https://a.example/x", "a.example", "a.example"))
    for text, host in (("file:///etc/passwd", ""), ("javascript:1", ""), ("https://b.example", "a.example")):
        assert not open_link(Link(text, host, host))
    assert browser.opened == ["https://a.example/x"]


async def test_a_link_opens_from_the_menu_once_its_host_was_shown(open_room: Open, browser: Browser) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    text = "look: <a href='x'>https://pаypal.example/a?b=1&c</a>"
    await stand.tell(MessagePosted(by=account(0), name="Ana", text=text))
    view = chat.view
    await until(lambda: any(view.lines.line(r).text == text for r in range(view.lines.rowCount())))
    row = next(r for r in range(view.lines.rowCount()) if view.lines.line(r).text == text)
    menu = view.popup_menu(view.lines.index(row, 0), QPoint(0, 0))
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy link"].trigger()
    assert QGuiApplication.clipboard().text() == "https://pаypal.example/a?b=1&c"
    actions["Open link"].trigger()
    menu.close()
    (dialog,) = [d for d in view.findChildren(Dialog) if d.isVisible()]
    assert dialog.heading.text() == "Open xn--pypal-4ve.example?"
    assert any(
        label.text().replace("\u200b", "") == "https://pаypal.example/a?b=1&c"
        for label in dialog.findChildren(Label)
    )
    assert browser.opened == []
    button = next(b for b in dialog.findChildren(Button) if b.text() == "Open in the browser")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert browser.opened == ["https://xn--pypal-4ve.example/a?b=1&c"]
