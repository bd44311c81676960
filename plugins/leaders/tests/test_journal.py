"""Rounds, visits, appeals: written by leaders, read by households, answered, passed on, forgotten."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from linli.access import BY_CLOCK
from linli.database import db, transaction, utc_now
from linli.modules.services import save_settings, settings_of, switch
from linli.people.leaving import die
from linli.people.models import Household
from linli.people.services import leave_post
from linli.testing import count_queries, post
from linli.toolkit.calendar import today
from linli.toolkit.links import Link
from linli.toolkit.notices import Notice
from plugins.leaders.journal import lists, services
from plugins.leaders.journal.clock import forget_words, tick
from plugins.leaders.journal.lists import monday
from plugins.leaders.journal.models import ANSWERED, OPEN, WITHDRAWN, Appeal, Round, Visit
from plugins.leaders.module import module
from plugins.leaders.tasks.models import Task
from plugins.leaders.tenure.models import RESTING, Tenure
from plugins.legal.leads.models import Lead

V = "440783108226"
WORDS = "屋后的水沟堵了"


@pytest.fixture
def rounds(block):
    """The address of 劳伟明's rounds."""
    return f"/{block('祠堂边').code}/leaders/rounds"


@pytest.fixture
def home(block):
    """A household of 祠堂边 that nobody has asked anything for."""
    asked = Appeal.select(Appeal.household).where(Appeal.household.is_null(False))
    return Household.get(Household.block == block("祠堂边"), Household.number == "022",
                         Household.id.not_in(asked))


def visited(**typed):
    """What a leader types after a visit."""
    return {"day": str(today()), "way": "door", **typed}


def newest():
    """The appeal that was made last."""
    return Appeal.select().order_by(Appeal.id.desc()).get()


def asks(client, text=WORDS, place=V):
    """A resident writes to their leader; returns the address of the appeal."""
    answer = post(client, f"/{place}/leaders/ask", {"kind": "environment", "text": text})
    assert answer.status_code == 303
    return answer.location


def test_a_leader_sees_the_households_of_their_block_longest_ago_first(client_as, rounds, block, person):
    page = client_as("劳伟明").get(rounds).text
    mine = list(Household.select().where(Household.block == block("祠堂边"),
                                         Household.id != person("劳伟明").household_id))
    assert f"共 {len(mine)} 户" in page and all(f"rounds/{row.id}" in page for row in mine)
    seen = {row.household_id for row in Visit.select().where(Visit.block == block("祠堂边"))}
    never = [row for row in mine if row.id not in seen]
    assert never and all(page.index(f"rounds/{row.id}") < page.index(f"rounds/{old}")
                         for row in never for old in seen)


def test_a_household_that_left_the_register_is_visited_and_counted_no_more(client_as, clerk, rounds, home,
                                                                           block):
    leader, page = client_as("劳伟明"), f"/{V}/leaders/blocks/{block('祠堂边').code}"
    assert f"rounds/{home.id}" in leader.get(rounds).text and home.number in clerk.get(page).text
    Household.update(closed_on=today()).where(Household.id == home.id).execute()
    assert f"rounds/{home.id}" not in leader.get(rounds).text
    assert leader.get(f"{rounds}/{home.id}").status_code == 404
    assert f"{home.number} · " not in clerk.get(page).text


def test_what_somebody_who_died_was_told_is_the_staffs(client_as, clerk, person):
    asks(client_as("黄美珍"))
    Appeal.update(leader=person("劳伟明")).where(Appeal.id == newest().id).execute()
    address = f"/leaders/appeals/{newest().id}"
    assert address not in clerk.get(f"/{V}/desk").text
    with transaction():
        die(BY_CLOCK, person("劳伟明").id, person("劳伟明").household_id)
    assert address in clerk.get(f"/{V}/desk").text


def test_a_leader_of_another_block_does_not(client_as, rounds, home):
    assert client_as("邓桂香").get(rounds).status_code == 403
    there = f"{rounds.replace('-m01', '-b01')}/{home.id}"
    assert client_as("邓桂香").get(there).status_code == 404


