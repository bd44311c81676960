"""Three languages: who reads which, what is stored in the house's, and catalogues that are complete."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from flask_babel import lazy_gettext as _l

from linli import jobs, plugins
from linli.audit.models import AuditLine
from linli.database import db, transaction
from linli.languages import HOUSE, LANGUAGES, by_browser, catalogues, listed, reading
from linli.modules.models import ModuleSetting
from linli.people.services import set_language
from linli.testing import csrf, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice, notify
from linli.toolkit.reminders import Reminder
from linli.toolkit.workflow import history_of
from plugins.cctv.cameras.models import Fault
from plugins.cctv.tests.making import make_camera
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers
from plugins.points.deeds import services as deeds
from plugins.points.deeds.models import HEARING
from plugins.points.tests import planting

V = "/440783108226"
SIGN_IN = {HOUSE: "登录", "zh_Hant": "登入", "en": "Sign in"}
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
FOLDERS = plugins.translated_folders(plugins.Registry())
CATALOGUES = [(folder, language) for folder in FOLDERS for language in catalogues.TRANSLATED]
NAMES = [f"{folder.parent.name}-{language}" for folder, language in CATALOGUES]


# Who reads which


def title_of(client, url="/sign-in", **headers):
    """(language of the page, its title) as a browser with these headers gets it."""
    read = PageReader(client.get(url, headers=headers).text)
    return read.lang, read.title


@pytest.mark.parametrize("asked, language", [
    ("zh-CN,zh;q=0.9", HOUSE), ("zh-HK", "zh_Hant"), ("zh-Hant-TW,zh;q=0.5", "zh_Hant"), ("zh-MO", "zh_Hant"),
    ("en-US,en;q=0.9", "en"), ("en-US,en;q=0.9,zh-CN;q=0.5", HOUSE), ("en-GB,zh-TW;q=0.1", "zh_Hant"),
    ("fr-FR,en;q=0.5", "en"), ("fr-FR", HOUSE), ("", HOUSE), ("*", HOUSE), ("x" * 300, HOUSE)])
def test_a_browser_is_answered_in_its_language_and_in_chinese_where_it_names_it(client_as, asked, language):
    lang, title = title_of(client_as(), **{"Accept-Language": asked})
    assert lang == LANGUAGES[language].tag and SIGN_IN[language] in title


def test_the_dearest_kind_of_chinese_counts():
    assert by_browser(["en", "zh-TW", "zh-CN"]) == "zh_Hant"
    assert by_browser(["zh-CN", "zh-TW"]) == HOUSE


def test_what_was_chosen_on_the_device_beats_the_account_and_the_account_the_browser(client_as, person):
    client = client_as("黄美珍")
    asked = {"Accept-Language": "zh-TW"}
    assert title_of(client, "/me/", **asked)[0] == "zh-Hant"
    set_language(person("黄美珍"), "en")
    assert title_of(client, "/me/", **asked)[0] == "en"
    client.set_cookie("language", HOUSE)
    assert title_of(client, "/me/", **asked)[0] == "zh-CN"


@pytest.mark.parametrize("made_up", ["fr", "../../etc", "en;q=1", "\x00", "x" * 3000])
def test_a_made_up_cookie_harms_nothing(client_as, made_up):
    client = client_as()
    client.set_cookie("language", made_up)
    assert title_of(client, **{"Accept-Language": "en"})[0] == "en"


def test_a_page_says_its_language_to_caches_and_readers(client_as):
    client = client_as()
    client.set_cookie("language", "en")
    answer = client.get("/sign-in")
    assert answer.headers["Content-Language"] == "en" and '<html lang="en"' in answer.text
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


# The switch


def test_the_switch_stays_on_the_page_and_is_remembered_on_the_device(client_as):
    client, page = client_as(), f"{V}/?from=chat"
    answer = post(client, "/language", {"language": "en"}, page=page)
    assert answer.status_code == 303 and answer.location == page
    assert title_of(client, page)[0] == "en", "without an account and without scripts"


def test_the_switch_is_remembered_in_the_account(client_as, person):
    post(client_as("黄美珍"), "/language", {"language": "zh_Hant"}, page="/me/")
    assert person("黄美珍").language == "zh_Hant"
    assert title_of(client_as("黄美珍"), "/me/")[0] == "zh-Hant", "on another device too"


def test_the_switch_names_each_language_in_itself_and_marks_the_present_one(client_as):
    client = client_as()
    client.set_cookie("language", "en")
    switch = re.search(r'<form class="languages.*?</form>', client.get("/sign-in").text, re.S)[0]
    assert re.findall(r'lang="([\w-]+)"[^>]*>([^<]+)<', switch) == [
        ("zh-CN", "简体"), ("zh-Hant", "繁體"), ("en", "English")]
    assert re.findall(r'lang="([\w-]+)" aria-current="true"', switch) == ["en"]


@pytest.mark.parametrize("given", [{"language": "fr"}, {"language": ""}, {}])
def test_an_unknown_language_is_refused(client_as, given):
    client = client_as()
    token = csrf(client.get("/sign-in").text)
    assert client.post("/language", data={"csrf_token": token, **given}).status_code == 400


def test_the_switch_takes_a_post_with_its_token_and_leads_nowhere_else(client_as):
    client = client_as()
    assert client.get("/language").status_code == 405
    assert client.post("/language", data={"language": "en"}).status_code == 400
    token = csrf(client.get("/sign-in").text)
    typed = {"csrf_token": token, "language": "en", "next": "//elsewhere.example"}
    answer = client.post("/language", data=typed)
    assert answer.location == "/"


@pytest.mark.parametrize("url, code, words", [
    ("/no-such-page", 404, "Page not found"), (f"{V}/modules/", 403, "You are not allowed to open this page"),
    ("/language", 405, "This step cannot be opened this way")])
def test_an_error_page_is_in_the_language_of_whoever_meets_it(client_as, url, code, words):
    client = client_as("黄美珍")
    client.set_cookie("language", "en")
    answer = client.get(url)
    assert answer.status_code == code and words in answer.text and '<html lang="en"' in answer.text
    assert answer.headers["Content-Language"] == "en"


def test_a_refusal_beside_a_field_is_in_the_language_of_the_form(client_as):
    client = client_as()
    client.set_cookie("language", "en")
    answer = post(client, "/sign-in", {"phone": "12", "password": "x"})
    main = re.search(r"<main.*?</main>", answer.text, re.S)[0]
    assert answer.status_code == 422 and "error" in main
    assert not CHINESE.findall("".join(re.findall(r'class="error"[^>]*>([^<]*)<', main)))


# What is stored, and what is told


def reads_english(client_as, name):
    """A client of one of the cast who reads English, there and in what they are told."""
    client = client_as(name)
    post(client, "/language", {"language": "en"}, page="/me/")
    return client


@pytest.fixture
def booked(app, client_as, person):
    """A booking that 黄美珍 made, reading English; the adviser reads what they chose before."""
    def book(by="黄美珍"):
        client = reads_english(client_as, by)
        with app.test_request_context():
            slot = next(offer.slot for offer in offers(person("黄美珍").locality)[1] if offer.free)
        answer = post(client, f"{V}/legal/book/{slot.key}", {"kind": "neighbours", "text": "the wall"})
        assert answer.status_code == 303
        return Booking.select().order_by(Booking.id.desc()).first()
    return book


def told(somebody):
    """The latest notice in somebody's inbox."""
    return Notice.select().where(Notice.person == somebody).order_by(Notice.id.desc()).first()


