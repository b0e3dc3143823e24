"""Every error a person can meet, each with one clear German sentence."""


class FoerdertopfError(Exception):
    """Root of all expected errors; ``str(error)`` is shown to the user as it stands."""


class InputError(FoerdertopfError):
    """What the user gave cannot be used (text, date, region, file)."""


class RecordError(FoerdertopfError):
    """A programme or measure record breaks the schema."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


class StoreError(FoerdertopfError):
    """The database cannot be opened, read or written."""


class EncoderError(FoerdertopfError):
    """The embedding model is missing or broken; ranking goes on lexically."""


class MailError(FoerdertopfError):
    """The mail server did not accept a message."""


class SourceError(FoerdertopfError):
    """A source could not be harvested."""

    def __init__(self, source_id: str, reason: str, url: str | None = None) -> None:
        self.source_id = source_id
        self.url = url
        self.reason = reason
        place = f" ({url})" if url else ""
        super().__init__(f"Quelle {source_id}: {reason}{place}")


class FetchError(SourceError):
    """The network or the saved response did not give a document."""


class NoDocumentError(FetchError):
    """There is no such document for us: the server says so (404, 410), robots.txt forbids it, or no
    response was saved. Asking again will not help.
    """


class StructureChangedError(SourceError):
    """A page or document no longer has the structure the source was written for."""


class UnknownValueError(SourceError):
    """A source shows a category the vocabulary does not know; it is never defaulted."""
