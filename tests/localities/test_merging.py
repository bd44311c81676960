"""A village that goes up in another: nothing is lost, and old links lead on."""

import pytest
from click.testing import CliRunner

from linli.cli import main
from linli.database import db
from linli.localities.models import Locality
from linli.localities.services import add, find, villages_of
from linli.modules.services import modules_on, switch
from linli.people.models import Household, Person
from linli.register import merging
from linli.register.models import VILLAGE_MERGED
from linli.testing import environment
from linli.testing.databases import close

OLD, NEW, TOWNSHIP = "440783108226", "440783108227", "440783108000"


def rows():
    """{table: how many rows}, of every table."""
    return {table: db.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
            for table in db.get_tables()}


def left_at(place):
    """{table: how many rows still point at a place}."""
    found = {}
    for field in merging._fields_to(Locality):
        if field.model is not Locality and (many := field.model.select().where(field == place).count()):
            found[field.model._meta.table_name] = many
    return found


def test_everything_of_the_old_village_is_found_under_the_new_one(app, client_as, village):
    old, new = village("宅群村"), village("强亚村")
    numbers = {row.number for row in Household.registered_in(new)}
    assert numbers & {row.number for row in Household.registered_in(old)}
    total, before = Household.registered_in(old).count() + len(numbers), rows()
    moved = merging.merge(old, new)
    after = rows()
    assert moved["household"] and moved["person"] and moved["legal_booking"] and moved["points_deed"]
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"household_event", "module_switch", "module_setting", "former_name", "audit_line"}
    assert Household.registered_in(new).count() == total
    renamed = [row.number for row in Household.registered_in(new) if row.number.startswith("宅群村")]
    assert renamed and {number.removeprefix("宅群村") for number in renamed} <= numbers
    assert not {"household", "person", "legal_booking", "points_account"} & left_at(old).keys()


def test_what_would_stand_twice_stays_and_is_still_found_below_the_new_village(app, village):
    old, new = village("宅群村"), village("强亚村")
    everything = {table: many + left_at(new).get(table, 0) for table, many in left_at(old).items()}
    merging.merge(old, new)
    new = Locality.get_by_id(new.code)
    assert Locality.get_by_id(old.code).path.startswith(new.path)
    for table, many in everything.items():
        if table not in ("module_switch", "module_setting", "audit_line"):
            assert left_at(old).get(table, 0) + left_at(new).get(table, 0) == many, table


def test_blocks_and_their_households_come_along(app, village):
    old, new = village("宅群村"), village("强亚村")
    grid = add(old, f"{OLD}-g90", "第九十网格", "grid")
    inner = add(grid, f"{OLD}-m90", "祖宅微网格", "micro_grid")
    home = Person.get(Person.name == "黄美珍", Person.phone.is_null(False)).household
    Household.update(block=inner).where(Household.id == home.id).execute()
    merging.merge(old, new)
    inner, grid, new = (Locality.get_by_id(place.code) for place in (inner, grid, new))
    assert inner.path == f"{grid.path}{inner.code}/" and grid.path == f"{new.path}{grid.code}/"
    assert grid.parent_id == new.code and inner.parent_id == grid.code
    assert Household.get_by_id(home.id).block_id == inner.code


def test_old_links_lead_on_and_the_register_says_so(client_as, village, person):
    resident = person("黄美珍")
    home = resident.household
    merging.merge(village("宅群村"), village("强亚村"))
    client = client_as("方敏仪")
    for path in ("", "legal/", f"register/households/{home.id}?x=1"):
        answer = client.get(f"/{OLD}/{path}")
        assert answer.status_code == 308 and answer.location == f"/{NEW}/{path}"
    page = client.get(f"/{OLD}/register/households/{home.id}", follow_redirects=True)
    assert page.status_code == 200 and "村居合并" in page.text and "宅群" in page.text
    assert home.events.where(home.events.model.kind == VILLAGE_MERGED).count() == 1
    assert client_as("黄美珍").get(f"/{NEW}/points/passbook").status_code in (200, 302, 303)
    places = client.get(f"/{TOWNSHIP}/places").text
    assert f'"/{NEW}/"' in places and f'"/{OLD}/"' not in places
    assert len(villages_of(find(TOWNSHIP))) == 16


def test_a_service_that_either_has_is_on(app, village):
    old, new = village("宅群村"), village("强亚村")
    switch(old, "cctv", True, None)
    switch(new, "cctv", False, None)
    merging.merge(old, new)
    assert "cctv" in modules_on(Locality.get_by_id(new.code), {"cctv"})


def test_a_village_merged_twice_leads_to_the_last(client_as, village):
    merging.merge(village("宅群村"), village("强亚村"))
    merging.merge(village("强亚村"), village("北义村"))
    last = village("北义村").code
    assert {Locality.get_by_id(code).successor_id for code in (OLD, NEW)} == {last}
    assert client_as().get(f"/{OLD}/").location == f"/{last}/"
    with pytest.raises(merging.CannotMerge):
        merging.merge(village("宅群村"), village("北义村"))


@pytest.mark.parametrize(("old", "new"), [(OLD, OLD), (TOWNSHIP, NEW), (OLD, TOWNSHIP)])
def test_what_cannot_be_merged_changes_nothing(app, old, new):
    before = rows()
    with pytest.raises(merging.CannotMerge):
        merging.merge(find(old), find(new))
    assert rows() == before and find(OLD).successor_id is None


def test_at_the_command_line(app, monkeypatch):
    for name, value in environment(app.config).items():
        monkeypatch.setenv(name, value)
    close()  # the command opens the database anew
    said = CliRunner().invoke(main, ["merge", OLD, NEW, "--yes"])
    close()
    assert said.exit_code == 0 and "household " in said.output
    refused = CliRunner().invoke(main, ["merge", OLD, "999999999999", "--yes"])
    assert refused.exit_code == 1 and "没有这个地方" in refused.output
