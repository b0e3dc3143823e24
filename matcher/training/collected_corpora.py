"""Readers of the collected source material: translations, thesauri, laws, council papers,
programmes and calls, real measures.

Each takes the folder of the material and yields pairs; those of our own texts stand in
`own_corpora`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from matcher.training.corpora import Pair, json_lines, open_calls, passages, plain, table


def parallel(folder: Path) -> Iterator[Pair]:
    """German sentence and its English translation."""
    for row in table(folder / "lang/parallel_de_en/sentences_de_en.tsv"):
        if row["de"] and row["en"]:
            yield Pair(plain(row["de"]), plain(row["en"]))


def sts_parallel(folder: Path) -> Iterator[Pair]:
    """Aligned sentences of the training part of the STS benchmark; scores and the test part stay
    untouched.
    """
    for row in table(folder / "lang/stsb_de_en/stsb_de_en.tsv"):
        if row["split"] == "train":
            yield Pair(plain(row["de1"]), plain(row["en1"]))
            yield Pair(plain(row["de2"]), plain(row["en2"]))


def eurovoc(folder: Path) -> Iterator[Pair]:
    """EuroVoc label in both languages."""
    for row in table(folder / "lang/eurovoc/eurovoc_de_en.tsv"):
        yield Pair(row["de"], row["en"])


def stw(folder: Path) -> Iterator[Pair]:
    """Concept of the economics thesaurus: label, synonyms and English label against each other."""
    for row in table(folder / "lang/stw/stw_de_en.tsv"):
        german = [row["pref_de"], *filter(None, row["alt_de"].split("; "))]
        english = [row["pref_en"], *filter(None, row["alt_en"].split("; "))]
        yield Pair(german[0], english[0])
        for number, synonym in enumerate(german[1:]):
            yield Pair(synonym, english[number % len(english)])
            yield Pair(synonym, german[0])


def procurement(folder: Path) -> Iterator[Pair]:
    """Labels of the procurement vocabulary (CPV) and field texts in both languages."""
    for row in table(folder / "lang/eforms_cpv/eforms_de_en.tsv"):
        if row["file"] in {"code", "business-term", "field"} and row["de"] != row["en"]:
            yield Pair(row["de"], row["en"])


def administration(folder: Path) -> Iterator[Pair]:
    """Interface texts of public administration (ESPD, FragDenStaat) in both languages."""
    for path in ("lang/espd/espd_de_en.tsv", "lang/froide_locale/froide_de_en.tsv"):
        for row in table(folder / path):
            if len(row["de"] or "") > 8 and row["en"]:
                yield Pair(plain(row["de"]), plain(row["en"]))


def bundestag(folder: Path) -> Iterator[Pair]:
    """Title of a proceeding and its abstract; title and its keywords."""
    for row in json_lines(folder / "lang/bundestag_dip21/vorgaenge.jsonl.xz"):
        title = re.sub(r"\((G-SIG|insgesamt)[^)]*\)", "", plain(row["title"]))
        abstract = re.sub(r"\(insgesamt[^)]*\)", "", plain(row["abstract"]))
        if len(abstract) > 60 and len(title) > 15:
            yield Pair(title, " ".join(abstract.split()[:120]))
        if len(title) > 15 and len(row["schlagwort"]) >= 3:
            yield Pair(title, ", ".join(row["schlagwort"][:8]))


def council(folder: Path) -> Iterator[Pair]:
    """Title of a council paper and its passages; neighbouring passages of one paper."""
    for row in json_lines(folder / "lang/karlsruhe_oparl/papers.jsonl.xz"):
        title = plain(row["title"])
        text = "\n".join(file["text"][:12_000] for file in row["files"][:2] if file.get("text"))
        parts = [p for p in passages(re.sub(r"-\n(?=[a-zäöü])", "", text)) if _is_prose(p)]
        for part in parts[1:4]:
            yield Pair(title, part)
        for left, right in zip(parts[1:8:2], parts[2:9:2], strict=False):
            yield Pair(left, right)


def _is_prose(text: str) -> bool:
    letters = sum(c.isalpha() or c == " " for c in text)
    return letters > 0.85 * len(text) and sum(len(w) > 3 for w in text.split()) > 20


def statutes(folder: Path) -> Iterator[Pair]:
    """Heading of a section of a federal law, with the law's title, and its text."""
    section = re.compile(r"^#{2,5} (?:§+ ?\d+\w*|Art(?:ikel)? ?\d+\w*)?[ -]*(.+)$", re.MULTILINE)
    for row in json_lines(folder / "lang/bundesgesetze/gesetze.jsonl.xz"):
        title = re.split(r"\s\(|- ", plain(row["title"]))[0]
        found = list(section.finditer(row["text"]))
        for here, following in zip(found[:40], [*found[1:], None][:40], strict=False):
            body = plain(
                row["text"][here.end() : following.start() if following else here.end() + 900][:900]
            )
            heading = plain(here.group(1))
            if len(heading) > 8 and _is_prose(body):
                yield Pair(f"{heading} – {title}"[:200], " ".join(body.split()[:100]))


