"""Rosters as schools write them, and as those write them who mean harm."""

import csv
import io
import random
import struct
import time
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, strategies as st

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.catalog import encode, read_from_client
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import HandInRoster, Person, RosterPerson
from relay.shared.rosters import (
    Layout,
    NotARoster,
    harmless,
    oneroster_zip,
    read_roster,
    roster_csv,
    unharmed,
)
from relay.shared.rosters.headers import columns_of, role_of
from relay.shared.rosters.tables import LONGEST_CELL
from relay.shared.rosters.unpacking import MOST_ENTRIES

LINES = [RosterPerson("Ana", 2, "ana.x", "student", ["7b"]), RosterPerson("Bo Ö", 3, "", "student", ["7b"])]

ANY_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def why(content: bytes, encoding: str = "") -> tuple[str, int]:
    with pytest.raises(NotARoster) as problem:
        read_roster(content, encoding=encoding)
    return problem.value.why, problem.value.line


def names(content: str | bytes) -> list[str]:
    read = read_roster(content.encode() if isinstance(content, str) else content)
    return [person.name for person in read.people]


@pytest.mark.parametrize(
    "content",
    [
        "name,username,class\nAna,ana.x,7b\nBo Ö,,7b\n",
        "class;name;username\n7b;Ana;ana.x\n7b;Bo Ö;\n",
        "Username\tNAME\tGroup\nana.x\tAna\t7b\n\tBo Ö\t7b",
        "name|class|username\nAna|7b|ana.x\nBo Ö|7b|\n",
        "name,username,class\r\nAna,ana.x,7b\r\nBo Ö,,7b\r\n",
        'name,email,class,username\nAna,"a,b",7b,ana.x\n" Bo Ö ",,7b\n',
        "given name,family name,class,username\nAna,,7b,ana.x\nBo,Ö,7b,\n",
        "name;username\nAna;ana.x\nBo Ö\n",
        "Klasse;Benutzername;Vorname;Name\n7b;ana.x;Ana;\n7b;;Bo;Ö\n",
        "Nom,Prénom,Classe,Identifiant\n,Ana,7b,ana.x\nÖ,Bo,7b,\n",
        "Apellidos,Nombre,Grupo,Usuario\n,Ana,7b,ana.x\nÖ,Bo,7b,\n",
        "Фамилия;Имя;Класс;Логин\n;Ana;7b;ana.x\nÖ;Bo;7b;\n",
        "Soyad,Ad,Sınıf,Kullanıcı adı\n,Ana,7b,ana.x\nÖ,Bo,7b,\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_rosters_as_programs_write_them(content: str, encoding: str) -> None:
    assert read_roster(content.encode(encoding), school_class="7b").people == LINES


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Vezetéknév,Keresztnév,Osztály", {"family": 0, "given": 1, "school_class": 2}),
        ("姓名,班级,用户名", {"name": 0, "school_class": 1, "username": 2}),
        ("氏名,クラス", {"name": 0, "school_class": 1}),
        ("이름,반,아이디", {"name": 0, "school_class": 1, "username": 2}),
        ("שם פרטי,שם משפחה,כיתה", {"given": 0, "family": 1, "school_class": 2}),
        ("الاسم,الصف", {"name": 0, "school_class": 1}),
        ("Imię i nazwisko,Klasa,Nazwa użytkownika", {"name": 0, "school_class": 1, "username": 2}),
        ("Příjmení,Jméno,Třída", {"family": 0, "given": 1, "school_class": 2}),
        ("Achternaam,Roepnaam,Stamgroep", {"family": 0, "given": 1, "school_class": 2}),
        ("FIRST_NAME,Last-Name,Class (2026),Role", None),
        ("cognome,nome,classe,ruolo", {"family": 0, "given": 1, "school_class": 2, "role": 3}),
        ("Ana Silva,7b,ana", None),
    ],
)
def test_headers_in_the_languages_of_schools(header: str, fields: dict[str, int] | None) -> None:
    found = columns_of(header.split(","))
    if header.startswith("FIRST"):
        assert found is not None
        assert (found["given"], found["family"], found["role"]) == (0, 1, 3)
    else:
        assert found == fields


