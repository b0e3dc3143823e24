"""The student beside the table: its words, its texts, its stages and its export."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from matcher.beir import document_program
from matcher.encoder import load_encoder
from matcher.errors import EncoderError, InputError
from matcher.index import title_text
from matcher.training.judgements import JudgedMeasure, known_programs, read_judged
from matcher.training.listwise import Draw, Judgements, listwise_loss
from matcher.training.recipe import read_recipe
from matcher.training.stages import Material, run_stage
from matcher.training.student import Student, StudentRows, export_onnx, first_rows
from matcher.training.teacher import teacher_folder
from matcher.training.train import train
from tests.training.tiny import RECIPE, SUBJECTS, judge_at_will

STUDENT = """
[teacher]
package = {teacher}
[teacher.sources]
own_english = 1.0
own_cross = 1.0
[student]
file = "student.onnx"
tokenizer = "words.json"
layers = [1]
tokens = 32
[[student.stage]]
name = "distilled"
steps = 20
batch = 32
learning_rate = [1e-3, 1e-4]
scale = 20.0
distillation = 2.0
contrast = 0.3
lessons = {{ own_cross = 1.0 }}
[[student.stage]]
name = "pairs"
steps = 40
batch = 32
learning_rate = [3e-3, 1e-4]
scale = 20.0
tokens = 16
sources = {{ own_cross = 1.0 }}
[[student.stage]]
name = "judged"
steps = 80
batch = 16
learning_rate = [3e-3, 1e-4]
scale = 20.0
judged = 8
most = 8
others = 4
"""


@pytest.fixture
def _one_thread() -> Iterator[None]:
    """Threads cost such small matrices more than they give, most of all on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def student_recipe(tmp_path: Path) -> Path:
    """A recipe whose teacher is a BERT of random weights that knows the English words."""
    from transformers import BertConfig, BertModel, BertTokenizer

    words = sorted({word for subject in SUBJECTS for text in subject[2:] for word in text.split()})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate([*special, *words])}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=128,
        initializer_range=0.2,
    )
    torch.manual_seed(3)
    BertModel(config).save_pretrained(tmp_path / "teacher")
    BertTokenizer(vocab=vocabulary).save_pretrained(tmp_path / "teacher")
    path = tmp_path / "student.toml"
    teacher = json.dumps(str(tmp_path / "teacher"))
    path.write_text(RECIPE + STUDENT.format(teacher=teacher), encoding="utf-8")
    return path


@pytest.mark.usefixtures("_one_thread")
def test_a_student_is_trained_beside_the_table(
    tmp_path: Path, data: Path, student_recipe: Path
) -> None:
    judge_at_will(tmp_path, data)
    out = tmp_path / "out"
    train(student_recipe, out, shared=tmp_path, data=data)

    card = tomllib.loads((out / "model.toml").read_text(encoding="utf-8"))
    assert card["dim"] == 24 + 24
    assert card["student"] == {"file": "student.onnx", "tokenizer": "words.json", "tokens": 32}
    assert card["sha256"]["student.onnx"] == sha256((out / "student.onnx").read_bytes()).hexdigest()

    known = known_programs(tmp_path, data)
    measures = read_judged([data / "training/judged-mini.jsonl"], known)
    titles = [title_text(program) for program in known.values()]
    vectors = _by_student(out, [*(m.text for m in measures), *titles])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    first = (vectors[: len(measures)] @ vectors[len(measures) :].T).argmax(axis=1)
    ids = list(known)
    assert sum(measures[n].grades.get(ids[row]) == 3 for n, row in enumerate(first)) >= 6
    long = " ".join(titles)
    encoder = load_encoder(str(out), tmp_path)
    rows = encoder.encode_document(titles)
    assert rows.shape == (len(titles), encoder.dim)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    alone = np.concatenate([_by_student(out, [title]) for title in titles])
    padded = _by_student(out, [*titles, long])[:-1]
    assert (alone * padded).sum(axis=1).min() > 0.998  # int8: the range is that of the batch


