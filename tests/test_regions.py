"""Regions: a tree with containment and territories across borders."""

import pytest

from matcher.errors import InputError
from matcher.regions import region_tree
from matcher.vocabulary import Fit

COTTBUS, GUBEN, DRESDEN, GOERLITZ = "12052000", "12071160", "14612000", "14626110"
LAENDER = [f"{number:02d}" for number in range(1, 17)]


@pytest.mark.parametrize("land", LAENDER)
def test_a_land_programme_serves_its_own_land_only(land):
    tree = region_tree()

    served = [other for other in LAENDER if tree.contains(land, other) is Fit.MET]

    assert served == [land]
    assert (tree.fits([land], COTTBUS) is Fit.MET) == (land == "12")


@pytest.mark.parametrize("region", ["EU", "DE", "12", "12052", "12052000", "lausitz", "grw", "jtf"])
def test_cottbus_lies_in_its_regions(region):
    assert region_tree().contains(region, COTTBUS) is Fit.MET


def test_the_lausitz_crosses_the_border_to_sachsen():
    tree = region_tree()

    assert tree.contains("lausitz", GOERLITZ) is Fit.MET
    assert tree.contains("lausitz", GUBEN) is Fit.MET
    assert tree.contains("lausitz", DRESDEN) is Fit.NOT_MET


def test_an_incomplete_territory_never_excludes_where_it_is_not_known():
    tree = region_tree()

    assert tree.contains("leader", COTTBUS) is Fit.UNKNOWN
    assert tree.contains("grw", "05111000") is Fit.UNKNOWN
    assert tree.contains("leader", "11000000") is Fit.NOT_MET


def test_a_county_asked_about_one_of_its_towns_is_unknown():
    assert region_tree().contains(GUBEN, "12071") is Fit.UNKNOWN


def test_no_region_stated_is_unknown():
    assert region_tree().fits([], COTTBUS) is Fit.UNKNOWN


def test_one_of_several_regions_is_enough():
    assert region_tree().fits(["14", "lausitz"], COTTBUS) is Fit.MET
    assert region_tree().fits(["14", "15"], COTTBUS) is Fit.NOT_MET


@pytest.mark.parametrize("ags", ["", "Cottbus", "1205200", "99999999", "12999000", "120520001"])
def test_an_unknown_key_is_refused_in_german(ags):
    with pytest.raises(InputError, match="Gemeindeschlüssel"):
        region_tree().municipality(ags)


def test_every_member_of_a_territory_exists():
    tree = region_tree()

    for territory in tree.territories.values():
        unknown = [code for code in territory.members if not tree.known(code)]
        assert not unknown, territory.code
