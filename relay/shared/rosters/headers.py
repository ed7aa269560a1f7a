"""What a column is, by its header: in the languages that schools write them, in any order."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from relay.protocol.text import normal, without_variants

Field = Literal["name", "given", "family", "school_class", "username", "role", "enabled"]

_WORDS: dict[Field, str] = {
    "name": """
        name|full name|student|student name|pupil|pupil name|learner|display name|name of student
        vollstandiger name|schuler|schulername|schulerin|vor und nachname|name vorname|vorname nachname
        nom|nom complet|nom et prenom|nom prenom|prenom nom|eleve|etudiant
        nombre completo|nombre y apellidos|apellidos y nombre|alumno|alumna|estudiante|nombre del alumno
        nome|nome completo|aluno|aluna|estudante|nome do aluno|nome e cognome|cognome e nome|alunno|studente
        naam|volledige naam|leerling|namn|elev|elevens namn|navn|fulde navn|fullt navn|nimi|oppilas
        imie i nazwisko|nazwisko i imie|uczen|jmeno a prijmeni|prijmeni a jmeno|zak|meno a priezvisko|ziak
        nev|teljes nev|tanulo|nume complet|nume si prenume|ad soyad|adi soyadi|ogrenci|ονοματεπωνυμο|μαθητης
        фио|имя и фамилия|фамилия и имя|ученик|піб|учень|прізвище та ім'я|име и фамилия|ucenik|ime i prezime
        الاسم|الاسم الكامل|اسم الطالب|שם מלא|שם התלמיד|नाम|पूरा नाम
        姓名|学生姓名|學生姓名|氏名|名前|生徒名|이름|성명|학생
        ho va ten|nama|nama lengkap|nama siswa|jina|jina kamili|majina|f i sh|fio|pangalan|magaca|isin sunan
        orukọ|igama|igama eliphelele|naam van leerder|numele""",
    "given": """
        given name|first name|givenname|firstname|forename|forenames|given names|first names|given|first
        vorname|rufname|vornamen|prenom|prenoms|nombre|nombres|primeiro nome|nome proprio|nome de batismo
        voornaam|roepnaam|fornamn|tilltalsnamn|fornavn|etunimi|kutsumanimi|imie|imiona|jmeno|krestni jmeno
        meno|keresztnev|utonev|prenume|ad|adi|isim|ονομα|имя|ім'я|име|ime|الاسم الاول|اسم|שם פרטי|प्रथम नाम
        名|名字|下の名前|이름자|ten|nama depan|jina la kwanza|ism|ismi|unang pangalan|izina""",
    "family": """
        family name|last name|familyname|lastname|surname|family|last|second name
        nachname|familienname|zuname|nom de famille|apellido|apellidos|primer apellido|sobrenome|apelido
        ultimo nome|cognome|achternaam|familienaam|efternamn|efternavn|etternavn|sukunimi|nazwisko
        prijmeni|priezvisko|vezeteknev|csaladnev|nume|nume de familie|soyad|soyadi|επωνυμο|фамилия|прізвище
        фамилно име|prezime|اسم العائلة|اللقب|שם משפחה|उपनाम|姓|姓氏|苗字|성|ho|nama belakang
        jina la ukoo|jina la mwisho|familiya|familiyasi|apelyido|isibongo|van""",
    "school_class": """
        class|class name|group|group name|form|form class|homeroom|section|class title|course|course name
        tutor group|registration group|set|grade class|klasse|klassenname|gruppe|lerngruppe|kurs
        classe|groupe|division|clase|grupo|curso|turma|seccion|sezione|corso|gruppo|klas|groep|stamgroep
        klass|grupp|hold|luokka|ryhma|klasa|oddzial|trida|skupina|trieda|osztaly|csoport|clasa|grupa|sinif|sube
        ταξη|τμημα|класс|группа|клас|група|клас|razred|odjeljenje|الصف|الفصل|כיתה|कक्षा|班级|班級|班别|クラス|学級|組|반|학급
        lop|kelas|darasa|sinf|sinfi|grade|year group|klas graad|graad|baitang|ibanga|ajin|kilaas|year""",
    "username": """
        username|user name|user|login|login name|logon|account|account name|user id|userid|sam account name
        benutzername|benutzer|anmeldename|nutzername|kennung|identifiant|nom d'utilisateur|utilisateur
        usuario|nombre de usuario|utilizador|nome de utilizador|nome de usuario|nome utente|utente
        gebruikersnaam|gebruiker|anvandarnamn|anvandare|brugernavn|brukernavn|kayttajatunnus|tunnus
        nazwa uzytkownika|uzytkownik|uzivatelske jmeno|uzivatel|pouzivatelske meno|felhasznalonev
        nume utilizator|utilizator|kullanici adi|kullanici|ονομα χρηστη|логин|имя пользователя|логін
        korisnicko ime|اسم المستخدم|שם משתמש|उपयोगकर्ता नाम
        用户名|使用者名稱|账号|ユーザー名|ユーザ名|사용자 이름|아이디|ten dang nhap
        nama pengguna""",
    "role": """
        role|roles|type|user type|rolle|funktion|role utilisateur|fonction|rol|funcion|funcao|papel|ruolo
        functie|roll|rooli|rola|funkcja|szerep|rolul|gorev|ρολος|роль|функция|uloga|الدور|תפקיד|भूमिका
        角色|身份|役割|역할|vai tro|peran""",
    "enabled": "enabled user|enabled|active|aktiv|actif|activo|ativo|attivo",
}

_GENERIC = frozenset(("name", "nom", "nome", "nombre", "naam", "namn", "navn", "nimi", "nev", "nume", "ad"))
"""Headers that mean the whole name, or the part of it that no other column has."""

FAMILY_FIRST = frozenset(("vezeteknev", "csaladnev", "姓", "姓氏", "苗字", "성"))
"""Plain headers of languages that say the family name first."""


def plain(text: str) -> str:
    """A header or a role made comparable: without case, accents, marks and doubled space."""
    apart = normal("NFKD", without_variants(text).casefold().replace("ß", "ss").replace("ł", "l"))
    bare = "".join(c for c in apart.translate(_LETTERS) if not unicodedata.combining(c))
    return " ".join("".join(c if _is_of_a_word(c) else " " for c in normal("NFC", bare)).split())


def _is_of_a_word(c: str) -> bool:
    """Letters, figures, and the vowels that many scripts write as marks."""
    return c.isalnum() or c == "'" or unicodedata.category(c) in ("Mn", "Mc")


def resemblance(name: str) -> str:
    """The same for names that one may take for each other: accents, case, marks and order set aside."""
    return " ".join(sorted(plain(name).replace("'", "").split())) or name


_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "æ": "ae", "’": "'"})


def _listed(words: str) -> frozenset[str]:
    found = (word for line in words.splitlines() for word in line.strip().split("|"))
    return frozenset(plain(word) for word in found if word)


_FIELDS: dict[str, Field] = {word: field for field, words in _WORDS.items() for word in _listed(words)}
_OTHERS = _listed(
    """no|nr|num|number|id|sn|s no|serial no|roll no|roll number|email|e mail|mail|phone|telephone|mobile
    address|birth date|date of birth|dob|birthday|geburtsdatum|sex|gender|geschlecht|notes|note|remarks
    comment|comments|signature|total|age|status|nummer|lfd nr
    numero|n|№|学号|番号|번호|رقم|מספר|namba|jinsia"""
)
"""Columns that lists of pupils have besides."""
TEACHERS = _listed(
    """teacher|teachers|staff|lehrer|lehrerin|lehrkraft|enseignant|professeur|profesor|profesora|docente
    maestro|professor|professora|insegnante|leraar|docent|larare|laerer|opettaja|nauczyciel|ucitel|tanar|ogretmen
    καθηγητης|учитель|преподаватель|вчитель|nastavnik|معلم|מורה|शिक्षक|教师|教師|先生|교사|선생님|guru"""
)
_STUDENTS = _listed(
    """student|students|pupil|learner|schuler|schulerin|eleve|etudiant|alumno|alumna|estudiante|aluno|aluna
    estudante|studente|alunno|leerling|elev|oppilas|uczen|zak|ziak|tanulo|diak|ogrenci|μαθητης|ученик
    учень|ucenik|طالب|תלמיד|छात्र|学生|學生|生徒|학생|siswa"""
)


_NOUNS = [
    "student",
    "pupil",
    "learner",
    "child",
    "user",
    "schuler",
    "eleve",
    "alumno",
    "aluno",
    "mtoto",
    "mwanafunzi",
]


def _field_of(heading: str) -> str:
    """What a heading is known as: itself, or without whose it is ("Learner's surname", "Class (2026)")."""
    if heading in _FIELDS or heading in _GENERIC:
        return heading
    bare = re.sub(r"'s?\b", "", re.sub(r"\b\d+\b", "", heading)).split()
    while len(bare) > 1 and bare[0].removesuffix("s") in _NOUNS:
        bare = bare[1:]
    return " ".join(bare)


def is_heading(cell: str) -> bool:
    """Whether this is a word for a column, one of ours or another that lists of pupils have."""
    heading = _field_of(plain(cell))
    return any(word in _FIELDS or word in _GENERIC or word in _OTHERS for word in (heading, heading[:-1]))


def columns_of(cells: Sequence[str]) -> dict[Field, int] | None:
    """Where each column is, if these cells are headers; None when they are a person."""
    found: dict[Field, int] = {}
    generic: list[tuple[str, int]] = []
    for index, cell in enumerate(cells):
        header = _field_of(plain(cell))
        if header in _GENERIC:
            generic.append((header, index))
        elif field := _FIELDS.get(header):
            found.setdefault(field, index)
    for _, index in generic:
        if "given" in found and "family" not in found:
            found["family"] = index
        elif "family" in found and "given" not in found:
            found["given"] = index
        elif "name" not in found and "given" not in found:
            found["name"] = index
    return found if {"name", "given", "family"} & found.keys() else None


def role_of(cell: str) -> Literal["student", "teacher", ""]:
    """What a cell of a role column says; empty for any other role."""
    words = plain(cell).split()
    if not words or any(word in _STUDENTS for word in words):
        return "student"
    return "teacher" if any(word in TEACHERS for word in words) else ""


def is_no(cell: str) -> bool:
    """Whether a cell says that somebody is not enabled."""
    return plain(cell) in ("false", "0", "no", "n", "nein", "non", "nee", "nej", "nie", "ne", "falsch")