def _by_student(folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """Vectors of the exported student, all texts in one batch."""
    rows = StudentRows(Tokenizer.from_file(str(folder / "words.json")), texts, 32)
    ids, mask = rows.take(np.arange(len(texts)))
    session = InferenceSession(folder / "student.onnx", providers=["CPUExecutionProvider"])
    (found,) = session.run(["v"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    return np.asarray(found)


def test_an_unknown_word_starts_between_its_nearest_known_words() -> None:
    words = ["school", "town", "schule", "t"]
    static = np.array([[1, 0], [0, 1], [1, 0.1], [1, 0.1]], dtype=np.float32)
    known = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
    rows = first_rows(words, static, {"town": 0, "school": 1, "t": 2}, known)
    np.testing.assert_array_equal(rows[[0, 1, 3]], known[[1, 0, 2]])
    np.testing.assert_allclose(rows[2], [0, 1, 0], atol=1e-3)


def test_a_student_sees_the_passage_nearest_to_the_drawn_measures() -> None:
    sentences = [" ".join(f"{name} Zeile {n}." for n in range(60)) for name in ("Kita", "Museum")]
    row = {"_id": "p", "title": "Richtlinie", "text": " ".join(sentences), "metadata": {}}
    texts: list[str] = []

    def number(text: str) -> int:
        texts.append(text)
        return len(texts) - 1

    def encode(numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        shares = [[texts[n].count("Kita"), texts[n].count("Museum")] for n in numbers]
        return np.array(shares, dtype=np.float32) / np.linalg.norm(shares, axis=1, keepdims=True)

    judged = Judgements(
        [JudgedMeasure("Museum bauen", "", {"p": 3})], [document_program(row)], number
    )
    whole = judged.draw(1, 0, np.random.default_rng(1))
    draw = judged.best_only(encode).draw(1, 0, np.random.default_rng(1))
    assert len(whole.passages) > 1
    (best,) = draw.passages
    assert "Museum" in texts[best]
    assert "Kita" not in texts[best]
    assert draw.owner.tolist() == [0]


def test_export_leaves_the_student_as_it_was(tmp_path: Path, student_recipe: Path) -> None:
    vocabulary = WordLevel({"[UNK]": 0, "museum": 1, "lido": 2, "kita": 3}, unk_token="[UNK]")
    tokenizer = Tokenizer(vocabulary)
    tokenizer.pre_tokenizer = Whitespace()
    static = np.eye(4, dtype=np.float32)
    student = Student.from_teacher(student_recipe.parent / "teacher", [0, 1], tokenizer, static)
    rows = StudentRows(tokenizer, ["museum", "lido kita lido kita", "kita"], tokens=8)
    before = student.encode(rows, np.arange(3)).detach().numpy()
    export_onnx(student, tmp_path / "student.onnx")
    after = student.encode(rows, np.arange(3)[::-1].copy()).detach().numpy()
    np.testing.assert_allclose(after[::-1], before, atol=1e-6)


def test_texts_of_a_student_lie_between_start_and_end() -> None:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "a": 1, "b": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    rows = StudentRows(tokenizer, ["a b a b", "", "b"], tokens=5)
    ids, mask = rows.take(np.array([2, 0, 1]))
    assert ids.tolist() == [[3, 2, 4, 0, 0], [3, 1, 2, 1, 4], [3, 4, 0, 0, 0]]
    assert mask.sum(dim=1).tolist() == rows.lengths(np.array([2, 0, 1])).tolist() == [3, 5, 2]
    assert rows.cut(4).take(np.array([0]))[0].tolist() == [[3, 1, 2, 4]]


def test_a_student_without_its_vocabulary_is_refused(student_recipe: Path) -> None:
    text = student_recipe.read_text(encoding="utf-8")
    changed = text.replace('tokenizer = "words.json"', 'tokenizer = "other.json"')
    student_recipe.write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.json"):
        read_recipe(student_recipe)


def test_lessons_the_teacher_does_not_give_are_refused(student_recipe: Path) -> None:
    text = student_recipe.read_text(encoding="utf-8")
    changed = text.replace("lessons = { own_cross", "lessons = { own_german")
    student_recipe.write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match="own_german"):
        read_recipe(student_recipe)


def test_a_missing_teacher_is_refused() -> None:
    with pytest.raises(EncoderError, match="no_such_teacher"):
        teacher_folder("no_such_teacher")


def test_a_lesson_holds_all_sources_in_their_proportions(student_recipe: Path) -> None:
    recipe = read_recipe(student_recipe)
    assert recipe.student is not None
    stage = recipe.student.stages[0]
    stage = replace(stage, steps=1, batch=64, lessons={"many": 3.0, "few": 1.0})
    material = Material(
        texts=tuple(map(str, range(60))),
        pairs={},
        taught={"many": np.arange(40).reshape(20, 2), "few": np.arange(40, 60).reshape(10, 2)},
        vector_of=np.arange(60),
        vectors=np.eye(60, dtype=np.float32),
    )
    seen: list[NDArray[np.int64]] = []

    class Watcher:
        def encode(self, rows: None, texts: NDArray[np.int64]) -> torch.Tensor:
            seen.append(texts)
            return torch.eye(60)[torch.from_numpy(texts)].requires_grad_()

        def step(self, rate: float) -> None:
            assert rate > 0

    run_stage(stage, Watcher(), None, material, recipe, np.random.default_rng(2))
    (texts,) = seen
    assert len(texts) == 64
    assert 32 < (texts < 40).sum() < 60


@pytest.mark.parametrize("apart", [False, True])
def test_rankings_are_learned_over_all_languages_and_apart_if_asked(apart: bool) -> None:
    """A German answer below an English miss costs only where both are ranked together."""
    draw = Draw(
        measures=np.array([0]),
        titles=np.array([1, 2, 3]),
        passages=np.array([4, 5, 6]),
        owner=np.array([0, 1, 2]),
        gains=np.array([[3.0, 0.0, 0.0]], dtype=np.float32),
        english=np.array([False, True, False]),
    )
    close = torch.tensor([[1.0, 0.0], [0.8, 0.6], [1.0, 0.0], [0.0, 1.0]])
    vectors = torch.cat([close, close[1:]])
    scores = 10.0 * torch.tensor([0.8, 1.0, 0.0])
    together = float(torch.logsumexp(scores, 0) - scores[0])
    german = float(torch.logsumexp(scores[[0, 2]], 0) - scores[0])
    found = float(listwise_loss(vectors, draw, 10.0, apart))
    assert found == pytest.approx((together + german) / 2 if apart else together, abs=1e-5)