def test_a_visit_with_two_appeals(client_as, rounds, home, person):
    leader = client_as("劳伟明")
    page = leader.get(f"{rounds}/{home.id}").text
    assert f'data-outbox="走访：{home.number} 号"' in page and "不写这家人怎么样" in page
    answer = post(leader, f"{rounds}/{home.id}", visited(kind_1="repair", text_1=WORDS, kind_3="other",
                                                         text_3="要一把梯子"))
    assert answer.status_code == 303
    visit = Visit.select().order_by(Visit.id.desc()).get()
    assert (visit.household_id, visit.person_id, visit.week) == (
        home.id, person("劳伟明").id, monday(today()))
    assert [(row.kind, row.text) for row in visit.appeals.order_by(Appeal.id)] == [
        ("repair", WORDS), ("other", "要一把梯子")]
    assert "这周走过" in leader.get(f"{rounds}?q={home.number}").text


def test_a_visit_where_nothing_was_asked(client_as, rounds, home):
    before = Appeal.select().count()
    assert post(client_as("劳伟明"), f"{rounds}/{home.id}", visited()).status_code == 303
    assert Appeal.select().count() == before


def test_a_form_sent_twice_is_one_visit(client_as, rounds, home):
    leader, before = client_as("劳伟明"), Visit.select().count()
    for _each in range(2):
        answer = post(leader, f"{rounds}/{home.id}", visited(kind_1="repair", text_1=WORDS, nonce="once"))
        assert answer.status_code == 303
    assert Visit.select().count() == before + 1
    assert Appeal.select().where(Appeal.text == WORDS).count() == 1


@pytest.mark.parametrize(("typed", "said"), [
    ({"day": str(today() + timedelta(days=1))}, "还没到"), ({"day": ""}, "请填哪天"),
    ({"day": str(today() - timedelta(days=32))}, "一个月以内"), ({"way": "spy"}, ""),
    ({"kind_2": "repair"}, "请写一两句"), ({"text_1": WORDS}, "请选这件事"),
    ({"kind_1": "lazy", "text_1": WORDS}, ""), ({"kind_1": "other", "text_1": "长" * 501}, "最多 500")])
def test_what_is_wrong_is_said_and_nothing_lost(client_as, rounds, home, typed, said):
    before = Visit.select().count()
    answer = post(client_as("劳伟明"), f"{rounds}/{home.id}", visited(text_5="还有这句", **typed))
    assert answer.status_code == 422 and said in answer.text and "还有这句" in answer.text
    assert Visit.select().count() == before


def test_31_days_ago_is_written_down(client_as, rounds, home):
    day = today() - timedelta(days=31)
    assert post(client_as("劳伟明"), f"{rounds}/{home.id}", visited(day=str(day))).status_code == 303


def test_the_household_is_told_and_reads_every_word(client_as, rounds, person, home):
    reader = person("谢国强")
    reader.household = home
    reader.save()
    post(client_as("劳伟明"), f"{rounds}/{home.id}", visited(kind_1="repair", text_1=WORDS))
    notice = Notice.select().where(Notice.person == reader).order_by(Notice.id.desc()).get()
    assert notice.url == f"/{V}/leaders/notes" and WORDS not in notice.title + notice.text
    page = client_as("谢国强").get(notice.url).text
    assert WORDS in page and "劳伟明" in page and "还没办" in page


def test_a_household_withdraws_what_is_open_only(client_as, rounds, person, home):
    reader = person("谢国强")
    reader.household = home
    reader.save()
    post(client_as("劳伟明"), f"{rounds}/{home.id}", visited(kind_1="repair", text_1=WORDS))
    url = f"/{V}/leaders/appeals/{newest().id}"
    assert client_as("黄美珍").get(f"{url}/withdraw").status_code == 404
    assert post(client_as("谢国强"), f"{url}/withdraw").status_code == 303
    assert newest().state == WITHDRAWN
    there = f"{rounds.replace('rounds', 'appeals')}/{newest().id}/answer"
    assert client_as("劳伟明").get(there).status_code == 303
    assert client_as("谢国强").get(f"{url}/withdraw").status_code == 303  # to the record


