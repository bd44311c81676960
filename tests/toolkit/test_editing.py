"""Two people change one record: the later is told, in words, and loses nothing."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from flask import render_template_string
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TimeField

from linli.toolkit.editing import Difference, EditForm, show_both
from linli.toolkit.fields import DayField, MoneyField
from linli.toolkit.forms import options

MACRO = "{% from 'macros/forms.html' import both_versions with context %}{{ both_versions(found) }}"


class MeetingForm(EditForm):
    kind = SelectField("哪一种", choices=options({"room": "当面", "phone": "电话"}))
    weekday = SelectField("周几", coerce=int, choices=options({0: "周一", 1: "周二"}))
    words = SelectMultipleField("会说", choices=options({"hakka": "客家话", "yi": "彝语"}))
    day = DayField("哪一天")
    starts = TimeField("几点")
    cost = MoneyField("多少钱")
    open = BooleanField("公开")
    place = StringField("地点")
    captcha = StringField("记录里没有的")


def meeting(**changes):
    return SimpleNamespace(**{
        "version": 3, "kind": "room", "weekday": 0, "words": ("hakka",), "day": date(2026, 11, 25),
        "starts": time(9, 5), "cost": 120050, "open": True, "place": "祠堂"} | changes)


@pytest.fixture
def typed(app):
    """A form that was filled in from version 2 of a record, all fields as in `meeting()`."""
    with app.test_request_context(method="POST", data={
            "version": "2", "kind": "room", "weekday": "0", "words": "hakka", "day": "2026-11-25",
            "starts": "09:05", "cost": "1200.50", "open": "y", "place": "祠堂", "captcha": "x"}):
        yield MeetingForm()


@pytest.mark.parametrize(("now", "said"), [
    ({"kind": "phone"}, ("哪一种", "电话", "当面")),
    ({"kind": "gone"}, ("哪一种", "gone", "当面")),
    ({"weekday": 1}, ("周几", "周二", "周一")),
    ({"words": ("hakka", "yi")}, ("会说", "客家话、彝语", "客家话")),
    ({"words": ()}, ("会说", "没有填", "客家话")),
    ({"day": date(2027, 1, 1)}, ("哪一天", "2027 年 1 月 1 日 周五", "2026 年 11 月 25 日 周三")),
    ({"day": None}, ("哪一天", "没有填", "2026 年 11 月 25 日 周三")),
    ({"starts": time(14)}, ("几点", "14:00", "9:05")),
    ({"cost": 7}, ("多少钱", "0.07 元", "1200.50 元")),
    ({"open": False}, ("公开", "否", "是")),
    ({"place": "村委\n二楼"}, ("地点", "村委\n二楼", "祠堂")),
    ({"place": datetime(2026, 11, 25, 1, tzinfo=UTC)}, ("地点", "2026-11-25 09:00", "祠堂")),
])
def test_both_versions_are_said_in_words(typed, now, said):
    assert show_both(typed, meeting(**now)) == [Difference(*said)]
    assert typed.version.data == "3" and typed.values()["place"] == "祠堂"


def test_where_both_agree_nothing_differs(typed):
    assert show_both(typed, meeting()) == []


def test_the_page_shows_each_difference_and_escapes_it(typed):
    found = show_both(typed, meeting(place="<b>二楼"))
    html = render_template_string(MACRO, found=found)
    assert "现在是" in html and "&lt;b&gt;二楼" in html and "祠堂" in html
    assert "一样" in render_template_string(MACRO, found=[])
    assert not render_template_string(MACRO, found=None).strip()
