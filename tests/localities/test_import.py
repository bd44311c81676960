"""Bringing places in: shipped townships by their code, a CSV of one's own."""

import pytest

from linli.localities import services
from linli.localities.models import Locality


def test_every_shipped_township_starts_by_its_code_and_twice_changes_nothing(empty_app):
    townships = services.shipped_townships()
    assert len(townships) >= 15
    for code, _name in townships:
        added, changed = services.import_township(code[:9])
        assert added > 1 and not changed
        assert services.import_township(code) == (0, 0)
        place = services.find(code[:9])
        assert place.code == code and services.villages_of(place)
    assert len(services.townships()) == len(townships)


def test_a_subtree_is_one_range(empty_app):
    services.import_township("440783108")
    services.import_township("440783002")
    town = services.find("440783108")
    below = Locality.select().where(Locality.within(town.path))
    assert {place.code[:9] for place in below} == {"440783108"} and below.count() == 18
    village = services.find("440783108226")
    services.add(village, "440783108226-g03", "第三网格", "grid")
    assert Locality.select().where(Locality.within(village.path)).count() == 2


def test_what_is_not_shipped_is_said(empty_app):
    for code in ("999999999", "440783108226", "abc", ""):
        with pytest.raises(services.UnknownPlace):
            services.import_township(code)


@pytest.mark.parametrize(("text", "words"), [
    ("code,name\n1,a\n", "缺少这些列"),
    ("code,name,kind,parent\n440000000000,广东省,province,\n440700000000,江门市,city,990000000000\n",
     "没有上级"),
    ("code,name,kind,parent\n110000000000,甲,city,120000000000\n120000000000,乙,city,110000000000\n",
     "没有上级"),
    ("code,name,kind,parent\n44,广东省,province,\n", "12 位"),
    ("code,name,kind,parent\n440000000000,广东省,planet,\n", "之一"),
    ("", "缺少这些列"),
])
def test_a_bad_file_changes_nothing(empty_app, tmp_path, text, words):
    file = tmp_path / "places.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(services.BadRows, match=words):
        services.import_file(file)
    assert Locality.select().count() == 0


def test_a_file_of_ones_own_renames_and_keeps_codes(empty_app, tmp_path):
    services.import_township("440783108")
    file = tmp_path / "places.csv"
    file.write_text("code,name,kind,parent\n440783108226,宅群新村委会,village,440783108000\n",
                    encoding="utf-8-sig")
    assert services.import_file(file) == (0, 1)
    assert services.find("440783108226").short_name == "宅群新村"