@pytest.mark.attack
def test_a_line_that_is_far_too_long_is_no_work_and_can_still_be_handed_in() -> None:
    """The relay then says of this line that it is too long, and takes the others."""
    marks = "a" + "\u0344\u0323" * 1_950
    lines = "".join(f"{marks}{number};7b\n" for number in range(100))
    before = time.process_time()
    read = read_roster(f"Name;Class\n{lines}{'W' * 3_000};{'c' * 3_000}\nAna;7b\n".encode())
    assert time.process_time() - before < 3  # it was 20 s
    assert len(read.people[-2].name) > NAME_LENGTH
    assert read.people[-1].name == "Ana"
    command = HandInRoster(ref=ANY_ID, roster=ANY_ID, first=0, people=read.people)
    assert read_from_client(encode(command)) == command


def test_roles_and_people_who_are_neither() -> None:
    table = "name;role\nMs Lee;Lehrerin\nAna;Schüler\nBo;\nMr Dee;Parent\n"
    read = read_roster(table.encode())
    assert [(p.name, p.role) for p in read.people] == [
        ("Ms Lee", "teacher"),
        ("Ana", "student"),
        ("Bo", "student"),
    ]
    assert [(r.kind, r.line, r.about) for r in read.remarks] == [("role_skipped", 5, "Parent")]
    assert role_of("systemAdministrator") == ""


def test_without_a_header_the_columns_are_guessed_and_asked_about() -> None:
    read = read_roster(b"Ana,7b,ana.x\n\nBo,8a\n\nCy\n", school_class="9c")
    assert read.people == [
        RosterPerson("Ana", 1, "ana.x", "student", ["7b"]),
        RosterPerson("Bo", 3, "", "student", ["8a"]),
        RosterPerson("Cy", 5, "", "student", ["9c"]),
    ]
    assert [remark.kind for remark in read.asked] == ["no_heading"]


def test_a_user_name_on_several_lines_is_one_person_in_several_classes() -> None:
    read = read_roster(b"name,username,class\nAna,ana,7b\nBo,bo,7b\nAna,ANA,Maths\nAna,ana,7b\n")
    assert [(p.name, p.classes) for p in read.people] == [("Ana", ["7b", "Maths"]), ("Bo", ["7b"])]
    assert [(r.kind, r.line) for r in read.remarks] == [("same_user", 5)]


def test_names_turned_round_and_names_family_first() -> None:
    assert names('name;class\n"Silva, Ana";7b\n"Ø, Bo";7b\n') == ["Ana Silva", "Bo Ø"]
    assert names('name;class\n"Silva, Ana";7b\nBo;7b\n') == ["Silva, Ana", "Bo"]
    assert names("姓,名\n王,小明\n") == ["王小明"]
    assert names("Vezetéknév;Keresztnév\nNagy;Éva\n") == ["Nagy Éva"]


def test_what_excel_adds_is_passed_over() -> None:
    read = read_roster(b"sep=;\r\nname;class\r\nAna;7b\r\n")
    assert [(p.name, p.line, p.classes) for p in read.people] == [("Ana", 3, ["7b"])]


def test_lines_of_every_kind_of_machine() -> None:
    for end in ("\n", "\r\n", "\r"):
        read = read_roster(end.join(("", "name;class", "Ana;7b", "", "Bo;8a")).encode())
        assert [(p.name, p.line) for p in read.people] == [("Ana", 3), ("Bo", 5)]


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    read = read_roster(b'name,note\nAna,"one\ntwo"\nBo,\n')
    assert [person.line for person in read.people] == [2, 4]
    assert read.layout == Layout(("name", ""), 1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("empty", 0)),
        (b"\n \n;;\n", ("empty", 0)),
        (b"name,class\n", ("empty", 0)),
        (b"name\nAna\nJos\xe9\n", ("wrong_encoding", 3)),
        (b'name\n"Ana\n', ("quotes", 2)),
        (b'name\n"Ana"x\n', ("quotes", 2)),
        (b"x" * (4 << 20) + b"x", ("too_large", 0)),
        (b"name\n" + b"x" * (LONGEST_CELL + 1), ("long_cell", 2)),
        (b"name\n" + b"x" * 200_000, ("long_cell", 2)),
        (b"name\n" + b"," * 300, ("too_many_columns", 2)),
        (b"name\n" + b"Ana\n" * 5_001, ("too_many_people", 5002)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\0", ("not_text", 1)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ("spreadsheet", 0)),
        (b"%PDF-1.7\n", ("spreadsheet", 0)),
    ],
)
def test_tables_that_are_not_right(content: bytes, expected: tuple[str, int]) -> None:
    assert why(content) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('"Ana"x,7b', "bad_quotes"),
        ('Ana,"7b', "bad_quotes"),
        ("x" * (LONGEST_CELL + 1) + ",7b", "bad_cell"),
        ("x" * 200_000 + ",7b", "bad_cell"),
        ("Ana" + ",x" * 300, "bad_columns"),
    ],
)
def test_one_line_that_cannot_be_read_leaves_the_others(line: str, kind: str) -> None:
    read = read_roster(f"name,class\nBo,7b\n{line}\nCy,7b\n".encode())
    assert [(p.name, p.line) for p in read.people] == [("Bo", 2), ("Cy", 4)]
    assert [(remark.kind, remark.line) for remark in read.left_out] == [(kind, 3)]
    assert not read.whole, "who is missing in it is not known"


