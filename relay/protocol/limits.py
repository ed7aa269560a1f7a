"""Limits of the core: the number, what is answered beyond it, and the setting that changes it.

The table in PROTOCOL.md is made from them, and a subject's document has those that it declares beside its
words, as ``LIMITS`` (``make protocol``). Each limit has a try (``tests/relay/test_limits.py``), and each
answer a sentence in the desktop.
"""

from typing import NamedTuple

from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS

CONNECTIONS = 600
VISITORS = 100
CONNECTIONS_PER_ACCOUNT = 4
DEVICES_WITH_KEY, DEVICES_WITHOUT_KEY = 50, 4
"""That are signed in to one account: those with a key of their own, and those without."""
GUESTS_SHARE = 0.5
"""Of all connections, and of a lesson's events: so much may be guests', who came by its code and are not
confirmed."""
CONNECTIONS_PER_GUEST = 2
VISITORS_BEYOND = 8
"""So many may come to sign in when all places are taken."""
SHARED_ADDRESS = 60
"""Nothing that is counted by address is held against so many: a school may stand behind one."""
FIRST_FRAME_SECONDS = 5.0
FIRST_FRAME_BYTES = 4_096
VISITOR_SECONDS = 300.0
FRAME_BYTES = 65_536
FRAMES_PER_SECOND, FRAMES_BURST = 60.0, 120
CONTROL_FRAMES_PER_SECOND = 20
MEMBER_BYTES_PER_SECOND, VISITOR_BYTES_PER_SECOND = 4_000_000, 65_536
BYTES_BENEATH_PER_SECOND, BYTES_BENEATH = 65_536, 262_144
"""Of TLS, beside what it carries: a second, and at once."""
UNREAD_BYTES = 65_536
"""That the system takes of a connection before they are read: as much comes in one turn of the loop."""
HEADER_BYTES = 16_384
"""Of a request: its first line and all its headers."""
MOMENTS_TOLD = 1_500
"""A second, in one lesson and because of its students: a moment that thirty are told is thirty."""
TURN_FRAMES, TURN_SECONDS = 64, 0.005
"""What is read of one connection in one turn of the loop."""

MESSAGE_LENGTH = 2_000
"""Longest message, in characters."""
EVENTS, EVENTS_OF_ONE = 200_000, 20_000
"""In one lesson, and in one lesson because of one person. Ending and moderating goes on beyond."""

NAME_LENGTH = 100
"""Longest name or title, in characters."""
DESCRIPTION_LENGTH = 4_000
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128

FREE_FAILURES = 5
"""Failed sign-ins before one has to wait."""
LONGEST_WAIT = 300.0
FAILURES_FORGOTTEN = 900.0
"""Seconds of quiet after which failures are forgotten."""
GUESSES_OF_ALL = SHARED_ADDRESS
"""Failed sign-ins of an account from all unknown devices, after which each address has one free."""
PASSWORDS_AT_ONCE, PASSWORD_SECONDS = 10, 10.0
"""Passwords hashed for one visitor's connection, or for one account, and then one in so many seconds."""
PASSWORDS_WAITING = 128
CODES_A_SECOND, CODES_WAITING = 50, 1_000
"""One-time codes, codes of lessons and personal passes looked at; ``relay/school/turns.py`` has the sums."""

WRONG_CODES, WRONG_CODES_WAIT = 5, 30.0
"""Wrong guesses at codes over one connection, and the seconds it then has to wait for each further one."""
LESSONS_TRIED, TRIES_FORGIVEN = 4, 1_000
"""Lessons at which a visit may try a code: wrong guesses are forgiven once it has found the right one, and
so often for each lesson's code."""
GUESSES_ALLOWED, CODE_KEPT_SECONDS = 30, 120.0
"""Wrong guesses at one code until the lesson gets another, and how long each is kept all the same."""
PASSES_FOR_A_SEAT = 3
"""Guests who have been in: who comes by code again under another name is one more."""
PASSES_UNUSED = 300
"""In a lesson, with which nobody has been in or is connected; then the oldest goes."""
SEATS, MOST_SEATS = 300, 1_000
"""People in a session unless its teacher says otherwise, and at most."""
REOPEN_MINUTES = 10.0
"""So long after its end a lesson can be opened again."""
LISTED = 200
"""Sessions in one list."""

