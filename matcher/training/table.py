"""The thing that is trained: one vector per token, updated only where a batch touches it.

sentence-transformers' StaticEmbedding with its trainer updates all 23 million numbers at every
step, which on a CPU takes most of the time; here a step gathers the rows of its batch, and Adam's
two moments live beside the table (the "lazy" Adam of embedding tables). The text vector is the
same: the normalised sum of the rows of its tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from matcher.training.tokens import TokenRows

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray


START_LENGTH = 2.0


@dataclass(frozen=True)
class Lesson:
    """Texts (numbers) and the vector the teacher gives each (one row per text)."""

    texts: NDArray[np.int64]
    vectors: NDArray[np.float32]


class TokenTable:
    """Weights of shape ``(tokens, dim)`` with the optimiser's state."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        """Start from given rows, usually those of :func:`closed_form`."""
        import torch

        self.weights = torch.from_numpy(np.array(weights, dtype=np.float32))
        self._first = torch.zeros_like(self.weights)
        self._second = torch.zeros_like(self.weights)
        self._steps = 0
        self._rows: torch.Tensor
        self._numbers: torch.Tensor

    def encode(self, rows: TokenRows, texts: NDArray[np.int64]) -> torch.Tensor:
        """Unit vectors of the texts, differentiable until :meth:`step`."""
        import torch

        flat, starts = rows.take(texts)
        used, inverse = np.unique(flat, return_inverse=True)
        self._numbers = torch.from_numpy(used.astype(np.int64))
        self._rows = self.weights[self._numbers].requires_grad_(True)
        ones = np.ones(len(flat), dtype=np.float32)
        counts = sparse.csr_matrix((ones, inverse, starts), shape=(len(texts), len(used)))
        return torch.nn.functional.normalize(_multiply(counts, self._rows), dim=-1, eps=1e-6)

    def step(self, rate: float, beta1: float = 0.9, beta2: float = 0.99) -> None:
        """One Adam step on the rows of the last batch, after ``backward()``."""
        import torch

        gradient = self._rows.grad
        assert gradient is not None
        with torch.no_grad():
            self._steps += 1
            first = self._first[self._numbers].mul_(beta1).add_(gradient, alpha=1 - beta1)
            second = (
                self._second[self._numbers]
                .mul_(beta2)
                .addcmul_(gradient, gradient, value=1 - beta2)
            )
            self._first[self._numbers], self._second[self._numbers] = first, second
            change = (
                first
                / (1 - beta1**self._steps)
                / ((second / (1 - beta2**self._steps)).sqrt() + 1e-8)
            )
            self.weights[self._numbers] = self._rows.detach() - rate * change


def _multiply(counts: Any, rows: torch.Tensor) -> torch.Tensor:
    """Sparse counts times dense rows by scipy, with the gradient for the rows."""
    import torch

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(_context: Any, dense: torch.Tensor) -> torch.Tensor:
            return torch.from_numpy(counts @ dense.detach().numpy())

        @staticmethod
        def backward(_context: Any, gradient: torch.Tensor) -> torch.Tensor:
            return torch.from_numpy(counts.T @ gradient.contiguous().numpy())

    product: torch.Tensor = Product.apply(rows)  # type: ignore[no-untyped-call]
    return product


def closed_form(rows: TokenRows, lessons: Sequence[Lesson], seed: int) -> NDArray[np.float32]:
    """First rows, before any training: a token means what the texts around it mean.

    Each token gets the mean of the teacher's centred vectors of the texts it occurs in; a German
    text has the vector of its English twin. Tokens that occur everywhere come out short, as the
    vectors around them cancel out; tokens that never stood in a taught text get small noise.
    """
    total = np.zeros((rows.size, lessons[0].vectors.shape[1]), dtype=np.float32)
    seen = np.zeros(rows.size, dtype=np.float32)
    centre = lessons[0].vectors.mean(axis=0)
    for lesson in lessons:
        counts = _counts(rows, lesson.texts)
        total += counts.T @ (lesson.vectors - centre)
        seen += np.asarray(counts.sum(axis=0)).ravel()
    noise = np.random.default_rng(seed).normal(0, 0.01, total.shape)
    return np.asarray(START_LENGTH * total / (seen[:, None] + 0.5) + noise, dtype=np.float32)


def _counts(rows: TokenRows, texts: NDArray[np.int64]) -> Any:
    """Sparse matrix texts by tokens; long texts count for more than short ones, but by the root of
    their length.
    """
    flat, starts = rows.take(texts)
    lengths = np.diff(starts)
    weight = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    return sparse.csr_matrix((weight, flat, starts), shape=(len(texts), rows.size))
