"""The pictures of docs/pictures are those that their maker makes, small, and told of."""

from tests.pictures import FOLDER, INSTALLED, KEPT, PAPER

LARGEST = 150_000


def test_the_folder_holds_what_its_maker_makes_and_tells_of_each() -> None:
    files = {file.stem: file for file in FOLDER.glob("*.png")}
    assert files.keys() == KEPT.keys() | PAPER.keys() | INSTALLED.keys()
    told = (FOLDER / "README.md").read_text("utf-8")
    for name, file in files.items():
        assert f"({file.name})" in told, name
        assert file.stat().st_size < LARGEST, name
