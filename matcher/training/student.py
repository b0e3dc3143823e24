"""The student: a few of the teacher's layers that read German and English words.

It has the vocabulary of the static table instead of the teacher's. The row of a word the teacher
knows is the teacher's; any other word starts from those of its translations and kin, found by the
static table in which both languages already share one space. Starting the rows of a new language
from those of near words is that of WECHSEL (Minixhofer et al. 2022), keeping every other layer of a
teacher that of DistilBERT (Sanh et al. 2019).
"""

from __future__ import annotations

import copy
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import EncoderError

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_CHUNK = 64
_NEIGHBOURS = 8
_TEMPERATURE = 0.07
_ROWS_AT_ONCE = 2000


class StudentRows:
    """Many texts as token numbers; the ids after those of the vocabulary mark start and end."""

    def __init__(
        self, tokenizer: Tokenizer, texts: Sequence[str], tokens: int, chunk: int = 8192
    ) -> None:
        """Tokenize ``texts`` once; a text has at most ``tokens`` tokens with the two around it."""
        self._start = tokenizer.get_vocab_size()
        self._limit = tokens - 2
        rows: list[NDArray[np.int32]] = []
        for first in range(0, len(texts), chunk):
            part = list(texts[first : first + chunk])
            views = tokenizer.encode_batch_fast(part, add_special_tokens=False)
            rows += [np.array(view.ids[: self._limit], dtype=np.int32) for view in views]
        self._starts = np.cumsum([0, *(len(row) for row in rows)])
        self._flat = np.concatenate([np.zeros(0, dtype=np.int32), *rows])

    def cut(self, tokens: int) -> StudentRows:
        """Return the same texts cut after ``tokens`` tokens, with the two around them."""
        shorter = copy.copy(self)
        shorter._limit = min(self._limit, tokens - 2)
        return shorter

    def lengths(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of tokens of each text, with the two around it."""
        whole = self._starts[numbers + 1] - self._starts[numbers]
        return np.asarray(np.minimum(whole, self._limit) + 2, dtype=np.int64)

    def take(self, numbers: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids of the texts ``numbers`` and the mask of what is no padding, both int64 of
        shape ``(texts, longest)``.
        """
        import torch

        lengths = self.lengths(numbers)
        mask = np.arange(lengths.max(initial=0))[None, :] < lengths[:, None]
        ids = np.zeros(mask.shape, dtype=np.int64)
        for row, (number, length) in enumerate(zip(numbers, lengths, strict=True)):
            first = self._starts[number]
            ids[row, 0] = self._start
            ids[row, 1 : length - 1] = self._flat[first : first + length - 2]
            ids[row, length - 1] = self._start + 1
        return torch.from_numpy(ids), torch.from_numpy(mask.astype(np.int64))


class Student:
    """A transformer with the optimiser's state; trained like a
    :class:`~matcher.training.table.TokenTable`.
    """

    def __init__(self, model: Any) -> None:
        """Take a BERT of transformers whose word embeddings belong to the own vocabulary."""

        self.model = model.eval()  # no dropout: a run of so few steps does not overfit the layers
        self.begin(word_rate=1.0)

    @classmethod
    def from_teacher(
        cls,
        folder: Path,
        layers: Sequence[int],
        tokenizer: Tokenizer,
        static: NDArray[np.float32],
    ) -> Student:
        """Build the student from the teacher in ``folder`` (a BERT as transformers saves it).

        ``layers`` are the numbers of the layers kept, from 0. ``static`` has one row for each token
        of ``tokenizer``, in which words that mean the same have a high cosine. Raises
        :class:`EncoderError` if the teacher lacks a layer or knows no word of the vocabulary.
        """
        import torch
        from transformers import AutoModel, AutoTokenizer

        model: Any = AutoModel.from_pretrained(folder, attn_implementation="sdpa")
        pieces: Any = AutoTokenizer.from_pretrained(folder)
        if not set(layers) <= set(range(len(model.encoder.layer))):
            raise EncoderError(f"Das englische Modell hat nicht alle Schichten von {list(layers)}.")
        known = model.get_input_embeddings().weight.detach().numpy()
        words = [str(tokenizer.id_to_token(i)) for i in range(tokenizer.get_vocab_size())]
        around = known[[pieces.cls_token_id, pieces.sep_token_id]]
        rows = np.vstack([first_rows(words, static, pieces.get_vocab(), known), around])
        table = torch.nn.Embedding(len(rows), rows.shape[1], _weight=torch.from_numpy(rows))
        model.set_input_embeddings(table)
        model.encoder.layer = torch.nn.ModuleList([model.encoder.layer[n] for n in layers])
        model.config.vocab_size, model.config.num_hidden_layers = len(rows), len(layers)
        model.pooler = None
        return cls(model)

    @property
    def dim(self) -> int:
        """Number of columns of the vectors."""
        return int(self.model.config.hidden_size)

    def begin(self, word_rate: float) -> None:
        """Begin a stage with a fresh optimiser; words learn ``word_rate`` times as fast as layers.

        What it remembers of one loss is the wrong measure for the next: the seldom words of
        programmes, hardly seen before, would be thrown far.
        """
        import torch

        self._word_rate = word_rate
        words = self.model.get_input_embeddings().weight
        layers = [weights for weights in self.model.parameters() if weights is not words]
        self._optimiser = torch.optim.AdamW(
            [{"params": layers}, {"params": [words]}], weight_decay=0.01
        )

    def encode(self, rows: StudentRows, texts: NDArray[np.int64]) -> torch.Tensor:
        """Unit vectors of the texts, float32 of shape ``(texts, dim)``, differentiable until
        :meth:`step`.

        Texts of like length go through the layers together, so that little is padded.
        """
        import torch

        order = np.argsort(rows.lengths(texts), kind="stable")
        chunks = []
        with torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(order), _CHUNK):
                ids, mask = rows.take(texts[order[start : start + _CHUNK]])
                hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
                chunks.append(_pooled(hidden, mask))
        return torch.cat(chunks)[torch.from_numpy(np.argsort(order))]

    def step(self, rate: float) -> None:
        """One step of AdamW, the gradient clipped to length 1, after ``backward()``.

        ``rate`` is the learning rate of the layers, that of the words that of :meth:`begin`.
        """
        import torch

        layers, words = self._optimiser.param_groups
        layers["lr"], words["lr"] = rate, self._word_rate * rate
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()