def test_more_classes_than_anybody_has_are_left_out() -> None:
    lines = [f"Ana,ana,class {n}" for n in range(61)]
    read = read_roster("\n".join(("name,username,class", *lines, "Bo,bo,7b")).encode())
    assert [(p.name, len(p.classes)) for p in read.people] == [("Ana", 60), ("Bo", 1)]
    assert [(remark.kind, remark.line) for remark in read.left_out] == [("bad_classes", 62)]


def test_no_cell_is_handed_on_longer_than_can_be_refused() -> None:
    read = read_roster(b"name\n" + b"x" * 3_000 + b"\n")
    assert NAME_LENGTH < len(read.people[0].name) <= 4 * NAME_LENGTH


def test_an_encoding_is_never_guessed_but_may_be_said() -> None:
    old = "name;class\nJosé Łęcki;7b\n".encode("windows-1250", "replace")
    assert why(old) == ("wrong_encoding", 2)
    assert read_roster(old, encoding="windows-1250").people[0].name == "José Łęcki"
    assert why(b"name\nx\xff", "no-such-encoding") == ("wrong_encoding", 0)
    assert read_roster("name\nÅsa\n".encode("utf-8-sig"), encoding="windows-1252").people[0].name == "Åsa"


def test_characters_that_cannot_be_seen_are_left_out_and_told_of() -> None:
    read = read_roster("name;class\nA\u202ena\x07;7\u2066b\nB\0o;7b\nCy;7b\n".encode())
    assert [(p.name, p.classes) for p in read.people] == [("Ana", ["7b"]), ("Bo", ["7b"]), ("Cy", ["7b"])]
    assert [(r.kind, r.line) for r in read.remarks] == [("cleaned", 2), ("cleaned", 2), ("cleaned", 3)]


# cells


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", " =1", "'=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert unharmed(harmless(cell)) == cell


@given(st.text(alphabet="'=+-@ \tax\n;\""))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert unharmed(harmless(cell)) == cell
    assert harmless(cell)[:1] not in set("=+-@\t\r\n")


@pytest.mark.parametrize("name", ["Ana;=1+1", "Ana; =1+1", 'Ana;"=1+1"', ";@SUM(A1)", "Ana;\xa0=1"])
def test_nor_is_one_where_a_spreadsheet_parts_cells_at_semicolons(name: str) -> None:
    """As Excel does in much of Europe, and takes no notice of what the file means."""
    pupil = person(1, "Ana", "student", 0)
    pupil.account = Account("1", name, "student", "=1;=2")
    written = roster_csv([pupil], [ClassBadge(CLASSES[0].id, "7b;+1")])
    assert [(p.name, p.username, p.classes) for p in read_roster(written).people] == [
        (" ".join(name.split()), "=1;=2", ["7b;+1"])
    ]
    parted = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";")
    assert not [cell for line in parted for cell in line if cell.lstrip(' "\xa0')[:1] in set("=+-@")]


# OneRoster

USERS = "sourcedId,enabledUser,username,givenName,familyName,email,password\n"
FILES = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\n",
    "classes.csv": "sourcedId,title,classCode,courseSourcedId,classType,schoolSourcedId,termSourcedIds\n"
    "c1,Physics,P1,k,scheduled,s,t\nc2,Maths,M1,k,scheduled,s,t\nc3,Maths,M2,k,scheduled,s,t\n",
    "users.csv": USERS + "u1,true,ana,Ana,Silva,a@x,secret\nu2,true,lee,Min,Lee,,\nu3,true,dad,Mr,Dee,,\n"
    "u4,false,off,Bo,Off,,\n",
    "roles.csv": "sourcedId,userSourcedId,roleType,role,orgSourcedId\nr1,u1,primary,student,s\n"
    "r2,u2,primary,teacher,s\nr3,u3,primary,parent,s\nr4,u4,primary,student,s\nr5,nobody,primary,student,s\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\ne1,c1,s,u1,student\n"
    "e2,c2,s,u1,student\ne3,c1,s,u2,teacher\ne4,c9,s,u1,student\ne5,c1,s,u4,student\ne6,c3,s,u1,teacher\n",
    "demographics.csv": "sourcedId,birthDate\nu1,2012-01-01\n",
}


