"""Lists as people have them, in files and pasted: read rightly, or asked about; never believed unseen."""

from pathlib import Path

import pytest

from relay.shared.rosters import Layout, NotARoster, Roster, read_pasted, read_roster

TITLED = ["Amina Juma", "Tom Becker"]
ANA, TOM, MIA = "Ana Silva", "Tom Becker", "Mia Wolf"


def names(read: Roster) -> list[str]:
    return [person.name for person in read.people]


def asked(read: Roster) -> list[str]:
    return [remark.kind for remark in read.asked]


@pytest.mark.parametrize(
    ("text", "expected", "questions"),
    [
        (f"{ANA}\n{TOM}\n\n{MIA}\n", [ANA, TOM, MIA], []),
        (f"1\t{ANA}\n2\t{TOM}\n", [ANA, TOM], []),
        (f"1. {ANA}\n2) {TOM}\n(3) {MIA}", [ANA, TOM, MIA], []),
        (f"1 {ANA}\n2 {TOM}\n3 {MIA}", [ANA, TOM, MIA], []),
        (f"1.{ANA}\n10.{TOM}", [ANA, TOM], []),
        ("١. آنا سيلفا\n٢. محمد علي", ["آنا سيلفا", "محمد علي"], []),
        ("१) अना सिल्वा\n२) टॉम बेकर", ["अना सिल्वा", "टॉम बेकर"], []),
        ("一、王小明\n二、李雷\n三、韩梅梅", ["王小明", "李雷", "韩梅梅"], []),
        (f"① {ANA}\n② {TOM}", [ANA, TOM], []),
        (f"１．{ANA}\n２．{TOM}", [ANA, TOM], []),
        (f"I. {ANA}\nII. {TOM}\nIII. {MIA}", [ANA, TOM, MIA], []),
        ("I. Ivanov\nV. Petrov\nM. Kim", ["I. Ivanov", "V. Petrov", "M. Kim"], []),
        (f"- [ ] {ANA}\n* {TOM}\n• {MIA}", [ANA, TOM, MIA], []),
        ("Silva\tAna\nBecker\tTom", [ANA, TOM], ["which_name"]),
        ("Ana\tSilva", ["Silva Ana"], ["which_name"]),
        ("Silva, Ana\nBecker, Tom", [ANA, TOM], []),
        ("Silva, Ana", [ANA], []),
        (f"Silva, Ana\n{TOM}", [ANA, TOM], []),
        ('"Silva, Ana"\n"Becker, Tom"', [ANA, TOM], []),
        ("Becker\tTom\t10b\nWolf\tMia\t10b", [TOM, MIA], ["which_name"]),
        ("1\tBecker\tTom\t10b\n2\tWolf\tMia\t10b", [TOM, MIA], ["which_name"]),
        (f"Name\tClass\n{ANA}\t7b", [ANA], []),
        (f"Name\n{ANA}\n{TOM}", [ANA, TOM], []),
        ("Nr.\tNachname\tVorname\n1\tSilva\tAna", [ANA], []),
        (f"{ANA}; {TOM}; {MIA}", [ANA, TOM, MIA], []),
        (f"{ANA}, {TOM}, {MIA}", [ANA, TOM, MIA], []),
        (f"{ANA}, {TOM}", [ANA, TOM], ["several_a_line"]),
        ("Ana, Tom, Mia", ["Ana", "Tom", "Mia"], ["several_a_line"]),
        ("王小明、李雷、韩梅梅", ["王小明", "李雷", "韩梅梅"], []),
        ("王\t小明\n李\t雷", ["王小明", "李雷"], ["which_name"]),
        (f"{ANA} <ana@x.org>\n{TOM} <t@x.org>", [ANA, TOM], []),
        (f"{ANA}\tana@x.org\n{TOM}\tt@x.org", [ANA, TOM], []),
        (f"Klasse 7b\n{ANA}\n{TOM}", [ANA, TOM], ["title_above"]),
        (f"Year seven\n\n{ANA}\n{TOM}\n{MIA}", [ANA, TOM, MIA], ["title_above"]),
        (f"Amazina\n{ANA}\n{TOM}\n{MIA}", [ANA, TOM, MIA], ["first_line"]),
        (f"{ANA}\n{TOM}\nTotal: 2", [ANA, TOM, "Total: 2"], ["odd_name"]),
        (f"{ANA}\n{TOM}\n{ANA}", [ANA, TOM, ANA], ["same_name"]),
        (f"| Name | Class |\n|---|:-:|\n| {ANA} | 7b |", [ANA], []),
        ("Silva     Ana     7b\nBecker    Tom     7b\nWolf      Mia     7b", [ANA, TOM, MIA], ["which_name"]),
        (f"{ANA}\t\t\n\t{TOM}", [ANA, TOM], ["several_a_line"]),
        (f'Ana "Nina" Silva\n{TOM}', ['Ana "Nina" Silva', TOM], []),
    ],
)
def test_what_is_pasted_is_read_rightly_or_asked_about(
    text: str, expected: list[str], questions: list[str]
) -> None:
    read = read_pasted(text)
    assert (names(read), asked(read)) == (expected, questions)


