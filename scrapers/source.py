"""The seam every way in goes through: what a source is and what it hands over."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from matcher.records import Program, RawDocument
from matcher.vocabulary import Level

_LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """The identity card of a source."""

    id: str
    """``<level>_<module>``, the prefix of all its programme ids."""
    title: str
    owner: str
    """Who publishes it."""
    url: str
    """Where `documents` begins; its host also tells which saved responses belong to it."""
    licence: str
    level: Level
    rhythm: str
    """How often it is worth asking, in German words."""
    min_programs: int
    """Fewer programmes than this on the network mean that something broke."""
    complete: bool = True
    """Whether a run names everything there is; a feed of the newest does not, and what it no longer
    names is not gone."""
    on_request: bool = False
    """Only harvested when it is named, because another source gives the same programmes."""
    archive_root: str = ""
    """Top folder of the source's ZIP, if it is one; a replay may then name the unpacked folder."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a person should look at. Signals are stored with the run and shown."""

    text: str
    key: str = ""
    url: str = ""
    grade: str = "Hinweis"

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"grade": self.grade, "text": self.text, "key": self.key, "url": self.url}


@dataclass(frozen=True, slots=True)
class Missed:
    """A record that is listed but could not be fetched; it costs itself, nothing else."""

    key: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document holds: a programme, or none (a stub, an archived page), and signals."""

    program: Program | None
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer of a server, or the saved copy of one."""

    url: str
    """The address the content finally came from."""
    content: bytes
    fetched_at: datetime
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A multipart part with a file name, as some search interfaces want their query."""

    name: str
    content: bytes
    content_type: str = "application/json"


class Archive(Protocol):
    """The files of a ZIP, or of the same tree unpacked."""

    @property
    def url(self) -> str:
        """Where it came from."""
        ...

    @property
    def fetched_at(self) -> datetime:
        """When it was fetched."""
        ...

    def names(self) -> list[str]:
        """Return the paths of all files, with forward slashes, sorted."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return one file, None when there is none.

        Raises:
            FetchError: it is larger than a document may be, or damaged.
        """
        ...


class Fetch(Protocol):
    """Where a source gets bytes from: the network (`Fetcher`) or saved responses (`Replay`).

    Every method raises FetchError when there is no usable answer. `source_id` says on whose behalf.
    """

    @property
    def saved(self) -> bool:
        """Tell whether the answers are saved ones."""
        ...

    def get(self, source_id: str, url: str) -> Response:
        """Return the answer to a GET."""
        ...

    def post(self, source_id: str, url: str, uploads: tuple[Upload, ...]) -> Response:
        """Return the answer to a multipart POST."""
        ...

    def archive(self, source_id: str, url: str, *, root: str) -> Archive:
        """Return the ZIP at `url`; `root` is its top folder."""
        ...


class Source(Protocol):
    """One publisher of funding programmes.

    - `documents` may fetch, and nothing else may. It yields one document per record, in any order;
      an answer that lists several records is split. It raises FetchError or StructureChangedError
      when the source as a whole cannot be read, and yields `Missed` for a single record that
      cannot. It yields nothing twice for one key.
    - `parse` is pure: the same document gives the same programme, on every machine, today and next
      year. It raises UnknownValueError for a category the vocabulary does not know, and
      StructureChangedError for a document of another shape; either costs this one record. A
      document that is no programme gives ``Parsed(None, signals)``.
    - A programme's id is ``program_id(info.id, document.key)`` and never changes.
    - Every field shown inside our scope is read, named as ignored, or raises a signal.
    - Every extracted value carries evidence whose quote stands in the document.

    A source is a module in scrapers/eu, scrapers/bund or scrapers/land with a constant ``SOURCE``.
    Each needs a saved page and a reviewed record in tests/pages/<id>/.
    """

    @property
    def info(self) -> SourceInfo:
        """Who, where, under which licence, and how many."""
        ...

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        """Yield the documents of all records the source lists now."""
        ...

    def parse(self, document: RawDocument) -> Parsed:
        """Read one document."""
        ...


def program_id(source_id: str, key: str) -> str:
    """Return the id of a programme: the source and its own key, as one path segment.

    A key longer than the store allows is cut and closed with a hash of the whole.
    """
    whole = f"{source_id}:{key.strip('/').replace('/', '.')}"
    if len(whole) <= _LONGEST_ID:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{whole[: _LONGEST_ID - 17]}~{digest}"


@dataclass(slots=True)
class Notes:
    """Collects the signals of one document while it is read."""

    document: RawDocument
    signals: list[Signal] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Note something a person should look at."""
        self.signals.append(Signal(text, self.document.key, self.document.url))

    def leftover(self, fields: Mapping[str, object], ignored: frozenset[str] = frozenset()) -> None:
        """Note every field that was neither read nor is ignored on record."""
        for name in sorted(set(fields) - ignored):
            self.add(f"Unbekanntes Feld „{name}“: weder gelesen noch bewusst übergangen.")
