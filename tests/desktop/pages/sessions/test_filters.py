"""What the list of sessions can be narrowed by."""

from datetime import date, datetime, timedelta

from pytestqt.qtbot import QtBot

from desktop.pages.sessions.filters import FilterBar
from desktop.pages.sessions.listing import Filter
from desktop.theme import Theme
from desktop.theme.widgets import DateTimeField


def test_days_are_asked_for_once_somebody_wants_to_say_from_when_to_when(theme: Theme, qtbot: QtBot) -> None:
    bar, told = FilterBar(theme), list[Filter]()
    qtbot.addWidget(bar)
    bar.changed.connect(told.append)
    bar.show()
    assert not bar.findChildren(DateTimeField)
    bar.days.choose("range")
    first, last = bar.findChildren(DateTimeField)
    assert first.isVisible()
    assert [field.accessibleName() for field in (first, last)] == ["From", "To"]
    today, earlier = date.today(), datetime.now() - timedelta(3)
    assert told[-1] == Filter(days="range", first=today, last=today)
    first.set_value(earlier)
    assert told[-1] == Filter(days="range", first=earlier.date(), last=today)
    bar.days.choose("all")
    assert not first.isVisible()
    assert told[-1] == Filter()
    bar.days.choose("range")
    assert len(bar.findChildren(DateTimeField)) == 2
    assert told[-1].first == earlier.date()
