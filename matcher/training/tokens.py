"""Tokenizers of the static model and the texts as rows of token numbers.

Two unigram vocabularies look at the same text: a large one that knows whole words and many
compounds, and a small one that must spell compounds out of their parts ("fernwärme", "ausbau"), so
that a compound never seen still lands near its parts. Pieces carry no mark of the word's beginning:
"wärme" is the same token at the start and inside of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"


def train_tokenizer(texts: Sequence[str], size: int) -> Tokenizer:
    """A unigram tokenizer of at most ``size`` pieces: lower case, letters only, every digit by
    itself.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace("ß", "ss"),
            normalizers.Replace("\u00ad", ""),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        show_progress=False,
        max_piece_length=24,
        shrinking_factor=0.6,
        n_sub_iterations=1,
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    return tokenizer


class TokenRows:
    """Many texts as one flat array: the distinct tokens of each, tokenizers laid end to end as in
    the encoder.
    """

    def __init__(
        self, tokenizers: Sequence[Tokenizer], texts: Sequence[str], chunk: int = 8192
    ) -> None:
        """Tokenize ``texts`` once; training then never touches a string again."""
        offsets = np.cumsum([0, *(tokenizer.get_vocab_size() for tokenizer in tokenizers)])
        self.size = int(offsets[-1])
        rows: list[NDArray[np.int32]] = []
        for start in range(0, len(texts), chunk):
            part = list(texts[start : start + chunk])
            views = [
                tokenizer.encode_batch_fast(part, add_special_tokens=False)
                for tokenizer in tokenizers
            ]
            for view in zip(*views, strict=True):
                ids = np.concatenate(
                    [
                        np.array(v.ids[:256], np.int32) + o
                        for v, o in zip(view, offsets, strict=False)
                    ]
                )
                rows.append(
                    np.unique(ids[~np.isin(ids, offsets)])
                )  # token 0 of each tokenizer is UNKNOWN
        self.starts = np.cumsum([0, *(len(row) for row in rows)])
        self.flat = np.concatenate(rows).astype(np.int32)

    def take(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Tokens of the texts ``numbers`` one after the other, and where each text starts (one
        more at the end).
        """
        rows = [self.flat[self.starts[n] : self.starts[n + 1]] for n in numbers]
        return np.concatenate(rows), np.cumsum([0, *(len(row) for row in rows)])