@pytest.mark.parametrize(
    ("content", "expected", "classes", "questions"),
    [
        ("Learner's name,Grade\nAmina Juma,7B\n", ["Amina Juma"], ["7B"], []),
        ("Jina,Darasa\nAmina Juma,7B\n", ["Amina Juma"], ["7B"], []),
        ("Ism,Familiya\nNodira,Karimova\n", ["Nodira Karimova"], [], []),
        (
            "Class list 7b;;\nPrinted 01/09/2026;;\n\nNo;Name;Class\n1;Amina Juma;7b\n",
            ["Amina Juma"],
            ["7b"],
            [],
        ),
        ("Klasse 7b\nAmina Juma\nTom Becker\n", ["Amina Juma", TOM], [], ["title_above", "no_heading"]),
        # Headings in words that are not known, and none at all: always a question.
        (
            "Foo;Bar\nAmina Juma;7B\nTom Becker;7B\n",
            ["Amina Juma", TOM],
            ["7B"],
            ["first_line", "no_heading"],
        ),
        ("Foo,Bar\nNodira,Karimova\n", ["Bar Foo", "Karimova Nodira"], [], ["which_name", "no_heading"]),
        (
            "List;;\n\nNr;Jina lote;Foo\n1;Amina Juma;7B\n2;Tom Becker;7B\n",
            ["Amina Juma", TOM],
            ["7B"],
            ["title_above", "first_line", "no_heading"],
        ),
        ("Foo\nAna\n", ["Foo", "Ana"], [], ["no_heading"]),
        ("Name,Foo\nAna,7b\nTom,7b\n", ["Ana", "Tom"], ["7b"], ["class_guessed"]),
        ("Name,Class\nAna,7b\nTom,7b,x\n", ["Ana", "Tom"], ["7b"], ["cells_beyond"]),
        ("name\nSilva, Ana\nBecker, Tom\n", [ANA, TOM], [], []),
        ("name;class\nSilva, Ana;7b\nBecker, Tom;7b\n", [ANA, TOM], ["7b"], []),
        ("name,class\nAna,7b\nTotal 1,\n", ["Ana", "Total 1"], ["7b"], ["odd_name"]),
        ("name,class\nAna,7b\nAna,7b\n", ["Ana", "Ana"], ["7b"], ["same_name"]),
        ("name,class\nAna,7b\nAna,8a\n", ["Ana", "Ana"], ["7b"], []),
        ("name,username,class\nAna,a,7b\nAna,b,7b\n", ["Ana", "Ana"], ["7b"], []),
    ],
)
def test_files_are_never_taken_at_their_word(
    content: str, expected: list[str], classes: list[str], questions: list[str]
) -> None:
    read = read_roster(content.encode())
    assert (names(read), read.people[0].classes, asked(read)) == (expected, classes, questions)


def test_what_somebody_chose_is_not_asked_again() -> None:
    content = b"Foo,Bar\nNodira,Karimova\nJasur,Aliyev\n"
    read = read_roster(content, layout=Layout(("given", "family"), 1))
    assert (names(read), asked(read)) == (["Nodira Karimova", "Jasur Aliyev"], [])
    known = {read.shape: ("given", "family")}
    again = read_roster(b"Title\n\nFOO,bar\nZoe,Ng\n", known=known)
    assert (names(again), asked(again)) == (["Zoe Ng"], []), "the next file of that shape"
    other = read_roster(b"Foo,Baz\nZoe,Ng\n", known=known)
    assert asked(other) == ["which_name", "no_heading"]


