"""What the network doctor finds, and how it is said: for the relay's command line and the desktop alike."""

from relay.shared.doctor.findings import (
    About,
    CheckBegun,
    CheckDone,
    Examined,
    Finding,
    Line,
    Outcome,
    Point,
    Report,
    Verdict,
    encode_line,
    read_line,
    verdict_of,
)
from relay.shared.doctor.report import as_text, steps
from relay.shared.doctor.sentences import ADVICE, OUTCOME_WORDS, SENTENCES, TITLES, advice, sentence, title

__all__ = [
    "ADVICE", "OUTCOME_WORDS", "SENTENCES", "TITLES", "About", "CheckBegun", "CheckDone", "Examined",
    "Finding", "Line", "Outcome", "Point", "Report", "Verdict", "advice", "as_text", "encode_line",
    "read_line", "sentence", "steps", "title", "verdict_of",
]  # fmt: skip
