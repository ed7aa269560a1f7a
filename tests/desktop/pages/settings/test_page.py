"""The settings: every change holds at once, and what this computer cannot do is said."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from desktop.client import Store
from desktop.notifications import SilentNotifier
from desktop.pages.settings import SettingsPage
from desktop.parts.window_page import WindowPage
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.theme.widgets import ScrollPage
from tests.desktop.classroom import until

Show = Callable[[WindowPage], WindowPage]


class NoService(SilentNotifier):
    why = "no_service"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest_asyncio.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    made = Store(settings.folder, settings.cache_bytes, lambda trouble: None)
    await made.open()
    yield made
    await made.close()


def page_of(
    theme: Theme,
    settings: Settings,
    store: Store,
    *,
    tray: bool = True,
    notifier: SilentNotifier | None = None,
) -> SettingsPage:
    return SettingsPage(
        theme, settings, notifier or SilentNotifier(), store, has_tray=tray, keeps=True, version="1.2.3"
    )


async def test_each_choice_holds_at_once(show: Show, theme: Theme, settings: Settings, store: Store) -> None:
    page = page_of(theme, settings, store)
    show(page)
    page.mode.chip("dark").click()
    assert settings.now.theme == "dark"
    for check, name in (
        (page.notifications, "notifications"),
        (page.quiet, "quiet_while_presenting"),
        (page.sounds, "sounds"),
        (page.tray, "close_to_tray"),
        (page.shared, "shared_computer"),
        (page.announce, "announce"),
    ):
        assert check is not None
        before = getattr(settings.now, name)
        check.click()
        assert getattr(settings.now, name) is not before
    await settings.close()


async def test_the_text_grows_when_the_slider_rests(
    show: Show, theme: Theme, settings: Settings, store: Store
) -> None:
    page = page_of(theme, settings, store)
    show(page)
    page.scale.setFocus()
    QTest.keyClick(page.scale, Qt.Key.Key_End)
    assert "200 %" in page.sample.text()
    assert page.sample.fontInfo().pixelSize() == 28
    assert settings.now.text_scale == 1.0
    await until(lambda: settings.now.text_scale == 2.0)
    await settings.close()


async def test_at_twice_the_text_size_it_is_no_wider_than_a_small_window(
    show: Show, theme: Theme, settings: Settings, store: Store
) -> None:
    page = page_of(theme, settings, store)
    show(page)
    theme.apply("light", 2.0)
    page.window().resize(400, 720)
    (area,) = page.findChildren(ScrollPage)
    await until(lambda: area.viewport().width() < 400 and "kB" in page.kept.size_label.text())
    assert area.horizontalScrollBar().maximum() == 0
    column = area.widget()
    assert column is not None
    assert column.minimumSizeHint().width() <= area.viewport().width()


async def test_what_is_chosen_elsewhere_is_shown(
    show: Show, theme: Theme, settings: Settings, store: Store
) -> None:
    page = page_of(theme, settings, store)
    show(page)
    settings.change(theme="light", shared_computer=True)
    assert page.mode.value == "light"
    assert page.shared.isChecked()
    await settings.close()


async def test_a_missing_notification_service_is_said(
    show: Show, theme: Theme, settings: Settings, store: Store
) -> None:
    page = page_of(theme, settings, store, notifier=NoService())
    show(page)
    await until(page.honest.isVisible)
    assert "no notification service" in page.honest.text
    page.notifications.click()
    assert not page.honest.isVisible()
    await settings.close()


async def test_the_tray_is_offered_only_where_there_is_one(
    theme: Theme, settings: Settings, store: Store
) -> None:
    page = page_of(theme, settings, store, tray=False)
    assert page.tray is None
    page.deleteLater()


async def test_the_folder_can_be_copied(show: Show, theme: Theme, settings: Settings, store: Store) -> None:
    page = page_of(theme, settings, store)
    show(page)
    page.copy_folder.click()
    assert QGuiApplication.clipboard().text() == str(settings.folder)


async def test_licences_are_shown(show: Show, theme: Theme, settings: Settings, store: Store) -> None:
    page = page_of(theme, settings, store)
    show(page)
    page.licences.click()
    dialog = page.window().findChildren(QDialog)[-1]
    text = dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    assert "LGPL" in text
    assert "SIL OPEN FONT LICENSE" in text.upper()
    dialog.reject()