def test_without_a_heading_what_was_chosen_is_only_proposed() -> None:
    """Nothing in the next list says that its columns stand in the same order."""
    first = read_pasted("Ana\tSilva\nTom\tBecker", layout=Layout(("given", "family")))
    again = read_pasted("Mia\tWolf\nBo\tEk", known={first.shape: ("given", "family")})
    assert (names(again), asked(again)) == ([MIA, "Bo Ek"], ["which_name"])


@pytest.mark.parametrize("known", [{"": ()}, {"x": ("nonsense", "name")}])
def test_what_was_kept_may_be_anything(known: dict[str, tuple[str, ...]]) -> None:
    shape = read_roster(b"Foo,Bar\nNodira,Karimova\n").shape
    read = read_roster(b"Foo,Bar\nNodira,Karimova\n", known=known | {shape: ("rubbish", "more")})
    assert asked(read)


def test_nothing_is_a_name_by_force() -> None:
    for text in ("", "\n \n", "---\n===", "\t\t"):
        with pytest.raises(NotARoster):
            read_pasted(text)
    assert asked(read_pasted("12345\n67890")) != []


def test_one_reader_for_files_and_for_what_is_pasted(tmp_path: Path) -> None:
    text = f"No;Name;Class\n1;{ANA};7b\n2;{TOM};7b\n"
    assert read_roster(text.encode()).people == read_pasted(text).people


@pytest.mark.parametrize(
    "last", ["Nombre d'élèves;2", "Summe;2", "Stand;Herbst", "İmza;Müdür", "Jumla;2 wanafunzi"]
)
def test_a_last_line_of_another_kind_is_asked_about(last: str) -> None:
    read = read_roster(f"Name;Klasse\nAna Silva;7b\nTom Becker;7b\n{last}\n".encode())
    assert [remark.line for remark in read.asked] == [4]
    assert not read_roster(b"Name;Klasse\nAna Silva;7b\nTom Becker;7b\nMia Wolf;7b\n").asked


@pytest.mark.parametrize("numbers", [("87", "91"), ("2014", "2013"), ("4", "2", "3")])
def test_marks_and_years_are_no_classes_unasked(numbers: tuple[str, ...]) -> None:
    lines = "".join(
        f"{name},{n}\n" for name, n in zip(("Ana Silva", "Tom Becker", "Mia Wolf"), numbers, strict=False)
    )
    assert {remark.kind for remark in read_roster(f"Name,Grade\n{lines}".encode()).asked} == {"class_guessed"}
    assert not read_roster(b"Name,Grade\nAna Silva,7\nTom Becker,7\nMia Wolf,8\nBo Ek,8\n").asked


@pytest.mark.parametrize("between", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_what_parts_lines_elsewhere_parts_people(between: str) -> None:
    pasted = read_pasted(between.join(("Ana Silva", "Tom Becker", "Mia Wolf")))
    assert [one.name for one in pasted.people] == ["Ana Silva", "Tom Becker", "Mia Wolf"]


def test_a_sum_below_names_without_numbers_is_asked_about() -> None:
    assert [remark.line for remark in read_pasted("Ana Silva\nTom Becker\n2 students").asked] == [3]
    assert [remark.line for remark in read_pasted("Ana Silva\nTom Becker\nStudents").asked] == [3]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "table", ["Имя\tКласс\nАна Силва\t7б\n", "Όνομα\tΤάξη\nΆννα\tΒ1\n", "姓名,班级\n王芳,7\n"]
)
def test_wide_letters_of_any_script_are_known_without_a_mark(table: str, encoding: str) -> None:
    """Some of them are UTF-8 as well, with a control character before each letter."""
    read, wanted = read_roster(table.encode(encoding)), read_roster(table.encode())
    assert (read.people, read.asked) == (wanted.people, wanted.asked)


def test_text_with_many_controls_is_of_another_encoding() -> None:
    with pytest.raises(NotARoster, match="wrong_encoding"):
        read_roster("".join(f"\x04{c}" for c in "Ana Silva").encode())