def programmes(folder: Path) -> Iterator[Pair]:
    """Title of a German programme and its passages; short text and passages of the full text."""
    for row in json_lines(folder / "data/fdb_combined/fdb_programmes_474.jsonl.gz"):
        title = plain(row["title"])
        parts = passages(re.sub(r"#+ (Kurztext|Volltext)", "", row["description"] or ""))
        for part in parts[:5]:
            yield Pair(title, part)
        for part in parts[1:4]:
            yield Pair(parts[0], part)
        if row["funding_area"]:
            yield Pair(title, ", ".join(row["funding_area"]))
        for part in passages((row["legal_basis"] or "")[:9000])[1:7]:
            yield Pair(title, part)


def eu_calls(folder: Path) -> Iterator[Pair]:
    """Title of an English EU call and its passages; passages of one call; the call and its
    destination.
    """
    seen: set[str] = set()
    for row in open_calls(folder / "data/eu_cordisdata/open_calls_2026-08-10.jsonl.gz"):
        title = plain(row["title"])
        seen.add(title)
        parts = passages(
            re.sub(r"(Expected Outcome|Scope|Objective):", "\n", row["description"] or "")
        )
        for part in parts[:7]:
            yield Pair(title, part)
        for left, right in zip(parts[:8:2], parts[1:9:2], strict=False):
            yield Pair(left, right)
    for path in sorted((folder / "data/eu_grants_feed").glob("grants_*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            grants = json.load(stream)["grants"]
        for row in grants:
            title = plain(row["title"])
            if title not in seen:
                seen.add(title)
                text = re.sub(
                    r"(Expected Outcome|Scope|Objective):", "\n", row.get("abstract") or ""
                )
                for part in passages(text)[:4]:
                    yield Pair(title, part)
                if row.get("destination"):
                    yield Pair(title, plain(row["destination"]))


def measures(folder: Path) -> Iterator[Pair]:
    """Municipal measure and its description, its blueprint measure or its official category."""
    blueprints = {
        row["title"]: plain(row["description"].replace("[NEWLINE]", " "))
        for row in table(folder / "data/measures_localzero/BluePrintList.csv", ",")
    }
    for title, description in blueprints.items():
        for part in passages(description)[:3]:
            yield Pair(title, part)
    for row in table(folder / "data/measures_combined/measures.csv", ","):
        title, description = plain(row["title"]), plain(row["description"])
        if description and row["kind"] != "blueprint":
            yield Pair(title, " ".join(description.split()[:100]))
        if row["reference"] in blueprints and title != row["reference"]:
            yield Pair(title, row["reference"])
    for row in table(folder / "data/measures_efre/efre_municipal_projects.csv", ","):
        label = re.sub(r"^\d+ ?-? ?", "", row["foerdergegenstand"] or row["intervention_category"])
        if label:
            yield Pair(plain(row["project"]), label)


def land_programmes(folder: Path) -> Iterator[Pair]:
    """Funded project and the title of the Land programme that paid for it."""
    corpus = {
        row["_id"]: row["title"]
        for row in json_lines(folder / "gold/land_programmes_esif/corpus.jsonl")
    }
    for row in json_lines(folder / "gold/land_programmes_esif/train_pairs.jsonl.gz"):
        yield Pair(" ".join(plain(row["text"]).split()[:100]), corpus[row["doc"]])


def research_plan(folder: Path) -> Iterator[Pair]:
    """Class of the federal research plan and the class above it."""
    path = folder / "gold/foerderkatalog_leistungsplan/leistungsplan_systematik.csv"
    for row in table(path, ","):
        if row["Bezeichnung"] != row["Ebene2_Name"]:
            yield Pair(row["Bezeichnung"], row["Ebene2_Name"])


READERS: dict[str, Callable[[Path], Iterator[Pair]]] = {
    reader.__name__: reader
    for reader in (
        parallel, sts_parallel, eurovoc, stw, procurement, administration, bundestag, council,
        statutes, programmes, eu_calls, measures, land_programmes, research_plan,
    )
}  # fmt: skip