def test_a_resident_writes_and_the_leader_of_their_block_answers(client_as, person, block):
    url = asks(client_as("黄美珍"))
    made = newest()
    assert (made.leader.name, made.locality_id, made.household) == ("邓桂香", block("1 号楼").code, None)
    told = Notice.select().where(Notice.person == person("邓桂香")).order_by(Notice.id.desc()).get()
    assert WORDS not in told.title + told.text
    leader = client_as("邓桂香")
    assert WORDS in leader.get(told.url).text
    assert post(leader, f"{told.url}/answer", {"text": "明天去通"}).status_code == 303
    back = Notice.select().where(Notice.person == person("黄美珍")).order_by(Notice.id.desc()).get()
    assert "答复" in back.title and "明天去通" not in back.title + back.text
    assert "明天去通" in client_as("黄美珍").get(url).text and newest().state == ANSWERED


def test_one_may_write_to_another_block(client_as, block):
    asks(client_as("黄美珍"), place=block("祠堂边").code)
    assert newest().leader.name == "劳伟明"


def test_where_nobody_serves_the_village_is_told(client_as, person, block):
    asks(client_as("谢国强"))
    assert (newest().leader, newest().locality_id) == (None, V)
    told = Notice.select().where(Notice.person == person("方敏仪")).order_by(Notice.id.desc()).get()
    assert "居民找您" in told.title
    assert post(client_as("方敏仪"), f"{told.url}/answer", {"text": "好"}).status_code == 303


def test_a_leader_does_not_write_to_themself(client_as):
    url = asks(client_as("劳伟明"))
    assert newest().leader is None
    assert client_as("劳伟明").get(f"{url}/answer").status_code == 403


def test_a_clerk_does_not_answer_their_own(client_as, person):
    url = asks(client_as("方敏仪"))
    assert client_as("方敏仪").get(f"{url}/answer").status_code == 403
    page = client_as("方敏仪").get(url).text
    assert f"{url}/answer" not in page and "登记成欠薪线索" not in page


def test_of_two_answers_the_second_is_told(client_as, block):
    url = asks(client_as("黄美珍"))
    leader, clerk = client_as("邓桂香"), client_as("方敏仪")
    token = clerk.get(f"{url}/answer").text.split('name="csrf_token" value="')[1].split('"')[0]
    there = f"/{block('1 号楼').code}/leaders/appeals/{newest().id}/answer"
    assert post(leader, there, {"text": "我来"}).status_code == 303
    late = clerk.post(f"{url}/answer", data={"csrf_token": token, "text": "还是我来吧"})
    assert late.status_code == 409 and "已答复" in late.text and "还是我来吧" in late.text
    assert newest().answer == "我来"


def test_a_leader_who_rests_reads_no_more(client_as, person, block):
    asks(client_as("黄美珍"))
    url = f"/{block('1 号楼').code}/leaders/appeals/{newest().id}"
    assert client_as("邓桂香").get(url).status_code == 200
    leave_post(person("邓桂香"), "building_steward", block("1 号楼"))
    assert client_as("邓桂香").get(url).status_code == 404


def test_an_appeal_becomes_a_lead_and_nothing_is_typed_again(client_as):
    url = asks(client_as("黄美珍"), "老板欠了三个月工钱")
    clerk, made = client_as("方敏仪"), newest()
    opened = post(clerk, f"{url}/refer", {"endpoint": "legal.new_lead"}, page=url)
    assert opened.status_code == 303
    assert "老板欠了三个月工钱" in clerk.get(opened.location).text
    assert "还没办" in clerk.get(url).text
    path = opened.location.split("?")[0]
    assert post(clerk, path, {
        "source": "window", "place": V, "employer": "顺风装修队", "site": "文化室", "people": "1",
        "amount": "900", "contact_name": "黄美珍", "contact_phone": "14000000001",
        "text": "老板欠了三个月工钱"}, page=opened.location).status_code == 303
    lead = Lead.select().order_by(Lead.id.desc()).get()
    page = client_as("黄美珍").get(url).text
    assert "已转办" in page and lead.number in page and f"{url}/withdraw" not in page
    assert f"居民诉求 {made.id} 号" in client_as("冯少芬").get(f"/{V}/legal/leads/{lead.id}").text
    assert client_as("冯少芬").get(url).status_code == 404
    assert Link.get().text == ""
    assert newest().state == OPEN and Appeal.select().where(Appeal.passed_on()).count() == 1
    assert lead.number not in clerk.get(f"/{V}/leaders/ledgers/appeals?state=open").text
    assert f"/appeals/{made.id}" in clerk.get(f"/{V}/leaders/ledgers/appeals?state=passed_on").text
    assert post(clerk, f"{url}/answer", {"text": "人社在办"}).status_code == 303


