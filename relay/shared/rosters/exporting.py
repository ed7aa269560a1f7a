"""Writing the school as others can read it: a OneRoster 1.2 zip, or one table; no cell is a formula."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from relay.protocol.accounts import ClassBadge
from relay.protocol.people_admin import Person
from relay.shared.cells import table_csv

SCHOOL, TERM = "school", "year"
"""The sourcedIds of the one school and the one school year."""

Table = list[Sequence[str]]

_MANIFEST = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources",
    "demographics", "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs",
    "resources", "resultLearningObjectiveIds", "results", "resultScoreScales", "roles", "scoreScales",
    "userProfiles", "userResources", "users",
)  # fmt: skip
_HEADERS = {
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,"
    "parentSourcedId,schoolYear",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
    "subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,beginDate,endDate",
}


def oneroster_zip(people: Iterable[Person], classes: Iterable[ClassBadge], school: str, today: date) -> bytes:
    """The school as OneRoster 1.2. ``school``: its name. Codes and passwords are not in it.

    A name is one text here and two there: what follows its last space becomes the family name.
    """
    people, classes = list(people), list(classes)
    begins = today.year if today.month >= 8 else today.year - 1
    files = {
        "academicSessions": [
            _line("academicSessions", sourcedId=TERM, title=f"{begins}/{begins + 1}", type="schoolYear",
                  startDate=f"{begins}-08-01", endDate=f"{begins + 1}-07-31", schoolYear=str(begins + 1))
        ],
        "orgs": [_line("orgs", sourcedId=SCHOOL, name=school, type="school")],
        "courses": [
            _line("courses", sourcedId=f"c-{c.id}", title=c.name, orgSourcedId=SCHOOL,
                  schoolYearSourcedId=TERM)
            for c in classes
        ],
        "classes": [
            _line("classes", sourcedId=c.id, title=c.name, courseSourcedId=f"c-{c.id}", classType="scheduled",
                  schoolSourcedId=SCHOOL, termSourcedIds=TERM)
            for c in classes
        ],
        "users": [_user(person) for person in people],
        "roles": [
            _line("roles", sourcedId=f"r-{p.account.id}", userSourcedId=p.account.id, roleType="primary",
                  role=_role(p), orgSourcedId=SCHOOL)
            for p in people
        ] + [
            _line("roles", sourcedId=f"t-{p.account.id}", userSourcedId=p.account.id, roleType="secondary",
                  role="teacher", orgSourcedId=SCHOOL)
            for p in people if p.account.role == "admin" and p.classes
        ],
        "enrollments": [
            _line("enrollments", sourcedId=f"{c}-{p.account.id}", classSourcedId=c, schoolSourcedId=SCHOOL,
                  userSourcedId=p.account.id, role=_enrolled(p))
            for p in people
            for c in p.classes
        ],
    }  # fmt: skip
    manifest: Table = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    manifest += [(f"file.{name}", "bulk" if name in files else "absent") for name in _MANIFEST]
    manifest += [("source.systemName", "Schoolbell"), ("source.systemCode", "schoolbell")]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, lines in {
            "manifest": manifest,
            **{n: [_header(n), *ls] for n, ls in files.items()},
        }.items():
            entry = zipfile.ZipInfo(f"{name}.csv", (max(today.year, 1980), today.month, today.day, 0, 0, 0))
            bundle.writestr(entry, table_csv(lines, "utf-8"), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def roster_csv(people: Iterable[Person], classes: Iterable[ClassBadge]) -> bytes:
    """The same as one table: a line for each person and class, as it can be read in again."""
    names = {badge.id: badge.name for badge in classes}
    lines: Table = [("name", "username", "role", "class")]
    for person in people:
        who = (person.account.name, person.account.username, _enrolled(person))
        lines += [(*who, names[c]) for c in person.classes if c in names] or [(*who, "")]
    return table_csv(lines)


def _user(person: Person) -> Sequence[str]:
    given, _, family = person.account.name.rpartition(" ")
    if not given:
        given, family = family, ""
    return _line(
        "users",
        sourcedId=person.account.id,
        enabledUser="true",
        username=person.account.username,
        givenName=given,
        familyName=family,
        primaryOrgSourcedId=SCHOOL,
    )


def _role(person: Person) -> str:
    return "siteAdministrator" if person.account.role == "admin" else person.account.role


def _enrolled(person: Person) -> str:
    return "student" if person.account.role == "student" else "teacher"


def _header(file: str) -> Sequence[str]:
    return _HEADERS[file].split(",")


def _line(file: str, **cells: str) -> Sequence[str]:
    columns = _header(file)
    assert cells.keys() <= set(columns)
    return [cells.get(column, "") for column in columns]
