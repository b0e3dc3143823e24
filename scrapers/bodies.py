"""Contents of good answers on the disk: compressed, each under the hash of what it holds."""

import gzip
import hashlib
import os
from pathlib import Path


class Bodies:
    """A folder of contents; the same content is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, body: bytes) -> str:
        """Keep a content and return its SHA-256."""
        digest = hashlib.sha256(body).hexdigest()
        path = self._path(digest)
        if not path.exists():
            write_whole(path, gzip.compress(body, 6, mtime=0))
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return a content, None when it is lost or damaged."""
        try:
            body = gzip.decompress(self._path(digest).read_bytes())
        except (OSError, EOFError, ValueError):
            return None
        return body if hashlib.sha256(body).hexdigest() == digest else None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest}.gz"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
