"""Material of seconds: eight subjects in two languages, a recipe, and judgements at will."""

import gzip
import json
from pathlib import Path

SUBJECTS = [
    ("Radweg", "Fahrradstraße", "cycle path", "bicycle lane"),
    ("Kita", "Kindergarten", "nursery", "childcare centre"),
    ("Feuerwehr", "Löschzug", "fire brigade", "fire engine"),
    ("Museum", "Ausstellung", "museum", "exhibition"),
    ("Glasfaser", "Breitband", "fibre", "broadband"),
    ("Freibad", "Schwimmhalle", "swimming pool", "lido"),
    ("Kläranlage", "Abwasser", "sewage plant", "wastewater"),
    ("Solardach", "Photovoltaik", "solar roof", "photovoltaics"),
]
RECIPE = """
name = "mini"
licence = "CC0-1.0"
seed = 7
dim = 24
[[tokenizer]]
file = "words.json"
size = 300
[[tokenizer]]
file = "parts.json"
size = 120
[vocabulary]
own_cross = 100
own_german = 100
[[stage]]
name = "only"
steps = 60
batch = 32
learning_rate = [2e-2, 1e-3]
scale = 20.0
[stage.sources]
own_cross = 2.0
own_german = 1.0
"""


def judge_at_will(shared: Path, data: Path) -> None:
    """Programmes, and measures each of which is paid by the programme of the next subject."""
    count = len(SUBJECTS)
    rows = [
        {"id": f"p{n}", "title": f"Richtlinie {german}", "description": f"Gefördert wird {german}."}
        for n, (german, *_) in enumerate(SUBJECTS)
    ]
    pack(shared / "data/fdb_combined/fdb_programmes_474.jsonl.gz", rows)
    pack(shared / "data/eu_cordisdata/open_calls_2026-08-10.jsonl.gz", [])
    judged = [
        {
            "measure": f"{other} planen",
            "field": "",
            "grades": {"3": [f"p{(n + 1) % count}"], "0": [f"p{n}"]},
        }
        for n, (_, other, *_) in enumerate(SUBJECTS)
    ]
    (data / "training/judged-mini.jsonl").write_text("\n".join(map(json.dumps, judged)))


def pack(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in rows))