def stored(row):
    """Every text of a row, in one line."""
    return " ".join(str(value) for value in row.__data__.values())


def test_a_notice_speaks_the_language_of_whoever_it_is_for(booked, person):
    set_language(person("司徒晴"), "zh_Hant")
    booking = booked()
    to_resident, to_adviser = told(booking.resident), told(booking.adviser.person)
    assert not CHINESE.search(to_resident.title) and re.match(r"[MTWFS]\w\w \d+ \w\w\w \d", to_resident.text)
    assert CHINESE.search(to_adviser.title) and re.search(r"月 \d+ 日 週", to_adviser.text)


def test_a_reminder_by_the_clock_is_in_the_language_of_its_reader(app, booked, person):
    booking = booked()
    due = Reminder.select().where(Reminder.record == f"legal_booking:{booking.id}")
    assert due.count() == 2 and not any(CHINESE.search(row.title) for row in due)
    db.close()
    with time_machine.travel(booking.starts_at - timedelta(minutes=30)):
        jobs.run_once(app)
    reminder = told(booking.resident)
    assert "consultation" in reminder.title.lower() and re.search(r"\d (am|pm)", reminder.text)


def test_lazy_words_are_said_to_each_in_their_own(app, person):
    set_language(person("黄美珍"), "en")
    with app.test_request_context(), transaction():
        for name in ("黄美珍", "谢国强"):
            notify(person(name), _l("登录"), "", "/me/")
    assert told(person("黄美珍")).title == "Sign in" and told(person("谢国强")).title == "登录"


