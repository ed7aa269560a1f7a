"""The list of what was done by way of moderation and administration."""

from peewee import SqliteDatabase

from relay.protocol.safekeeping import Noted

ADD = """INSERT INTO noted (at, what, "by", account, session, school_class, detail)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
LIST = """SELECT noted.id, noted.at, what, "by", coalesce(doer.name, ''), noted.account,
        coalesce(other.name, ''),
        coalesce(CASE WHEN lesson_pass.confirmed THEN 'confirmed' ELSE lesson_pass.kind END, 'account'),
        noted.session, coalesce(session.title, ''), noted.school_class,
        coalesce(school_class.name, ''), detail
    FROM noted
    LEFT JOIN account AS doer ON doer.id = "by"
    LEFT JOIN account AS other ON other.id = noted.account
    LEFT JOIN lesson_pass ON lesson_pass.account = noted.account
    LEFT JOIN session ON session.id = noted.session
    LEFT JOIN school_class ON school_class.id = noted.school_class
    WHERE (:before = 0 OR noted.id < :before)
        AND (:account = '' OR "by" = :account OR noted.account = :account)
    ORDER BY noted.id DESC LIMIT :limit"""
"""Names are looked up when they are read, so that those of erased people are nowhere in the list."""


class NotedActs:
    """What was done, the newest first."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, act: Noted) -> None:
        """Put one act into the list; its id and the names are not looked at."""
        self._database.connection().execute(
            ADD, (act.at, act.what, act.by, act.account, act.session, act.class_id, act.detail)
        )

    def find(self, before: int, account: str, limit: int) -> list[Noted]:
        """Up to so many acts before the number ``before`` (0: the newest); ``account``: by or about them."""
        rows = self._database.connection().execute(
            LIST, {"before": before, "account": account, "limit": limit}
        )
        return [
            Noted(
                id=number,
                at=at,
                what=what,
                by=by,
                by_name=by_name,
                account=about,
                account_name=about_name,
                account_standing=standing,
                session=session,
                session_title=title,
                class_id=school_class,
                class_name=class_name,
                detail=detail,
            )
            for (
                number,
                at,
                what,
                by,
                by_name,
                about,
                about_name,
                standing,
                session,
                title,
                school_class,
                class_name,
                detail,
            ) in rows
        ]
