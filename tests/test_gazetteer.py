"""The Gemeindeverzeichnis: the official workbook, the CSV, and what is refused."""

from pathlib import Path

import openpyxl
import pytest

from matcher.errors import InputError
from matcher.gazetteer import named, read_gazetteer
from matcher.places import has_directory, place
from matcher.records import Municipality
from matcher.regions import region_tree

ROWS = [
    ("10", None, "12", None, None, None, None, "Brandenburg", None, None),
    ("40", "41", "12", "0", "52", None, None, "Cottbus, Stadt", None, None),
    ("50", "50", "12", "0", "52", "0000", None, "Cottbus/Chóśebuz, Stadt", None, None),
    ("60", "61", "12", "0", "52", "0000", "000", "Cottbus/Chóśebuz, Stadt", "165,62", 98359),
    ("40", "43", "12", "0", "71", None, None, "Spree-Neiße", None, None),
    ("50", "51", "12", "0", "71", "5706", None, "Peitz", None, None),
    ("60", "64", "12", "0", "71", "5706", "028", "Briesen/Brjazyna", "15,7", 775),
    ("60", "64", 12, 0, 71, 5706, 304, "Peitz/Picnjo, Stadt", "13,5", 4333.0),
    ("10", None, "01", None, None, None, None, "Schleswig-Holstein", None, None),
    ("40", "44", "01", "0", "53", None, None, "Herzogtum Lauenburg", None, None),
    ("60", "66", "01", "0", "53", "9105", "105", "Sachsenwald, gemfr. Geb.", "58", None),
]


def workbook(path: Path, rows: list[tuple[object, ...]], sheet: str) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Deckblatt"
    page = book.create_sheet(sheet)
    for row in [("Gemeinden in Deutschland",), ("Satzart", "Textkennzeichen"), (), (), (), ()]:
        page.append(row)
    for row in rows:
        page.append(row)
    page.append(())
    page.append(("© Statistisches Bundesamt (Destatis)",))
    book.save(path)
    return path


def test_official_workbook(tmp_path):
    path = workbook(tmp_path / "g.xlsx", ROWS, "Onlineprodukt_Gemeinden31032023")
    cottbus, briesen, peitz = read_gazetteer(path)
    assert cottbus == Municipality(
        ags="12052000",
        name="Cottbus/Chóśebuz",
        land="Brandenburg",
        county="Cottbus",
        population=98359,
    )
    assert (briesen.ags, briesen.association) == ("12071028", "Peitz")
    assert (peitz.ags, peitz.name, peitz.county) == ("12071304", "Peitz/Picnjo", "Spree-Neiße")
    assert peitz.population == 4333


def test_whole_country(shared, store):
    places = read_gazetteer(shared / "data/gemeinden_destatis_2023-03-31.csv")
    assert len(places) == 10_773
    assert sum(place.population or 0 for place in places) == 83_232_283
    cottbus = next(place for place in places if place.ags == "12052000")
    assert cottbus.name == region_tree().municipalities["12052000"].name
    store.measures.put_municipalities([cottbus], tenant=True)
    for _ in range(2):
        assert store.measures.put_municipalities(places) == 10_773
        assert store.measures.municipality_count() == 10_773
    assert [town.ags for town in store.measures.municipalities()] == ["12052000"]


def test_a_name_never_decides(shared):
    places = read_gazetteer(shared / "data/gemeinden_destatis_2023-03-31.csv")
    assert len({town.land for town in named(places, "Neustadt")}) > 3
    assert [town.ags for town in named(places, "chosebuz")] == ["12052000"]
    assert named(places, "Cottb") == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("60", "64", "12", "0", "71", "5706", "0281", "X", "1", 7), "kein Gemeindeschlüssel"),
        (("60", "64", "12", "0", "71", "5706", "028", None, "1", 7), "fehlt der Name"),
        (("60", "64", "13", "0", "71", "5706", "028", "X", "1", 7), "fehlt der Name oder das Land"),
        (("60", "64", "12", "0", "71", "5706", "029", "X", "1", "viele"), "keine Einwohnerzahl"),
        (ROWS[3], "mehrmals"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path, row, says):
    path = workbook(tmp_path / "g.xlsx", [*ROWS, row], "Onlineprodukt_Gemeinden31032023")
    with pytest.raises(InputError, match=says):
        read_gazetteer(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("g.xlsx", b"no workbook", "keine lesbare XLSX"),
        ("g.csv", b"ags,name\n12052000,Cottbus\n", "keine Spalte „art“"),
        ("g.csv", b"", "keine Spalte „ags“"),
        ("g.csv", b"ags,name,art,land,kreis,verband,einwohner\n", "keine Gemeinde"),
        ("g.csv", b"ags,name,art,land,kreis,verband,einwohner\n12052000\n", "fehlt der Name"),
        ("g.csv", b"\xff\xfe\xe4", "UTF-8"),
        ("g.txt", b"x", ".xlsx- oder .csv-Datei"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_gazetteer(tmp_path / name)


def test_workbook_without_the_sheet(tmp_path):
    with pytest.raises(InputError, match="Onlineprodukt_Gemeinden"):
        read_gazetteer(workbook(tmp_path / "g.xlsx", ROWS, "Tabelle1"))


def test_an_imported_directory_decides_which_places_exist(tmp_path, store):
    store.measures.put_municipalities(region_tree().municipalities.values())
    unlisted = place(store, "12071999")
    assert unlisted.county == region_tree().labels["12071"]
    store.measures.put_municipalities([unlisted], tenant=True)
    assert not has_directory(store)

    path = workbook(tmp_path / "g.xlsx", ROWS, "Onlineprodukt_Gemeinden31032023")
    store.measures.put_municipalities(read_gazetteer(path))
    assert has_directory(store)
    assert place(store, "12071028").name == "Briesen/Brjazyna"
    assert place(store, "12071").ags == "12071"
    with pytest.raises(InputError, match="kennt keine Gemeinde „12071998“"):
        place(store, "12071998")
    with pytest.raises(InputError, match="8 Ziffern"):
        place(store, "99999999")