SEARCH_WORDS = 20
"""Words that a list of sessions is searched for at once."""
DECODED = 4
"""A text is decoded up to so many times its limit: so far the rule answers, and says what is too long."""

DISK_LOW_MB = 200
READER_STUCK_SECONDS = 10.0
READER_BUFFER_BYTES = 1_000_000
UNSENT_BYTES = 64_000_000
"""Of all readers together."""
PAGES_READ_AT_ONCE = 4
"""Pages of what is past that are read at the same time; others wait for their turn."""
PAGES_KEPT_BYTES = 32_000_000
"""Pages that were read and are kept for the next who asks."""


class Limit(NamedTuple):
    """One limit. ``answer``: a refusal's code, an HTTP status or a close code."""

    name: str
    what: str
    answer: str
    setting: str = ""


LIMITS = (
    Limit(
        "connections",
        f"{CONNECTIONS} connections; then visitors give their places to all who have signed in, guests to "
        "accounts, and teachers get in all the same",
        "503",
        "connections",
    ),
    Limit(
        "guests",
        f"{GUESTS_SHARE:.0%} of the connections for guests, who came by code and are not confirmed; then one "
        "goes who is in no room, or of the lesson that has more",
        "503",
        "connections",
    ),
    Limit(
        "visitors",
        f"{VISITORS} connections not signed in, {VISITORS_BEYOND} when all places are taken; then the idlest "
        "goes",
        "4408",
        "visitors",
    ),
    Limit(
        "devices",
        f"{CONNECTIONS_PER_ACCOUNT} connections an account; a teacher's next takes the place of the quietest",
        "429",
        "connections_per_account",
    ),
    Limit(
        "guests' devices",
        f"{CONNECTIONS_PER_GUEST} connections a guest; the next takes the place of the oldest",
        "4409",
    ),
    Limit(
        "tokens",
        f"{DEVICES_WITH_KEY} devices signed in to an account, {DEVICES_WITHOUT_KEY} more without a key of "
        "their own; then the oldest goes",
        "4401",
    ),
    Limit(
        "first word",
        f"a visitor's first frame within {FIRST_FRAME_SECONDS:g} s",
        "4408",
        "first_frame_seconds",
    ),
    Limit(
        "first frame", f"a visitor's first frame of {FIRST_FRAME_BYTES:,} bytes", "4400", "first_frame_bytes"
    ),
    Limit("silence", f"a visitor silent for {VISITOR_SECONDS:g} s", "4408", "visitor_seconds"),
    Limit("frame", f"frames of {FRAME_BYTES:,} bytes", "1009", "frame_bytes"),
    Limit(
        "frames",
        f"{FRAMES_PER_SECOND:g} frames a second, {FRAMES_BURST} at once; each fragment is one",
        "4429",
        "frames_per_second",
    ),
    Limit(
        "control frames",
        f"{CONTROL_FRAMES_PER_SECOND} pings, pongs and closes a second; of the pings in one read the last is "
        "answered",
        "1006",
    ),
    Limit("bytes", f"{MEMBER_BYTES_PER_SECOND:,} bytes a second", "1006", "bytes_per_second"),
    Limit(
        "visitor's bytes",
        f"{VISITOR_BYTES_PER_SECOND:,} bytes a second from a visitor",
        "1006",
        "visitor_bytes_per_second",
    ),
    Limit(
        "bytes beneath",
        f"{BYTES_BENEATH_PER_SECOND:,} bytes a second that TLS needs beside what it carries (where the "
        "system counts them: Linux)",
        "1006",
    ),
    Limit("head", f"a request's first line and headers of {HEADER_BYTES:,} bytes", "431"),
    Limit("early bytes", "nothing behind a request before it has been answered", "1006"),
    Limit(
        "events",
        f"{EVENTS:,} events in a lesson; ending and moderating it goes on",
        "lesson_full",
        "lesson_events",
    ),
    Limit(
        "events of one",
        f"{EVENTS_OF_ONE:,} events in a lesson because of one person",
        "lesson_full",
        "lesson_events_of_one",
    ),
    Limit(
        "guests' events",
        f"{GUESTS_SHARE:.0%} of a lesson's events because of guests, who came by code and are not confirmed",
        "lesson_full",
        "lesson_events",
    ),
    Limit("name", f"names, user names and titles of {NAME_LENGTH} characters", "too_long"),
    Limit("description", f"descriptions of {DESCRIPTION_LENGTH:,} characters", "too_long"),
    Limit("short password", f"passwords of at least {SHORTEST_PASSWORD} characters", "password_too_short"),
    Limit("long password", f"passwords of at most {LONGEST_PASSWORD} characters", "too_long"),
    Limit(
        "guesses",
        f"{FREE_FAILURES} wrong passwords for an account from each device that it knows, and from each "
        f"address with all that it does not (1 after {GUESSES_OF_ALL} from all addresses); then a wait that "
        f"doubles up to {LONGEST_WAIT:g} s",
        "slow_down",
    ),
    Limit(
        "join code",
        f"a code of {CODE_LENGTH} of {len(CODE_SYMBOLS)} symbols for one lesson; one proof an exchange",
        "wrong_join_code",
    ),
    Limit(
        "passwords",
        f"{PASSWORDS_AT_ONCE} passwords looked at or set over a visitor's connection or for an account; then "
        f"one in {PASSWORD_SECONDS:g} s",
        "slow_down",
    ),
    Limit(
        "passwords waiting",
        f"{PASSWORDS_WAITING} passwords that wait to be looked at, address by address; as many again of "
        "teachers on known devices, and of others on known devices",
        "busy",
    ),
    Limit(
        "codes waiting",
        f"{CODES_A_SECOND} one-time codes, codes of lessons and passes looked at a second, address by "
        f"address; {CODES_WAITING:,} may wait",
        "busy",
    ),
    Limit(
        "wrong codes",
        f"{WRONG_CODES} wrong codes of lessons over one connection; then {WRONG_CODES_WAIT:g} s for each",
        "slow_down",
    ),
    Limit("passes", f"{PASSES_FOR_A_SEAT} guests who have been in for each seat", "session_full"),
    Limit(
        "unused passes",
        f"{PASSES_UNUSED} in a lesson who came by code, have not been in, and are not connected; then the "
        "oldest goes",
        "401",
    ),
    Limit(
        "seats",
        f"{SEATS} people in a session unless it says otherwise, {MOST_SEATS:,} at most",
        "session_full",
    ),
    Limit("guests' seats", "guests have the seats that the students of the class leave", "session_full"),
    Limit(
        "reopening",
        f"a lesson is opened again within {REOPEN_MINUTES:g} minutes of its end",
        "over_too_long",
        "reopen_minutes",
    ),
    Limit("list", f"{LISTED} sessions in one list", "bad_value"),
    Limit("search", f"{SEARCH_WORDS} words to search the list of sessions for", "bad_value"),
    Limit(
        "disk",
        f"{DISK_LOW_MB} MB free where the data lies, for whatever is written",
        "disk_low",
        "disk_low_mb",
    ),
    Limit(
        "reader",
        f"a reader that takes nothing for {READER_STUCK_SECONDS:g} s, or lets "
        f"{READER_BUFFER_BYTES:,} bytes gather, is cut off",
        "1006",
        "reader_stuck_seconds",
    ),
    Limit(
        "unsent",
        f"{UNSENT_BYTES:,} bytes that wait for all readers together; beyond it the fullest are cut off",
        "1006",
        "unsent_bytes",
    ),
)
