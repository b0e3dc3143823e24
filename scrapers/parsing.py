"""Parses many documents, on all cores when there are enough of them to be worth it."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from matcher.errors import FoerdertopfError, SourceError
from matcher.records import RawDocument
from scrapers.source import Missed, Parsed, Source

ALONE = 80
"""As many documents are parsed before other processes are started; most sources have fewer."""
_CHUNK = 40


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a document could not be read."""

    reason: str


Result = tuple[RawDocument | Missed, Parsed | Unread | None]
"""A document with what it holds or why it could not be read; None for a `Missed` one."""


def parse_all(source: Source, documents: Iterable[RawDocument | Missed]) -> Iterator[Result]:
    """Yield every document with its outcome, in order; nothing a document holds raises."""
    remaining = iter(documents)
    for document in islice(remaining, ALONE):
        yield document, _parse(source, document)
    chunks = iter(lambda: list(islice(remaining, _CHUNK)), [])
    first = next(chunks, None)
    if first is None:
        return
    workers = os.cpu_count() or 1
    # "spawn" because the calling process may hold open connections and threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[tuple[list[RawDocument | Missed], Future[list[Parsed | Unread | None]]]]
        waiting = deque([(first, pool.submit(_parse_chunk, source, first))])
        while waiting:
            for chunk in islice(chunks, max(0, 3 * workers - len(waiting))):
                waiting.append((chunk, pool.submit(_parse_chunk, source, chunk)))
            done, future = waiting.popleft()
            yield from zip(done, future.result(), strict=True)


def _parse_chunk(
    source: Source, documents: list[RawDocument | Missed]
) -> list[Parsed | Unread | None]:
    return [_parse(source, document) for document in documents]


def _parse(source: Source, document: RawDocument | Missed) -> Parsed | Unread | None:
    if isinstance(document, Missed):
        return None
    try:
        return source.parse(document)
    except SourceError as error:
        return Unread(error.reason)
    except FoerdertopfError as error:
        return Unread(str(error))
    except Exception as error:  # one bad record costs one record (rule 7), whatever is bad in it
        return Unread(f"{type(error).__name__}: {error}")
