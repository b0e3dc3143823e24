"""The shipped model's second part: a small transformer, run by onnxruntime without torch.

It reads words in their order and knows what stands beside them, which the table of `ShippedEncoder`
does not. A text is run alone: the int8 kernels measure the range of a whole batch, so that a row
would depend on its neighbours, and texts of different length would be padded. Several threads share
the session instead.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import EncoderError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


class Student:
    """A transformer with mean pooling over the tokens of one tokenizer.

    The two numbers after the vocabulary begin and end a text. `dim` is the number of columns.
    """

    def __init__(self, session: Any, tokenizer: Tokenizer, tokens: int) -> None:
        """Take a session of onnxruntime; `tokens` is the longest input, both ends included."""
        self._session = session
        self._tokenizer = tokenizer
        self._start = tokenizer.get_vocab_size()
        self._longest = tokens - 2
        self.dim = int(session.get_outputs()[0].shape[-1])

    @classmethod
    def from_file(cls, path: Path, tokenizer: Tokenizer, tokens: int) -> Student:
        """Load a file written by the training.

        Raises:
            EncoderError: it cannot be loaded.
        """
        try:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises a kind of its own for every way to fail
            raise EncoderError(f"Die Modelldatei {path} lässt sich nicht laden: {error}") from error
        return cls(session, tokenizer, tokens)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows of shape ``(len(texts), dim)``; a text of no known token is zeros."""
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        known = [row for row, view in enumerate(encoded) if any(view.ids)]  # 0 is unknown
        ids = (encoded[row].ids for row in known)
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            for row, vector in zip(known, threads.map(self._run, ids), strict=True):
                rows[row] = vector
        return rows

    def _run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        text = np.array([[self._start, *ids[: self._longest], self._start + 1]], dtype=np.int64)
        (vectors,) = self._session.run(
            None, {"input_ids": text, "attention_mask": np.ones_like(text)}
        )
        return np.asarray(vectors[0], dtype=np.float32)
