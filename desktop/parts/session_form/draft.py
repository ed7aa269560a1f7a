"""What is being planned: the values of the form, and the commands they make. Knows no Qt."""

from dataclasses import dataclass, fields, replace

from relay.protocol.limits import DESCRIPTION_LENGTH, NAME_LENGTH, SEATS
from relay.protocol.sessions import CreateSession, EditSession, Session, SessionType
from relay.protocol.text import clean_name, clean_text

QUARTER_MS = 15 * 60_000
MANNER = ("type", "duration", "max_participants")
"""What is for a class's next lesson as it was for the last one."""


@dataclass(frozen=True)
class SessionDraft:
    """A session as the form has it."""

    title: str = ""
    description: str = ""
    class_id: str = ""
    type: SessionType = "lecture"
    scheduled_at: int = 0
    duration: int = 45
    max_participants: int = SEATS
    also_at: tuple[int, ...] = ()
    """When there are to be more like it; only of one that is not there yet."""

    @classmethod
    def new(cls, now: int, class_id: str = "", like: Session | None = None) -> "SessionDraft":
        """An empty one, at the next full quarter of an hour, in the manner of ``like``."""
        draft = cls(class_id=class_id, scheduled_at=(now // QUARTER_MS + 1) * QUARTER_MS)
        return draft.in_manner_of(like) if like else draft

    @classmethod
    def of(cls, session: Session) -> "SessionDraft":
        """A session that is there already."""
        names = (field.name for field in fields(cls) if field.name != "also_at")
        return cls(**{name: getattr(session, name) for name in names})

    def in_manner_of(self, session: Session) -> "SessionDraft":
        """With what a class keeps from lesson to lesson."""
        return replace(self, **{name: getattr(session, name) for name in MANNER})

    def clean(self) -> "SessionDraft":
        """As the relay will keep it."""
        return replace(self, title=clean_name(self.title), description=clean_text(self.description))

    def changes(self, base: "SessionDraft") -> dict[str, object]:
        """What differs from another one."""
        found = ((field.name, getattr(self, field.name), getattr(base, field.name)) for field in fields(self))
        return {name: mine for name, mine, theirs in found if mine != theirs}

    def onto(self, base: "SessionDraft", newer: "SessionDraft") -> "SessionDraft":
        """Somebody changed ``base`` to ``newer`` meanwhile: theirs, with what was changed here on top."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        changed = self.changes(base)
        return replace(newer, **{name: value for name, value in mine.items() if name in changed})

    def create(self, ref: str) -> CreateSession:
        """The command that makes it."""
        return CreateSession(
            ref=ref,
            class_id=self.class_id,
            title=self.title,
            description=self.description,
            type=self.type,
            scheduled_at=self.scheduled_at,
            duration=self.duration,
            max_participants=self.max_participants,
            also_at=list(self.also_at),
        )

    def edit(self, ref: str, session: Session) -> EditSession:
        """The command that changes a session into this: only what differs."""
        command = EditSession(ref=ref, session=session.id, revision=session.revision)
        for name, value in self.changes(SessionDraft.of(session)).items():
            setattr(command, name, value)
        return command

    def problems(self, now: int, *, starts_now: bool = False, was: int = 0) -> dict[str, str]:
        """What is wrong, a word for each field. ``was``: the time it had before, which may have passed."""
        found = {}
        if not self.title:
            found["title"] = "empty"
        elif len(self.title) > NAME_LENGTH:
            found["title"] = "too_long"
        if len(self.description) > DESCRIPTION_LENGTH:
            found["description"] = "too_long"
        if not self.class_id:
            found["class_id"] = "empty"
        if not starts_now and self.scheduled_at != was and self.scheduled_at <= now - 60_000:
            found["scheduled_at"] = "past"
        return found