def test_an_appeal_becomes_a_task(client_as):
    url, clerk = asks(client_as("黄美珍")), client_as("方敏仪")
    opened = post(clerk, f"{url}/refer", {"endpoint": "leaders.new_task"}, page=url)
    page = clerk.get(opened.location).text
    assert page.count(WORDS) == 1 and f"{WORDS}</p>" in page and 'value="环境卫生"' in page
    until = str(today() + timedelta(days=3))
    typed = {"topic": "environment", "title": "清水沟", "text": "三组的水沟要清", "place": "三组",
             "people": "1", "photos": "1", "claim_hours": "24", "audience": "anybody", "until_day": until,
             "until_clock": "18:00"}
    new = opened.location.split("?")[0]
    empty = post(clerk, new, {**typed, "text": ""}, page=opened.location)
    assert empty.status_code == 422 and WORDS in empty.text, "the words stay above the form"
    answer = post(clerk, new, typed, page=opened.location)
    assert answer.status_code == 303 and "已转办" in client_as("黄美珍").get(url).text
    assert f"居民诉求 {newest().id} 号" in clerk.get(answer.location).text
    for name in ("邓桂香", "劳伟明", "方敏仪", "梁书宁"):
        assert WORDS not in client_as(name).get(answer.location).text
    assert not Task.select().where(Task.text.contains(WORDS) | Task.title.contains(WORDS)).exists()
    assert clerk.get(opened.location).status_code == 404


def test_withdrawn_while_it_was_being_passed_on(client_as):
    url = asks(client_as("黄美珍"))
    clerk = client_as("方敏仪")
    opened = post(clerk, f"{url}/refer", {"endpoint": "legal.new_lead"}, page=url)
    post(client_as("黄美珍"), f"{url}/withdraw")
    assert clerk.get(opened.location).status_code == 404 and not Link.select().count()


def test_only_offered_forms_take_it_in(client_as, block):
    url = asks(client_as("黄美珍"))
    assert post(client_as("方敏仪"), f"{url}/refer", {"endpoint": "shell.home"}, page=url).status_code == 403
    there = f"/{block('1 号楼').code}/leaders/appeals/{newest().id}"
    assert "legal.new_lead" not in client_as("邓桂香").get(there).text  # a leader enters no leads of others


def at(*when):
    return datetime(*when, tzinfo=UTC)


def test_each_week_owes_its_visits_once(app, person, block, village):
    Round.delete().execute()
    tick(at(2026, 11, 22, 15))  # Sunday night in Shanghai
    week = {row.first_day for row in Round.select()}
    tick(at(2026, 11, 22, 16))  # Monday there
    tick(at(2026, 11, 22, 16))
    rows = list(Round.select().where(Round.person == person("劳伟明")).order_by(Round.first_day))
    assert week == {date(2026, 11, 16)} and [row.first_day for row in rows] == [
        date(2026, 11, 16), date(2026, 11, 23)]
    assert (rows[0].block_id, rows[0].locality_id, rows[0].due) == (block("祠堂边").code, V, 2)


def test_no_round_where_the_module_is_off_none_is_wanted_or_nobody_serves(app, person, village):
    Round.delete().execute()
    save_settings(module, village("宅群村"), {**vars(settings_of(module, village("宅群村"))),
                                              "weekly_visits": 0},
                  None)
    switch(village("强亚村"), "leaders", False, None)
    tick(utc_now())
    assert Round.select().count() == 0
    save_settings(module, village("宅群村"), {**vars(settings_of(module, village("宅群村"))),
                                              "weekly_visits": 3},
                  None)
    Tenure.update(state=RESTING).where(Tenure.person == person("劳伟明")).execute()
    tick(utc_now())
    assert person("劳伟明").id not in {row.person_id for row in Round.select()}
    assert {row.due for row in Round.select()} == {3}


