"""The classes that a person teaches, as they are shown: how large each is, and equal names told apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.parts.session_words import students
from desktop.same_names import told_apart
from relay.protocol.accounts import ClassBadge
from relay.protocol.classes import ClassList


@dataclass(frozen=True)
class KnownClasses:
    """What a relay's list of classes says of them."""

    badges: tuple[ClassBadge, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Students on each roster, by class."""
    teachers: Mapping[str, str] = field(default_factory=dict)
    """The names of their teachers by account, those told apart who have one name."""
    details: tuple[Mapping[str, str], ...] = ()
    """By what classes of one name are told apart."""

    @classmethod
    def of(cls, listed: ClassList) -> "KnownClasses":
        teachers = {teacher.id: teacher for one in listed.classes for teacher in one.teachers}
        names = told_apart(
            {id: one.name for id, one in teachers.items()}, {id: one.username for id, one in teachers.items()}
        )
        sizes = {id: students(size) for id, size in listed.sizes.items()}
        taught_by = {
            one.id: ", ".join(names[teacher.id] for teacher in one.teachers) for one in listed.classes
        }
        badges = tuple(ClassBadge(one.id, one.name) for one in listed.classes)
        return cls(badges, listed.sizes, names, (taught_by, sizes))

    def labels(self, *others: ClassBadge) -> dict[str, str]:
        """What each class is called where it can be chosen, by id; ``others`` too."""
        return told_apart({one.id: one.name for one in (*self.badges, *others)}, *self.details)

    @property
    def labelled(self) -> list[ClassBadge]:
        """Themselves, to choose from."""
        labels = self.labels()
        return [ClassBadge(one.id, labels[one.id]) for one in self.badges]
