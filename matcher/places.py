"""Which municipality an AGS stands for in an installation."""

from matcher.errors import InputError
from matcher.records import Municipality
from matcher.regions import region_tree
from matcher.store import SqlStore


def has_directory(store: SqlStore) -> bool:
    """Tell whether a Gemeindeverzeichnis has been imported beyond the shipped places."""
    own = {place.ags for place in store.measures.municipalities()}
    return store.measures.municipality_count() > len(own | region_tree().municipalities.keys())


def place(store: SqlStore, ags: str) -> Municipality:
    """Return the municipality or county with this AGS.

    Before a Gemeindeverzeichnis is imported any town in a known Kreis is accepted; afterwards only
    what the directory names, so that a mistyped or dissolved AGS is noticed.

    Raises:
        InputError: there is no such place.
    """
    known = store.measures.municipality(ags)
    if known is not None:
        return known
    found = region_tree().municipality(ags)
    if len(ags) == 8 and has_directory(store):
        raise InputError(
            f"Das eingelesene Gemeindeverzeichnis kennt keine Gemeinde „{ags}“; „foerdertopf "
            "regions find NAME“ nennt die Schlüssel aller Orte eines Namens."
        )
    return found
