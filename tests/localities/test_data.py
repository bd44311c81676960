"""The shipped extracts hold together."""

import csv
from importlib.resources import files

import pytest

DATA = files("linli.localities") / "data"
PLACES = ["eshan", "haikou", "kaiping", "shantou", "shanwei"]


def read(place):
    return list(csv.DictReader((DATA / f"{place}.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("place", PLACES)
def test_each_row_follows_its_parent(place):
    seen = {""}
    for row in read(place):
        assert len(row["code"]) == 12 and row["code"].isdigit()
        assert row["parent"] in seen
        assert row["code"] not in seen
        assert row["name"]
        seen.add(row["code"])


@pytest.mark.parametrize("place", PLACES)
def test_each_place_has_one_province_and_several_townships(place):
    kinds = [row["kind"] for row in read(place)]
    assert kinds.count("province") == 1
    assert 2 <= kinds.count("township") <= 4
    assert kinds.count("village") > 0


def test_tangkou_is_whole():
    below = {row["code"]: row for row in read("kaiping") if row["parent"] == "440783108000"}
    assert len(below) == 17
    assert below["440783108001"]["kind"] == "community"
    assert below["440783108225"]["name"] == "裡村村委会"
    assert below["440783108226"]["kind"] == "village"
