"""The one door to the furniture: shipped data and models, in the checkout and in a wheel."""

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
_WHEEL = Path(__file__).resolve().parent / "_shipped"


def shipped(name: str) -> Path:
    """Return the path of a shipped file or folder such as ``data/programs`` or ``models``.

    In a wheel the furniture lies inside ``matcher/_shipped``, in the checkout beside the packages.

    Raises:
        FileNotFoundError: neither place has it.
    """
    for root in (_WHEEL, _CHECKOUT):
        candidate = root / name
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"Mitgelieferte Datei fehlt: {name}")