def test_a_step_and_its_history_are_stored_in_the_language_of_the_house(client_as, person, village):
    """A camera is taken down by an English-reading clerk: what was reported of it ends by itself."""
    camera = make_camera(village("宅群村"), person("黄美珍"))
    resident, clerk = client_as("黄美珍"), reads_english(client_as, "方敏仪")
    post(resident, f"{V}/cctv/cameras/{camera.number}/report", {"text": "黑屏"})
    fault = Fault.get(Fault.camera == camera.id)
    answer = post(clerk, f"{V}/cctv/cameras/{camera.number}/remove", {"day": str(today()), "words": "moved"})
    assert answer.status_code == 303
    assert [line.note for line in history_of(fault)][-1] == "摄像头拆除了" == Fault.get_by_id(fault.id).words
    assert told(person("黄美珍")).title == "报修有结果了", "nor does the clerk's language reach the resident"


def test_a_deed_and_what_is_noted_of_it_are_stored_in_the_language_of_the_house(app, scope_of, village):
    """A household without a phone says its words to a clerk who reads English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        minus = planting.deed(planting.household(village("宅群村"), "无机人"), points=-3, state=HEARING)
        deeds.answer(scope_of("方敏仪"), minus, "说过了", "a-nonce")
    assert [line.note for line in history_of(minus)] == ["村里替这户记下来的"]


def test_an_audit_line_is_written_in_the_language_of_the_house(client_as):
    client = reads_english(client_as, "方敏仪")
    post(client, f"{V}/legal/ledgers/bookings/export?state=cancelled",
         {"purpose": "inspection", "format": "csv"})
    line = AuditLine.select().order_by(AuditLine.id.desc()).first()
    assert CHINESE.search(line.reason) and "：" in line.details
    assert not re.search("[A-Za-z]{4}", line.reason + line.details.removeprefix("csv")), stored(line)


def test_a_paper_is_in_the_language_of_the_house_whoever_prints_it(client_as):
    """The frame around it is the reader's; a copy of a ledger is a document of the house as a whole."""
    client = reads_english(client_as, "方敏仪")
    answer = post(client, f"{V}/legal/ledgers/bookings/export?state=cancelled",
                  {"purpose": "inspection", "format": "paper"})
    assert answer.headers["Content-Language"] == "zh-CN"
    paper = re.search(r'<article lang="zh-CN" class="paper".*?</article>', answer.text, re.S)[0]
    assert "<h1>预约台账" in paper and "已取消" in paper and "季度检查" in paper
    assert not re.search(">[^<]*[A-Za-z]{4}[^<]*<", paper)


def test_the_frame_around_a_paper_is_the_reader_s(client_as):
    page = reads_english(client_as, "方敏仪").get(f"{V}/points/notices/print").text
    frame, paper = page.split('<article lang="zh-CN" class="paper"')
    assert '<html lang="en"' in frame and "This is what will be printed" in frame
    assert "<h1>积分公示" in paper and "户" in paper and "Household" not in paper.split("</article>")[0]


