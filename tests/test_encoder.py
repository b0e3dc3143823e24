"""The encoder contract, checked on the shipped model and on a tiny sentence-transformers model
built here.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matcher.encoder import Encoder, ShippedEncoder, load_encoder
from matcher.errors import EncoderError

MODELS = Path(__file__).parents[1] / "models"

TEXTS = [
    "Neubau einer Kindertagesstätte im Ortsteil",
    "",
    "Public charging points for electric vehicles",
    " \n–… ",
    "Neubau einer Kindertagesstätte im Ortsteil",
]


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return load_encoder(None, MODELS)


def test_rows_are_unit_vectors_and_nothing_is_zero(shipped: Encoder) -> None:
    for rows in (shipped.encode_query(TEXTS), shipped.encode_document(TEXTS)):
        assert rows.shape == (5, shipped.dim)
        assert rows.dtype == np.float32
        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 0, 1], abs=1e-5)


def test_no_texts_give_no_rows(shipped: Encoder) -> None:
    assert shipped.encode_document([]).shape == (0, shipped.dim)


def test_a_text_has_one_vector_whatever_else_is_in_the_batch(shipped: Encoder) -> None:
    alone = shipped.encode_document(TEXTS[:1])[0]
    crowded = shipped.encode_document([*TEXTS, *(f"Text {n}" for n in range(3000))])
    np.testing.assert_array_equal(alone, crowded[0])
    np.testing.assert_array_equal(alone, crowded[4])
    np.testing.assert_array_equal(alone, load_encoder(None, MODELS).encode_document(TEXTS[:1])[0])


def test_a_word_repeated_by_the_genre_counts_once_in_the_table(shipped: Encoder) -> None:
    (once,) = shipped.encode_document(["Förderung der Dorferneuerung"])
    (often,) = shipped.encode_document(["Förderung Förderung der der Förderung der Dorferneuerung"])
    table = shipped.dim // 2
    np.testing.assert_allclose(once[:table], often[:table], atol=1e-6)


def test_the_student_reads_words_in_their_order(shipped: Encoder) -> None:
    (one,) = shipped.encode_document(["Schule statt Gefängnis"])
    (other,) = shipped.encode_document(["Gefängnis statt Schule"])
    table = shipped.dim // 2
    np.testing.assert_allclose(one[:table], other[:table], atol=1e-6)
    assert one[table:] @ other[table:] < 0.499  # half of the square of the length is each part's


@pytest.mark.parametrize(
    ("measure", "call", "other"),
    [
        (
            "Feuerwehrgerätehaus im Ortsteil neu bauen",
            "Strengthening civil protection and fire and rescue services",
            "Support for independent bookshops and literary translation",
        ),
        (
            "Blindenleitsystem im Rathaus",
            "Accessibility of public buildings for persons with disabilities",
            "Deployment of offshore wind farms in sea basins",
        ),
        (
            "Stadtbäume gegen Hitze",
            "Urban greening as a means of adapting cities to heat waves",
            "Training of customs officers against counterfeiting",
        ),
        (
            "Digitale Akte für das Sozialamt",
            "Digital transformation of public administrations and paperless services",
            "Restoration of coastal wetlands and dunes",
        ),
        (
            "Ausbau der Kindertagespflege",
            "Early childhood education and care for all families",
            "Hydrogen refuelling stations along motorways",
        ),
        (
            "Klärwerk mit vierter Reinigungsstufe",
            "Removal of micropollutants from urban wastewater",
            "Preventing violent extremism among young people",
        ),
    ],
)
def test_a_german_measure_is_nearer_to_its_english_call(
    shipped: Encoder, measure: str, call: str, other: str
) -> None:
    query = shipped.encode_query([measure])[0]
    wanted, unwanted = shipped.encode_document([call, other]) @ query
    assert wanted > unwanted + 0.05


def test_the_parts_of_a_compound_lead_to_it(shipped: Encoder) -> None:
    query = shipped.encode_query(["Quartierswärmespeicheranlage"])[0]
    wanted, unwanted = (
        shipped.encode_document(["Speicher für Wärme im Quartier", "Musikschule"]) @ query
    )
    assert wanted > unwanted + 0.2


def test_encoding_needs_no_torch() -> None:
    code = (
        "import sys; from pathlib import Path; from matcher.encoder import load_encoder;"
        f"load_encoder(None, Path({str(MODELS)!r})).encode_query(['Radweg']);"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=MODELS.parent)


def _copy(tmp_path: Path) -> Path:
    [folder] = [card.parent for card in MODELS.glob("*/model.toml")]
    return Path(shutil.copytree(folder, tmp_path / folder.name))


@pytest.mark.parametrize("file", ["vectors.npy", "words.json", "student.onnx", "model.toml"])
def test_a_truncated_file_is_one_clear_sentence(tmp_path: Path, file: str) -> None:
    broken = _copy(tmp_path) / file
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    with pytest.raises(EncoderError, match=file):
        load_encoder(None, tmp_path)


def test_a_missing_file_or_model_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="kein Modell"):
        load_encoder(None, tmp_path)
    (_copy(tmp_path) / "scales.npy").unlink()
    with pytest.raises(EncoderError, match=r"scales\.npy"):
        load_encoder(None, tmp_path)


def test_a_table_that_does_not_fit_the_tokenizer_is_refused(tmp_path: Path) -> None:
    encoder = ShippedEncoder.from_folder(_copy(tmp_path))
    with pytest.raises(EncoderError, match="unvollständig"):
        ShippedEncoder(
            encoder.card,
            encoder.tokenizers,
            np.zeros((7, encoder.dim), np.int8),
            np.ones(7, np.float32),
        )


def _tiny_sentence_transformer(folder: Path) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "query", "passage", ":", "Radweg", "Kita", "bauen"]
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.eye(len(words), dtype=np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(
        str(folder)
    )
    return folder


def test_any_sentence_transformers_folder_can_be_named(tmp_path: Path) -> None:
    folder = _tiny_sentence_transformer(tmp_path / "mein-modell")
    encoder = load_encoder(str(folder), MODELS)
    rows = encoder.encode_document(["Radweg bauen", "", "Kita"])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1])
    np.testing.assert_allclose(rows[0], encoder.encode_query(["bauen Radweg"])[0], atol=1e-6)
    assert encoder.fingerprint.startswith("mein-modell@")


def test_e5_models_get_their_prompts(tmp_path: Path) -> None:
    encoder = load_encoder(str(_tiny_sentence_transformer(tmp_path / "klein-e5")), MODELS)
    query, document = encoder.encode_query(["Radweg"])[0], encoder.encode_document(["Radweg"])[0]
    assert query[1] > 0
    assert query[2] == 0
    assert document[2] > 0
    assert document[1] == 0
    plain = load_encoder(str(_tiny_sentence_transformer(tmp_path / "klein")), MODELS)
    assert plain.fingerprint.split("+")[1] != encoder.fingerprint.split("+")[1]


def test_an_unknown_name_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="gibt-es-nicht"):
        load_encoder(str(tmp_path / "gibt-es-nicht"), MODELS)