def test_a_week_counts_households_not_visits(app, person, block):
    Round.delete().execute()
    Appeal.update(visit=None).execute()
    Visit.delete().execute()
    tick(utc_now())
    mine = Round.get(Round.person == person("劳伟明"))
    homes = list(Household.select().where(Household.block == block("祠堂边")).limit(3))
    for home in (homes[0], homes[0], homes[1], homes[2]):
        Visit.create(locality=V, block=mine.block, household=home, person=mine.person, day=today(),
                     week=monday(today()))
    made, kept = Round.select(Round.made(), Round.kept()).where(Round.id == mine.id).tuples().get()
    assert made == 3 and kept == mine.due == 2


def test_words_go_after_the_months_of_the_village(app, village, client_as):
    asks(client_as("黄美珍"))
    old, made = newest(), newest().at
    save_settings(module, village("宅群村"), {**vars(settings_of(module, village("宅群村"))),
                                              "note_months": 6}, None)
    Appeal.update(answer="通好了", state=ANSWERED).where(Appeal.id == old.id).execute()
    tick(made + timedelta(days=179))
    assert newest().text == WORDS
    tick(made + timedelta(days=190))
    gone = newest()
    assert (gone.text, gone.answer, gone.kind) == ("", "", "environment") and gone.forgotten_at
    assert "到期清除" in client_as("黄美珍").get(f"/{V}/leaders/appeals/{old.id}").text


def test_no_answer_outlives_the_words(app, client_as, scope_of, monkeypatch):
    """The clock empties the words while somebody answers: what they write is not left behind."""
    asks(client_as("黄美珍"))
    later, hold, clocks = utc_now() + timedelta(days=400), services._hold_open, []

    def hold_and_let_the_clock_come(asked):
        hold(asked)
        clocks.append(Thread(target=_forgets, args=(app, later)))
        clocks[0].start()
        clocks[0].join(1)  # it waits for the row, or is done
    monkeypatch.setattr(services, "_hold_open", hold_and_let_the_clock_come)
    scope = scope_of("方敏仪")
    asked = lists.with_people(scope, Appeal.visible_to(scope)).where(Appeal.id == newest().id).get()
    with app.test_request_context():
        services.answer(scope, asked, "叫人去通了", "n")
    clocks[0].join()
    assert (newest().text, newest().answer) == ("", "") and newest().forgotten_at


def _forgets(app, later):
    with app.app_context(), db.connection_context():
        forget_words(later)


def test_the_clock_asks_little_where_nothing_is_due(app):
    Appeal.update(at=utc_now()).execute()
    tick(utc_now())
    with count_queries() as seen:
        tick(utc_now())
    assert len(seen) == 2  # no round, nothing old enough
    Appeal.update(at=utc_now() - timedelta(days=60)).execute()
    with count_queries() as seen:
        tick(utc_now())
    assert len(seen) <= 4 and not [sql for sql in seen if sql.startswith("UPDATE")]


def test_pages_ask_no_more_with_more_rows(client_as, rounds, block):
    leader, resident = client_as("劳伟明"), client_as("黄美珍")
    urls = ((leader, rounds), (leader, "/me/"), (resident, f"/{V}/leaders/notes"))

    def counts():
        found = []
        for client, url in urls:
            with count_queries() as seen:
                client.get(url)
            found.append(len(seen))
        return found
    before = counts()
    for _each in range(5):
        asks(resident)
        asks(resident, place=block("祠堂边").code)
    assert counts() == before and before[0] <= 15 and before[2] <= 15


def test_what_is_open_is_said_before_switching_off(app, client_as, village):
    from plugins.leaders.journal.cards import open_matters
    asks(client_as("黄美珍"))
    said = [str(line) for line in open_matters(village("宅群村"))]
    assert len(said) == 1 and "2 件" in said[0]


def test_the_nearest_leader_is_the_one(app, village, block, person):
    assert services.leader_for(block("祠堂边")).person.name == "劳伟明"
    assert services.leader_for(block("村口")) is None and services.leader_for(village("宅群村")) is None