def first_rows(
    words: Sequence[str],
    static: NDArray[np.float32],
    vocabulary: dict[str, int],
    known: NDArray[np.float32],
) -> NDArray[np.float32]:
    """First embedding of each of ``words``, shape ``(words, columns of known)``.

    A word of the teacher's ``vocabulary`` has its row of ``known``, any other the mean of its
    nearest such words by the cosine of its row of ``static``, weighted by the softmax of the
    cosine. Single letters are nobody's neighbours, as they mean nothing. Raises
    :class:`EncoderError` if the teacher knows none of the words.
    """
    unit = static / (np.linalg.norm(static, axis=1, keepdims=True) + 1e-6)
    shared = np.array([word in vocabulary for word in words])
    near = np.array([row for row, word in enumerate(words) if shared[row] and len(word) > 1])
    if not len(near):
        raise EncoderError("Das englische Modell kennt kein Wort der Wortliste.")
    own = known[[vocabulary[words[row]] for row in near]]
    rows = np.zeros((len(words), known.shape[1]), dtype=np.float32)
    rows[shared] = known[[vocabulary[word] for word in words if word in vocabulary]]
    other = np.flatnonzero(~shared)
    for start in range(0, len(other), _ROWS_AT_ONCE):
        part = other[start : start + _ROWS_AT_ONCE]
        rows[part] = _mixed(unit[part] @ unit[near].T, own)
    return rows


def _mixed(cosine: NDArray[np.float32], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean of the rows ``own`` of highest ``cosine``, one mean for each row of ``cosine``."""
    count = min(_NEIGHBOURS, len(own))
    best = np.argpartition(-cosine, count - 1, axis=1)[:, :count]
    found = np.take_along_axis(cosine, best, axis=1)
    weight = np.exp((found - found.max(axis=1, keepdims=True)) / _TEMPERATURE)
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray((weight[:, :, None] * own[best]).sum(axis=1), dtype=np.float32)


def _pooled(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean of the token vectors that are no padding, as a unit vector in float32."""
    import torch

    weight = mask[:, :, None].float()
    mean = (hidden.float() * weight).sum(dim=1) / weight.sum(dim=1)
    return torch.nn.functional.normalize(mean, dim=-1)


def export_onnx(student: Student, path: Path) -> None:
    """Write the student to ``path`` as ONNX with int8 weights.

    Inputs are ``input_ids`` and ``attention_mask`` (int64, any batch and length), the output ``v``
    holds unit vectors (float32). Weights are quantised one scale per column and in 7 bits, because
    processors without VNNI overflow at 8; activations are quantised while the model runs, over the
    range of the whole batch, so that a text's vector depends a little on what else is in it.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "student.onnx"
        _export_float(student, plain)
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def _export_float(student: Student, path: Path) -> None:
    import torch
    from torch.jit._trace import TracerWarning

    class Pooled(torch.nn.Module):
        def __init__(self, model: torch.nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found = self.model(input_ids=input_ids, attention_mask=attention_mask)
            return _pooled(found.last_hidden_state, attention_mask)

    ids = torch.zeros((2, 16), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 8:] = 0  # an example without padding may be traced without its mask
    both = {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        # The exporter is deprecated, but the newer one needs a package more; it traces the shapes
        # that transformers checks and says so, and spells out an index for want of an operator.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", TracerWarning)
        warnings.filterwarnings("ignore", "Exporting aten::index operator", UserWarning)
        torch.onnx.export(
            Pooled(student.model).eval(),  # the exporter puts the mode back, to all parts
            (ids, mask),
            path,
            input_names=["input_ids", "attention_mask"],
            output_names=["v"],
            dynamic_axes={"input_ids": both, "attention_mask": both, "v": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
