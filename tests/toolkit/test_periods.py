"""Months, quarters and years, and what an address may say of them."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from linli.toolkit.figures.periods import MONTH, QUARTER, YEAR, Period, asked_for

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("text", "first", "last", "label"), [
    ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026 年 11 月"),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024 年 2 月"),
    ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026 年第 4 季度"),
    ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31), "2025 年第 1 季度"),
    ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026 年"),
])
def test_a_period_of_an_address(text, first, last, label):
    period = asked_for(text, TODAY)
    assert (period.first, period.last, str(period)) == (first, last, text)
    with _words():
        assert period.label == label


@pytest.mark.parametrize("text", [
    None, "", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-Q", "1999", "1999-12", "2101", "9999-12",
    "２０２６", "2026-11-01", "-2026", "x" * 300, "😀", "2026-12", "2027", "2027-Q1", "2026\n"])
def test_anything_odd_or_still_to_come_is_this_month(text):
    assert asked_for(text, TODAY) == Period(date(2026, 11, 1), MONTH)


@pytest.mark.parametrize("months", [MONTH, QUARTER, YEAR])
def test_periods_follow_one_another_without_a_gap(months):
    period = Period.around(TODAY, months)
    for step in range(-30, 30):
        one, other = period.shifted(step), period.shifted(step + 1)
        assert one.last + timedelta(days=1) == other.first
        assert Period.around(one.first, months) == one == Period.around(one.last, months)
    assert period.shifted(5).shifted(-5) == period


def _words():
    app = Flask("words")
    Babel(app)
    return app.test_request_context()
