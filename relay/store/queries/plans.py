"""Plans of classes, with their items as JSON."""

import msgspec

from relay.protocol.plans import LessonPlan, PlanItem
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable(
        "plan",
        session="session",
        of_class="school_class",
        account="account",
        own_data=("id", "school_class", "session", "title", "items", "saved_at"),
    ),
)
"""Of a plan that is for no one lesson ``session`` is empty: it stays with its class."""

HEAD = """SELECT plan.id, school_class, session, account, coalesce(account.name, ''), title, amount, saved_at
    FROM plan LEFT JOIN account ON account.id = plan.account"""
OF_CLASS = f"{HEAD} WHERE school_class = ? ORDER BY saved_at DESC, plan.id DESC"
ONE = f"{HEAD} WHERE plan.id = ?"
ITEMS = "SELECT items FROM plan WHERE id = ?"
COUNT = "SELECT count(*) FROM plan WHERE school_class = ?"
PUT = """INSERT INTO plan (id, school_class, session, account, title, items, amount, saved_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET session = excluded.session,
    title = excluded.title, items = excluded.items, amount = excluded.amount, saved_at = excluded.saved_at"""
DELETE = "DELETE FROM plan WHERE id = ?"


class PlanQueries(Queries):
    """What is prepared for the school's classes."""

    def of_class(self, school_class: str) -> list[LessonPlan]:
        """Without their items, what was saved last first."""
        return [_plan(row) for row in self._execute(OF_CLASS, (school_class,))]

    def count(self, school_class: str) -> int:
        """How many there are for a class."""
        row = self._execute(COUNT, (school_class,)).fetchone()
        return int(row[0])

    def get(self, plan: str) -> LessonPlan | None:
        """One with its items."""
        row = self._execute(ONE, (plan,)).fetchone()
        if row is None:
            return None
        found = _plan(row)
        (items,) = self._execute(ITEMS, (plan,)).fetchone()
        found.items = msgspec.json.decode(items, type=list[PlanItem])
        return found

    def put(self, plan: LessonPlan) -> None:
        """Keep it, in place of what was kept under its id."""
        items = msgspec.json.encode(plan.items).decode()
        place = (plan.id, plan.class_id, plan.session, plan.author)
        self._execute(PUT, (*place, plan.title, items, plan.count, plan.saved_at))

    def delete(self, plan: str) -> None:
        """Keep it no longer."""
        self._execute(DELETE, (plan,))


def _plan(row: tuple[str, str, str, str, str, str, int, int]) -> LessonPlan:
    plan, school_class, session, author, author_name, title, count, saved_at = row
    return LessonPlan(
        id=plan,
        class_id=school_class,
        session=session,
        author=author,
        author_name=author_name,
        title=title,
        count=count,
        saved_at=saved_at,
    )