def bundle(files: Mapping[str, str | bytes], folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, content in files.items():
            out.writestr(folder + name, content)
    return made.getvalue()


@pytest.mark.parametrize("folder", ["", "export/"])
def test_one_roster_1_2(folder: str) -> None:
    read = read_roster(bundle(FILES | {".DS_Store": "x"}, folder))
    assert read.kind == "OneRoster 1.2"
    assert read.whole
    assert read.people == [
        RosterPerson("Ana Silva", 2, "ana", "student", ["Physics", "Maths (M1)"]),
        RosterPerson("Min Lee", 3, "lee", "teacher", ["Physics"]),
        RosterPerson("Bo Off", 5, "off", "student", [], ["Physics"]),
    ]
    assert [(r.kind, r.line) for r in read.remarks] == [
        ("orphan_user", 6),
        ("orphan_class", 5),
        ("enrollment_skipped", 7),
        ("role_skipped", 4),
    ]
    assert "secret" not in repr(read)


def test_one_roster_1_1_with_roles_among_the_users_and_byte_order_marks() -> None:
    files = {
        "manifest.csv": "\ufeffpropertyName,value\noneroster.version,1.1\nfile.users,delta\n",
        "classes.csv": "\ufeffsourcedId,status,title\nc1,active,Physics\nc2,tobedeleted,Old\n",
        "users.csv": "\ufeffsourcedId,status,role,username,givenName,familyName\n"
        'u1,active,student,ana,Ana,Silva\nu2,active,"teacher",lee,Min,Lee\nu3,tobedeleted,student,bo,Bo,Ek\nu4,active,aide,x,X,Y\n',
        "enrollments.csv": "\ufeffsourcedId,status,classSourcedId,userSourcedId,role\n"
        "e1,active,c1,u1,student\ne2,tobedeleted,c1,u2,teacher\ne3,active,c1,u3,student\ne4,active,c2,u1,student\n",
    }
    read = read_roster(bundle(files))
    assert read.kind == "OneRoster 1.1"
    assert not read.whole, "a delta says nothing of those it does not name"
    assert read.people == [
        RosterPerson("Ana Silva", 2, "ana", "student", ["Physics"], ["Old"]),
        RosterPerson("Min Lee", 3, "lee", "teacher", [], ["Physics"]),
        RosterPerson("Bo Ek", 4, "bo", "student", [], ["Physics"]),
    ]


def test_no_enrollment_makes_a_student_a_teacher() -> None:
    files = FILES | {
        "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\ne1,c1,s,u1,teacher\n"
    }
    ana = read_roster(bundle(files)).people[0]
    assert (ana.name, ana.role, ana.classes) == ("Ana Silva", "student", [])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"users.csv": None}, "not_oneroster"),
        ({"enrollments.csv": None}, "no_file"),
        ({"users.csv": "sourcedId,givenName,familyName\n"}, "no_column"),
        ({"users.csv": ""}, "no_column"),
        ({"users.csv": USERS}, "empty"),
        ({"users.csv": (USERS + "u1,true,ana,Jos\xe9,Silva,,\n").encode("latin-1")}, "wrong_encoding"),
        ({"users.csv": USERS + 'u1,true,"ana,Ana,Silva,,\n'}, "quotes"),
        ({"../users.csv": "x"}, "strange_names"),
        ({"/etc/passwd": "x"}, "strange_names"),
        ({"a\\b.csv": "x"}, "strange_names"),
        ({"C:x.csv": "x"}, "strange_names"),
        ({"USERS.csv": "x"}, "strange_names"),
        ({"other/extra.csv": "x"}, "strange_names"),
        ({f"{n}.csv": "x" for n in range(MOST_ENTRIES)}, "too_many_entries"),
        ({"users.csv": b"x" * (201 << 20)}, "zip_bomb"),
        ({"bomb.csv": b"0" * (20 << 20)}, "zip_bomb"),
        ({"users.csv": random.Random(1).randbytes(21 << 20)}, "too_large"),
        ({f"{n}.csv": "x" for n in range(MOST_ENTRIES * 10)}, "too_many_entries"),
        ({"[Content_Types].xml": "x"}, "spreadsheet"),
    ],
)
def test_zips_that_are_not_right(changed: dict[str, str | bytes | None], expected: str) -> None:
    files = {name: content for name, content in (FILES | changed).items() if content is not None}
    assert why(bundle(files))[0] == expected


