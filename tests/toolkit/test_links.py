"""One matter, one record: a link is begun, carries words once, ends in one record, and tells no more."""

from datetime import timedelta

import pytest

from linli.access import Scope, held_by
from linli.database import LostRace, db, transaction, utc_now
from linli.people.services import posts_of
from linli.personal import retention
from linli.testing import post
from linli.toolkit import links
from plugins.legal.leads.models import Lead

V = "440783108226"
WORDS = "老板欠了大家三个月的工钱"
FACTS = {"source": "window", "employer": "顺风装修队", "site": "文化室", "people": "3", "amount": "900",
         "contact_name": "李师傅", "contact_phone": "13800001234"}


@pytest.fixture
def scope_of(app, person, village):
    def make(name):
        someone = person(name)
        return Scope(app.extensions["linli"].permissions, someone, held_by(someone, posts_of(someone)),
                     village("宅群村"), frozenset(app.extensions["linli"].modules))
    return make


@pytest.fixture
def begun(scope_of, village):
    """A function: 方敏仪 begins to refer a record; any row will do for one."""
    def begin(record, name="方敏仪"):
        with transaction():
            return links.begin(scope_of(name), record, "诉求 5 号", f"/{V}/somewhere/5", WORDS,
                               village("宅群村"))
    return begin


def form(link):
    return f"/{V}/legal/leads/new?referral={link.id}"


def send(client, link, **data):
    return post(client, f"/{V}/legal/leads/new", {**FACTS, "place": V, **data}, page=form(link))


def test_what_was_written_stands_in_the_form_and_both_are_one_matter(client_as, begun, village):
    clerk, link = client_as("方敏仪"), begun(village("宅群村"))
    text = clerk.get(form(link)).text
    assert WORDS in text and "诉求 5 号" in text
    assert send(clerk, link, text=WORDS).status_code == 303
    lead = Lead.select().order_by(Lead.id.desc()).get()
    stops = links.chain(village("宅群村"))
    assert lead.text == WORDS
    assert [(stop.title, stop.here) for stop in links.chain(lead)] == [
        ("诉求 5 号", False), (f"欠薪线索 {lead.number}", True)]
    assert [stop.here for stop in stops] == [True, False]
    page = client_as("冯少芬").get(f"/{V}/legal/leads/{lead.id}").text
    assert f'href="/{V}/somewhere/5"' in page and "诉求 5 号" in page


def test_the_words_go_with_the_end(client_as, begun, village):
    link = begun(village("宅群村"))
    send(client_as("方敏仪"), link, text="改过的")
    assert links.Link.get_by_id(link.id).text == ""


def test_bad_input_keeps_the_link(client_as, begun, village):
    clerk, link = client_as("方敏仪"), begun(village("宅群村"))
    answer = send(clerk, link, people="x")
    assert answer.status_code == 422 and f'name="referral" value="{link.id}"' in answer.text
    assert links.Link.get_by_id(link.id).text == WORDS


@pytest.mark.parametrize("name", ["谢国强", "冯少芬"])
def test_a_link_of_somebody_else_is_404(client_as, begun, village, name):
    link = begun(village("宅群村"))
    assert client_as(name).get(form(link)).status_code == 404


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "９", "0"])
def test_an_odd_address_is_404(client_as, odd):
    assert client_as("方敏仪").get(f"/{V}/legal/leads/new?referral={odd}").status_code == 404


def test_a_form_sent_twice_makes_one_record(client_as, begun, village):
    clerk, link = client_as("方敏仪"), begun(village("宅群村"))
    fields = {**FACTS, "place": V, "nonce": "once", "referral": str(link.id)}
    before, first = Lead.select().count(), post(clerk, f"/{V}/legal/leads/new", fields, page=form(link))
    again = post(clerk, f"/{V}/legal/leads/new", fields)
    assert first.location == again.location and Lead.select().count() == before + 1


def test_one_matter_goes_one_way(client_as, begun, village):
    """Two clerks' forms are open; the second is told, keeps the words, and makes nothing."""
    clerk, first, second = client_as("方敏仪"), begun(village("宅群村")), begun(village("宅群村"))
    open_form = clerk.get(form(second))
    assert send(clerk, first).status_code == 303
    before = Lead.select().count()
    token = open_form.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = clerk.post(f"/{V}/legal/leads/new", data={
        **FACTS, "csrf_token": token, "referral": second.id, "place": V})
    assert answer.status_code == 409 and "顺风装修队" in answer.text
    assert clerk.get(form(second)).status_code == 404 and Lead.select().count() == before
    with pytest.raises(LostRace):
        begun(village("宅群村"))


def test_the_later_of_two_is_told(begun, village, person, scope_of):
    one, other = begun(village("宅群村")), begun(village("宅群村"))
    with transaction():
        links.finish(one, person("方敏仪"), "甲", "/甲")
    with pytest.raises(LostRace), transaction():
        links.finish(other, person("黄美珍"), "乙", "/乙")
    assert [stop.title for stop in links.chain(village("宅群村"))] == ["诉求 5 号", "甲"]


def test_what_was_taken_back_leads_nowhere(begun, village, person):
    link = begun(village("宅群村"))
    with transaction():
        links.drop(link.source)
    with pytest.raises(LostRace), transaction():
        links.finish(link, person("方敏仪"), "甲", "/甲")
    assert links.chain(village("宅群村")) == []


def test_a_chain_of_three_is_shown_whole_on_each(begun, village, person):
    for record, next_one, title in ((village("宅群村"), person("方敏仪"), "甲"),
                                    (person("方敏仪"), person("黄美珍"), "乙")):
        with transaction():
            links.finish(begun(record), next_one, title, f"/{title}")
    assert all([stop.title for stop in links.chain(record)] == ["诉求 5 号", "甲", "乙"] for record in (
        village("宅群村"), person("方敏仪"), person("黄美珍")))


def test_what_led_nowhere_goes_after_a_week(app, begun, village, person):
    kept, done, old = begun(village("宅群村")), begun(person("黄美珍")), begun(village("强亚村"))
    with transaction():
        links.finish(done, person("方敏仪"), "甲", "/甲")
    links.Link.update(at=utc_now() - timedelta(days=8)).where(links.Link.id.in_([done.id, old.id])).execute()
    retention.let_go(app.extensions["linli"], utc_now())
    assert {row.id for row in links.Link.select()} == {kept.id, done.id}


def test_it_comes_by_itself(app):
    with transaction():
        assert links.finish(None, None, "", "") is None
    assert not db.in_transaction()