def test_a_sheet_is_in_the_language_of_the_house(client_as):
    """One that the village filled in fits, whoever brings it."""
    clerk, url = reads_english(client_as, "方敏仪"), f"{V}/legal/imports/pathfinders"
    rows = "姓名,手机号,参加的培训,培训日期\n陈巷生,13800000077,2026 年骨干培训,2026-05-01\n"
    answer = post(clerk, url, {"file": (io.BytesIO(rows.encode("utf-8-sig")), "rows.csv")})
    assert answer.status_code == 303
    assert "Import (rows: 1)" in clerk.get(answer.location).text


def test_a_setting_nobody_changed_is_said_in_the_reader_s_language_and_stays_unsaid(app, client_as, village):
    here = village("宅群村")
    clerk = reads_english(client_as, "方敏仪")
    url = f"{V}/modules/legal"
    page = clerk.get(url).text
    assert "ID card" in page and "身份证" not in page
    before = ModuleSetting.select().where(ModuleSetting.locality == here).count()
    typed = dict(re.findall(r'<input[^>]* name="([a-z_]+)"[^>]* value="([^"]*)"', page))
    assert post(clerk, url, typed).status_code == 303
    assert ModuleSetting.select().where(ModuleSetting.locality == here).count() == before


# The catalogues


@pytest.fixture(scope="module")
def said():
    """{folder of catalogues: {message: where}} of what the code says."""
    return {folder: catalogues.sources(roots) for folder, roots in FOLDERS.items()}


def catalogue(folder, language):
    """{message: its translation} of a catalogue as it lies there, and whether any is fuzzy."""
    read = [each for each in reading.read(reading.catalogue_of(folder, language)) if each.id]
    return {each.id: each.string for each in read}, [each.id for each in read if each.fuzzy]


@pytest.mark.parametrize("folder, language", CATALOGUES, ids=NAMES)
def test_a_catalogue_is_complete(said, folder, language):
    """`linli translations` brings one in step with the code, and lists what waits to be translated."""
    words, fuzzy = catalogue(folder, language)
    assert set(words) == set(said[folder])
    assert [message for message, word in words.items() if not word] == fuzzy == []


@pytest.mark.parametrize("folder, language", CATALOGUES, ids=NAMES)
def test_a_translation_keeps_the_places_of_its_message(folder, language):
    words, _fuzzy = catalogue(folder, language)
    assert not {message: word for message, word in words.items()
                if sorted(PLACEHOLDER.findall(message)) != sorted(PLACEHOLDER.findall(word))}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_english_has_no_chinese_marks(folder):
    """But for a word that has to be typed in Chinese: 填“是”."""
    words, _fuzzy = catalogue(folder, "en")
    assert not {message: word for message, word in words.items()
                if CHINESE.search(word) and "填“" not in message}
    assert "None" not in words.values(), "which reads like a value that a page forgot"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_traditional_has_no_simplified_letter(folder):
    """Each letter is one of Hong Kong's: Big5 and its supplement know no simplified ones."""
    words, _fuzzy = catalogue(folder, "zh_Hant")
    assert not {message: word for message, word in words.items() if not of_hong_kong(word)}


def of_hong_kong(text):
    """Whether each Chinese letter of a text can be written in Hong Kong's letters."""
    try:
        "".join(re.findall(r"[\u2e80-\u9fff]", text)).encode("big5hkscs")
    except UnicodeEncodeError:
        return False
    return True


def test_a_message_of_several_folders_is_translated_once():
    """The catalogues lie over each other: two translations would change with the order of the plugins."""
    for language in catalogues.TRANSLATED:
        found = {}
        for folder in FOLDERS:
            for message, word in catalogue(folder, language)[0].items():
                found.setdefault(message, set()).add(word)
        assert not {message: words for message, words in found.items() if len(words) > 1}


def test_several_things_are_listed_as_the_reader_lists_them(app):
    with app.test_request_context():
        assert listed(["张三", "李四"]) == "张三、李四"
        assert listed(["b", "x", "a"], {"a": "甲", "b": "乙"}) == "乙、甲"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert listed(["A", "B"]) == "A, B" and listed([]) == ""
