"""What the cells of a catalogue of measures say: status, references, applicants, ids."""

import json
import re
from collections.abc import Callable, Collection, Sequence

from matcher.text import fold, normalise
from matcher.vocabulary import Applicant, MeasureStatus

ABSENT = ("–", "—", "-", "k. A.", "k.A.")
"""What a cell says when it is empty on purpose; the first is what we write ourselves."""

_SYMBOLS = {
    MeasureStatus.DONE: "●⬤✔✓✅",
    MeasureStatus.RUNNING: "◐◑◒◓",
    MeasureStatus.NOT_STARTED: "○◯⚪",
}
_STATUS_WORDS = {
    MeasureStatus.DONE: "abgeschlossen erledigt fertig fertiggestellt realisiert",
    MeasureStatus.RUNNING: "laufend läuft begonnen gestartet in_umsetzung in_bearbeitung",
    MeasureStatus.NOT_STARTED: "offen geplant nicht_begonnen noch_nicht_begonnen nicht_gestartet",
}
_SPOKEN = {
    word.replace("_", " "): status
    for status, text in _STATUS_WORDS.items()
    for word in text.split()
}
_NEXT_CHAPTER = re.compile(r"\s*(?:;|\n|[&,](?=\s*(?:vgl\.|Kapitel|Kap\.|\d+\.)))\s*")
_CHAPTER_PREFIX = re.compile(r"^(?:vgl\.|siehe|s\.)?\s*(?:Kapiteln?|Kap\.)?\s*(?=\S)")
_QUOTED = re.compile(r"„[^“”]*[“”]|\"[^\"]*\"|»[^«]*«")
_LONGEST_ID = 80


def clean_text(cell: str) -> str:
    """Return text with its line breaks, each line without superfluous blanks."""
    return "\n".join(normalise(line) for line in re.split(r"\r\n|\r|\n", cell)).strip()


def read_status(cell: str, doubts: list[str]) -> MeasureStatus:
    """Return the one status a cell names by symbol or word; else unknown, with a doubt."""
    text = normalise(cell)
    found = {status for status, signs in _SYMBOLS.items() if any(sign in text for sign in signs)}
    rest = text.translate(dict.fromkeys(map(ord, "".join(_SYMBOLS.values()) + "\ufe0f"))).strip()
    if rest:
        try:
            found.add(_SPOKEN.get(rest.lower()) or MeasureStatus.read(rest))
        except KeyError:
            found.clear()
    if len(found) == 1:
        return found.pop()
    if text:
        doubts.append(f"Die Sachlage „{text}“ ist nicht eindeutig; sie gilt als unbekannt.")
    return MeasureStatus.UNKNOWN


def read_applicants(cell: str, doubts: list[str]) -> tuple[Applicant, ...]:
    """Return the kinds a cell names; empty means Kommune, unknown words stay unknown.

    A name that begins with its kind („Stadt Cottbus“, „Zweckverband Mitte“) is that kind.
    """
    text = normalise(cell)
    if not text:
        return (Applicant.MUNICIPALITY,)
    if text in ABSENT:
        return ()
    found: dict[Applicant, None] = {}
    for name in re.split(r"\s*[;,\n&]\s*|\s+und\s+", cell.strip()):
        kind = _applicant(normalise(name))
        if kind:
            found[kind] = None
        elif name:
            doubts.append(f"Die Antragstellerart „{normalise(name)}“ ist unbekannt.")
    return tuple(found)


def _applicant(name: str) -> Applicant | None:
    for form in (name, name.partition(" ")[0]):
        try:
            return Applicant.read(form)
        except KeyError:
            continue
    return None


def read_chapters(cell: str) -> tuple[str, ...]:
    """Return the references of a cell, each as it stands, without „vgl. Kapitel“."""
    return _listed(cell) or split_chapters(cell)


def read_doubts(cell: str) -> tuple[str, ...]:
    """Return the doubts an export has written beside a measure."""
    return _listed(cell) or split_lines(cell)


def split_chapters(cell: str) -> tuple[str, ...]:
    """Split at semicolons, line breaks and before a further number, never inside quotes."""
    quotes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return chr(0xE000 + len(quotes) - 1)

    hidden = _QUOTED.sub(hide, "".join(c for c in cell if not "\ue000" <= c <= "\uf8ff"))
    parts = (_CHAPTER_PREFIX.sub("", part) for part in _NEXT_CHAPTER.split(hidden))
    shown = ("".join(quotes[ord(c) - 0xE000] if "\ue000" <= c <= "\uf8ff" else c for c in part)
             for part in parts)  # fmt: skip
    return tuple(text for text in map(normalise, shown) if text and text not in ABSENT)


def split_lines(cell: str) -> tuple[str, ...]:
    """Return the lines of a cell that say something."""
    return tuple(text for text in map(normalise, cell.split("\n")) if text)


def _listed(cell: str) -> tuple[str, ...]:
    """Read the form `join_list` falls back to; anything else is empty."""
    if not cell.strip().startswith('["'):
        return ()
    try:
        items = json.loads(cell)
    except ValueError:
        return ()
    return tuple(items) if all(isinstance(item, str) for item in items) else ()


def join_list(items: Sequence[str], separator: str, split: Callable[[str], tuple[str, ...]]) -> str:
    """Join items so that `split` finds them again; where it would not, as a JSON list."""
    joined = separator.join(items)
    if split(joined) == tuple(items) and not joined.startswith('["'):
        return joined
    plain = all(item.replace("\n", "").isprintable() for item in items)
    return json.dumps(list(items), ensure_ascii=not plain)


def measure_id(cell: str, title: str, taken: Collection[str], doubts: list[str]) -> str:
    """Return the id of the source where it has one, else one made of the title; always unique.

    An id goes into addresses, hence letters, digits, dot, hyphen and underscore only. Without an
    id column it depends on the title and on how many equal ones stand before it, so that the same
    file gives the same ids again and a row in between changes none.
    """
    given = _slug(normalise(cell))
    base = given or _slug(title).lower() or "massnahme"
    id_, count = base[:_LONGEST_ID].strip("-."), 1
    while id_ in taken:
        count += 1
        id_ = f"{base[: _LONGEST_ID - 6].rstrip('-.')}-{count}"
    if given and count > 1:
        doubts.append(f"Die Nummer „{normalise(cell)}“ ist doppelt; vergeben wurde „{id_}“.")
    return id_


def _slug(text: str) -> str:
    if re.fullmatch(r"\w[\w.-]*", text, re.ASCII):
        return text.strip(".-")
    spelt = "".join(fold(c) if not c.isascii() else c for c in text)
    return re.sub(r"[^A-Za-z0-9_.]+", "-", spelt).strip("-.")