def test_a_zip_that_lies_about_what_is_in_it() -> None:
    """The sizes it promises are small; what would come out is not."""
    whole = bytearray(bundle({**FILES, "users.csv": USERS.encode() + b"u" * 300_000}))
    name = b"users.csv"
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = next(
            p for p in range(len(whole)) if whole[p : p + 4] == mark and name in whole[p : p + 60][26:]
            and whole[p:].index(name) < 60
        )  # fmt: skip
        struct.pack_into("<I", whole, place + at, 50)
    assert why(bytes(whole))[0] in ("zip_bomb", "damaged_zip")


def test_a_locked_zip_and_one_cut_short() -> None:
    whole = bytearray(bundle(FILES))
    assert why(bytes(whole[: len(whole) // 2]))[0] == "damaged_zip"
    central = whole.index(b"PK\x01\x02")
    whole[central + 8] |= 1
    assert why(bytes(whole))[0] == "locked_zip"
    assert why(b"PK\x03\x04")[0] == "damaged_zip"


def test_a_file_without_a_name() -> None:
    nameless = bundle(FILES | {"extra.csv": "x"}).replace(b"extra.csv", b"\0xtra.csv")
    assert why(nameless)[0] in ("strange_names", "damaged_zip")


def test_a_damaged_zip_is_never_more_than_not_a_roster() -> None:
    whole, chance = bundle(FILES), random.Random(4)
    came = set()
    for _ in range(600):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_roster(bytes(damaged))
            came.add("read")
        except NotARoster as problem:
            came.add(problem.why)
    assert {"damaged_zip", "read"} <= came


@given(st.binary(max_size=300))
def test_bytes_are_a_roster_or_they_are_not(content: bytes) -> None:
    for begin in (b"", b"name,class\n", b"PK\x03\x04", b"\xff\xfe"):
        try:
            read_roster(begin + content)
        except NotARoster:
            continue


# writing

CLASSES = [
    ClassBadge("01ARZ3NDEKTSV4RRFFQ69G5FA1", "=Physics"),
    ClassBadge("01ARZ3NDEKTSV4RRFFQ69G5FA2", "7b"),
]


def person(number: int, name: str, role: str, *classes: int) -> Person:
    account = Account(f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}", name, "student", f"user{number}")
    if role != "student":
        account = Account(account.id, name, "admin" if role == "admin" else "teacher", account.username)
    return Person(account, [CLASSES[n].id for n in classes])


SCHOOL = [
    person(1, "Ana Maria Silva", "student", 0, 1),
    person(2, "=cmd|' /C calc'!A0", "student", 1),
    person(3, "Min Lee", "teacher", 0),
    person(4, "Cher", "student"),
    person(5, 'Ada, the "first"', "admin", 1),
]


def test_what_is_written_can_be_read_again_and_is_no_formula() -> None:
    made = oneroster_zip(SCHOOL, CLASSES, "@School", date(2026, 11, 23))
    read = read_roster(made)
    assert (read.kind, read.remarks) == ("OneRoster 1.2", [])
    assert [(p.name, p.username, p.role, p.classes) for p in read.people] == [
        ("Ana Maria Silva", "user1", "student", ["=Physics", "7b"]),
        ("=cmd|' /C calc'!A0", "user2", "student", ["7b"]),
        ("Min Lee", "user3", "teacher", ["=Physics"]),
        ("Cher", "user4", "student", []),
        ('Ada, the "first"', "user5", "teacher", ["7b"]),
    ]
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert {"manifest.csv", "orgs.csv", "academicSessions.csv", "courses.csv"} <= set(opened.namelist())
        for name in opened.namelist():
            lines = list(csv.reader(io.StringIO(opened.read(name).decode("utf-8"), newline="")))
            assert len({len(line) for line in lines}) == 1
            assert not [cell for line in lines for cell in line if cell[:1] in tuple("=+-@\t\r")]


def test_the_table_can_be_read_again() -> None:
    read = read_roster(roster_csv(SCHOOL, CLASSES))
    assert [(p.name, p.role, p.classes) for p in read.people] == [
        ("Ana Maria Silva", "student", ["=Physics", "7b"]),
        ("=cmd|' /C calc'!A0", "student", ["7b"]),
        ("Min Lee", "teacher", ["=Physics"]),
        ("Cher", "student", []),
        ('Ada, the "first"', "teacher", ["7b"]),
    ]
