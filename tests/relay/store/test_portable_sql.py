"""What the relay asks its database for is SQL that other databases know too: SQLite's own words stay out."""

import io
import re
import tokenize
from pathlib import Path

import pytest

import relay.store

STORE = Path(relay.store.__file__).parent
PORTABLE = [
    *sorted(STORE.glob("queries/*.py")),
    *sorted(STORE.glob("projections/*.py")),
    *(STORE / name for name in ("log.py", "events.py", "tables.py")),
]
ALONE = {
    "upsert that names no key": r"INSERT\s+OR\s",
    "pragma": r"\bPRAGMA\b",
    "pattern of SQLite": r"\bGLOB\b",
    "choice of SQLite": r"\biif\s*\(",
    "greater or smaller of two": r"\b(max|min)\s*\([^()]*,",
    "a place that stands for yes": r"\binstr\s*\([^()]*\)(?!\s*[><=])",
    "table of tables": r"\bsqlite_\w+",
    "other files": r"\b(ATTACH|DETACH)\b",
    "row ids": r"\browid\b",
    "no limit": r"LIMIT\s+-1",
    "number for yes or no": r"\b(confirmed|codes|locked|guests|names_shown|code_used|kept_out)\s*=\s*[01]\b",
}


def statements(source: str) -> list[str]:
    """The texts of a module that are SQL."""
    texts = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.STRING
    ]
    return [
        text for text in texts if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|ATTACH|WHERE)\b", text)
    ]


def not_portable(source: str) -> list[str]:
    """What of a module's SQL is SQLite's own."""
    return [
        name for text in statements(source) for name, word in ALONE.items() if re.search(word, text, re.I)
    ]


@pytest.mark.parametrize("file", PORTABLE, ids=lambda file: file.relative_to(STORE).as_posix())
def test_queries_speak_no_sqlite(file: Path) -> None:
    assert not_portable(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        "SELECT id FROM account WHERE id NOT GLOB :id",
        "SELECT max(scheduled_at, updated_at) FROM session",
        "SELECT id FROM account WHERE instr(folded, :find) OR TRUE",
        "UPDATE account SET role = iif(role = 'admin', 'teacher', role)",
        "UPDATE door SET codes = 0 WHERE session = ?",
        "SELECT name FROM sqlite_master WHERE TRUE",
        "DELETE FROM token WHERE id IN (SELECT id FROM token LIMIT -1 OFFSET 3)",
        "PRAGMA query_only=1",
    ],
)
def test_sqlite_is_found(sql: str) -> None:
    assert not_portable(f'SQL = """{sql}"""') != []


def test_what_others_know_is_let_be() -> None:
    assert not_portable('"SELECT max(seq) FROM event WHERE instr(body, ?) > 0 AND confirmed = TRUE"') == []
