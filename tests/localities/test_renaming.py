"""A village that is called otherwise is found by its former name, and everybody reads since when."""

from datetime import date

import pytest
import time_machine
from click.testing import CliRunner

from linli.audit.models import AuditLine
from linli.cli import main
from linli.database import LostRace
from linli.localities import services
from linli.localities.models import FormerName, Locality
from linli.localities.renaming import former_names, rename
from linli.register import merging
from linli.testing import environment
from linli.testing.databases import close
from linli.toolkit.calendar import date_text

V, TOWN = "440783108226", "440783108000"


@pytest.fixture
def imported(app, tmp_path):
    """`imported(name)`: a CSV gives the village this name."""
    def bring(name):
        file = tmp_path / "places.csv"
        file.write_text(f"code,name,kind,parent\n{V},{name},village,{TOWN}\n", encoding="utf-8")
        return services.import_file(file)
    return bring


def test_an_import_keeps_the_former_name_and_tells_the_audit(imported):
    with time_machine.travel("2026-03-09T17:00:00+00:00"):  # the tenth in Shanghai
        assert imported("宅兴村委会") == (0, 1)
        assert imported("宅兴村委会") == (0, 0)
    [before] = former_names(services.find(V))
    assert (before.name, before.short_name, before.until) == ("宅群村委会", "宅群村", date(2026, 3, 10))
    [line] = AuditLine.select().where(AuditLine.act == "rename")
    assert (line.details, line.locality_id) == ("宅群村委会 → 宅兴村委会", V)


def test_it_is_found_by_the_former_name_which_its_home_tells(imported, client_as):
    with time_machine.travel("2026-03-10T04:00:00+00:00"):
        imported("宅兴村委会")
    for words in ("宅群", "zqc", "zhaiqun"):
        page = client_as("黄美珍").get(f"/{V}/search", query_string={"q": words}).text
        assert f'href="/{V}/"' in page and "原来叫宅群村" in page, words
    assert "原来叫" not in client_as("黄美珍").get(f"/{V}/search", query_string={"q": "宅兴"}).text
    home = client_as("黄美珍").get(f"/{V}/").text
    assert "宅兴村</h1>" in home and f"原来叫宅群村，{date_text(date(2026, 3, 10))}改的名" in home
    assert "原来叫" not in client_as("黄美珍").get(f"/{TOWN}/").text
    assert "宅群村" not in client_as("方敏仪").get(f"/{V}/register/").text


def test_named_back_it_is_found_once(imported, client_as):
    imported("宅兴村委会")
    imported("宅群村委会")
    page = client_as("黄美珍").get(f"/{V}/search", query_string={"q": "宅群"}).text
    assert page.count('class="card"') == 1 and "原来叫" not in page
    assert [each.short_name for each in former_names(services.find(V))] == ["宅兴村", "宅群村"]


def test_a_merged_village_is_one_of_the_names_with_all_it_was_called(imported, client_as, village):
    imported("宅兴村委会")
    with time_machine.travel("2026-09-01T04:00:00+00:00"):
        merging.merge(village("宅兴村"), village("强亚村"))
    home = client_as("关启文").get(f"/{village('强亚村').code}/").text
    assert f"宅兴村并到这里来了，{date_text(date(2026, 9, 1))}" in home and "原来叫宅群村，" in home
    page = client_as("关启文").get(f"/{TOWN}/search", query_string={"q": "宅群"}).text
    assert "强亚村" in page and "原来叫宅群村" in page
    assert AuditLine.get(AuditLine.act == "merge").details == "宅兴村委会 → 强亚村委会"


def test_of_two_who_rename_the_second_loses(app, village):
    seen = village("宅群村")
    rename(seen, "宅兴村委会")
    with pytest.raises(LostRace):
        rename(seen, "宅旺村委会")
    assert FormerName.select().count() == 1 and Locality.get_by_id(V).short_name == "宅兴村"


def test_the_command(app, monkeypatch):
    for name, value in environment(app.config).items():
        monkeypatch.setenv(name, value)

    def said(*words):
        close()
        done = CliRunner().invoke(main, ["rename", *words])
        return done.exit_code, done.output
    assert said(V, "宅兴村委会", "--since", "2026-01-01") == (0, "宅群村委会 → 宅兴村委会\n")
    assert [each.until for each in former_names(services.find(V))] == [date(2026, 1, 1)]
    for wrong in ((V, "宅兴村委会"), (V, " "), ("440783108999", "某村"),
                  (V, "某村", "--since", "2999-01-01")):
        assert said(*wrong)[0] == 1, wrong
