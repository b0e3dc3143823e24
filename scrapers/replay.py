"""Saved responses instead of the network: ``harvest --replay FOLDER_OR_ZIP``.

A response lies under its own address: ``<host>/<path>``, closed with a hash when the request had a
query or a body. The same tree may be packed into a ZIP. A ZIP that a source publishes may also be
given as it is, or unpacked. Nothing is ever unpacked to the disk.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from matcher.errors import FetchError, InputError, NoDocumentError
from scrapers.source import Archive, Response, SourceInfo, Upload

LARGEST_FILE = 20 * 2**20
LARGEST_ARCHIVE = 2 * 2**30
MOST_FILES = 200_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._~()+,=@-]")
_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


def saved_name(url: str, uploads: Sequence[Upload] = (), *, content_type: str = "") -> str:
    """Return the path under which the answer to a request is kept."""
    parts = urlsplit(url)
    segments = [_UNSAFE.sub("_", unquote(s)).lstrip(".")[:100] for s in parts.path.split("/") if s]
    name = "/".join([(parts.hostname or "").lower(), *filter(None, segments)])
    if parts.path.endswith("/") or not segments:
        name += "/index"
    if parts.query or uploads:
        digest = hashlib.sha256(parts.query.encode())
        for upload in uploads:
            digest.update(f"\n{upload.name}\n".encode() + upload.content)
        name += f"__{digest.hexdigest()[:12]}"
    suffix = PurePosixPath(name).suffix
    return name if suffix in _TYPES else name + _suffix(content_type)


def _suffix(content_type: str) -> str:
    kind = content_type.split(";")[0].strip().lower()
    return next((suffix for suffix, name in _TYPES.items() if name == kind), ".html")


class Tree(Protocol):
    """Files by name, from a folder or a ZIP."""

    def names(self) -> list[str]:
        """Return all names, sorted, with forward slashes."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a file, None when there is none."""
        ...

    def modified(self, name: str) -> datetime:
        """Return when a file was saved."""
        ...


@dataclass(frozen=True)
class FolderTree:
    """A folder; links that lead out of it are not followed."""

    root: Path
    source_id: str

    def names(self) -> list[str]:
        files = (path for path in self.root.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.root).as_posix() for path in files)

    def read(self, name: str) -> bytes | None:
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root.resolve()) or not path.is_file():
            return None
        if path.stat().st_size > LARGEST_FILE * 8:
            raise FetchError(self.source_id, "die gespeicherte Antwort ist zu groß", name)
        return path.read_bytes()

    def modified(self, name: str) -> datetime:
        return datetime.fromtimestamp((self.root / name).stat().st_mtime, UTC)


@dataclass(frozen=True)
class ZipTree:
    """A ZIP whose directory was checked before anything is read."""

    zip: zipfile.ZipFile
    source_id: str
    largest: int = LARGEST_FILE

    def names(self) -> list[str]:
        return self._sorted

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._entries)

    @cached_property
    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        return {entry.filename: entry for entry in self.zip.infolist() if not entry.is_dir()}

    def read(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self.zip.open(entry) as file:
                content = file.read(self.largest + 1)
        except Exception as error:  # the decompressors' errors have no common root
            reason = f"beschädigter Eintrag im ZIP: {error}"
            raise FetchError(self.source_id, reason, name) from error
        if len(content) > self.largest:
            raise FetchError(self.source_id, "ein Eintrag im ZIP ist zu groß", name)
        return content

    def modified(self, name: str) -> datetime:
        return datetime(*self._entries[name].date_time, tzinfo=UTC)


def open_zip(
    content: bytes | Path, source_id: str, place: str, *, largest: int = LARGEST_FILE
) -> ZipTree:
    """Open a ZIP and refuse what no honest one has: paths that climb, too much behind too little.

    Raises:
        FetchError: it is no ZIP, or one of those.
    """
    try:
        opened = zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)
        entries = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FetchError(source_id, "das ist kein lesbares ZIP", place) from error
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise FetchError(source_id, f"das ZIP enthält den unerlaubten Pfad „{name}“", place)
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_ARCHIVE:
        raise FetchError(source_id, "das ZIP würde beim Entpacken zu groß", place)
    return ZipTree(opened, source_id, largest)


@dataclass(frozen=True, slots=True)
class TreeArchive:
    """An `Archive` over a tree."""

    tree: Tree
    url: str
    fetched_at: datetime
    prefix: str = ""

    def names(self) -> list[str]:
        return [n.removeprefix(self.prefix) for n in self.tree.names() if n.startswith(self.prefix)]

    def read(self, name: str) -> bytes | None:
        return self.tree.read(self.prefix + name)


@dataclass(frozen=True)
class Replay:
    """A `Fetch` that answers from saved responses and never from the network.

    `fetched_at` is the moment the answers count as fetched at; without it, each file's own.
    """

    tree: Tree
    place: str
    fetched_at: datetime | None = None
    saved: bool = True

    @classmethod
    def open(cls, path: Path, *, fetched_at: datetime | None = None) -> "Replay":
        """Open a folder or a ZIP.

        Raises:
            InputError: there is neither at `path`.
            FetchError: the ZIP is damaged or not an honest one.
        """
        if path.is_dir():
            return cls(FolderTree(path, "replay"), str(path), fetched_at)
        if path.is_file():
            tree = open_zip(path, "replay", str(path), largest=LARGEST_FILE * 8)
            return cls(tree, str(path), fetched_at)
        raise InputError(f"„{path}“ ist weder ein Ordner noch eine ZIP-Datei mit Antworten.")

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.tree.names())

    def knows(self, info: SourceInfo) -> bool:
        """Tell whether there is any saved response of this source."""
        host = (urlsplit(info.url).hostname or "") + "/"
        roots = (host, f"{info.archive_root}/") if info.archive_root else (host,)
        return any(name.startswith(roots) for name in self._names)

    def get(self, source_id: str, url: str) -> Response:
        return self._response(source_id, url, ())

    def post(self, source_id: str, url: str, uploads: tuple[Upload, ...]) -> Response:
        return self._response(source_id, url, uploads)

    def archive(self, source_id: str, url: str, *, root: str) -> Archive:
        if any(name.startswith(f"{root}/") for name in self._names):
            return TreeArchive(self.tree, url, self.fetched_at or self._newest(root))
        response = self._response(source_id, url, ())
        return TreeArchive(
            open_zip(response.content, source_id, response.url), url, response.fetched_at
        )

    def _newest(self, root: str) -> datetime:
        return max(self.tree.modified(n) for n in self._names if n.startswith(f"{root}/"))

    def _response(self, source_id: str, url: str, uploads: tuple[Upload, ...]) -> Response:
        plain = saved_name(url, uploads)
        stem = plain.removesuffix(".html")
        for name in dict.fromkeys((plain, *(stem + suffix for suffix in _TYPES))):
            if name in self._names and (content := self.tree.read(name)) is not None:
                return Response(
                    url=url,
                    content=content,
                    fetched_at=self.fetched_at or self.tree.modified(name),
                    content_type=_TYPES.get(PurePosixPath(name).suffix, ""),
                )
        raise NoDocumentError(source_id, "dafür ist keine Antwort gespeichert", url)


def at(replay: Replay, moment: datetime) -> Replay:
    """Return the same answers as if they had been fetched at `moment`."""
    return replace(replay, fetched_at=moment)
