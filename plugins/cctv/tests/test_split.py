"""A price is split without losing a 分, whatever the price and the shares."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.cctv.programmes.split import split

PRICES = st.integers(min_value=1, max_value=10**12)


@st.composite
def rules(draw):
    """Any rules that a package can have: shares of at most the whole, a least part of any size."""
    telecom = draw(st.integers(0, 1000))
    return SimpleNamespace(telecom_permille=telecom, resident_permille=draw(st.integers(0, 1000 - telecom)),
                           resident_least=draw(st.integers(0, 10**12)))


@given(PRICES, rules())
def test_the_parts_sum_to_the_price_and_none_is_below_nothing(price, package):
    parts = split(price, package)
    assert sum(parts) == price
    assert min(parts) >= 0


@given(PRICES, rules())
def test_the_telecom_takes_off_its_share_and_never_a_fen_more(price, package):
    telecom = split(price, package).telecom
    assert telecom <= price * package.telecom_permille / 1000 < telecom + 1


@given(PRICES, rules())
def test_the_resident_pays_the_least_part_or_all_that_is_left(price, package):
    parts = split(price, package)
    assert parts.resident >= min(package.resident_least, price - parts.telecom)
    assert parts.resident * 1000 <= max(price * package.resident_permille, package.resident_least * 1000)


@given(PRICES, rules())
def test_what_rounding_leaves_is_the_towns(price, package):
    """Where no least part stands in the way, the town pays its share, and less than 2 分 more."""
    package.resident_least = 0
    share = price * (1000 - package.telecom_permille - package.resident_permille)
    assert share <= split(price, package).town * 1000 < share + 2000


@pytest.mark.parametrize(("price", "telecom", "resident", "least", "parts"), [
    (399_00, 250, 250, 99_00, (99_75, 99_75, 199_50)),
    (300_00, 250, 250, 99_00, (75_00, 99_00, 126_00)),
    (100_00, 500, 100, 99_00, (50_00, 50_00, 0)),
    (1, 333, 333, 0, (0, 0, 1)),
    (1001, 333, 333, 0, (333, 333, 335)),
    (500_00, 1000, 0, 99_00, (500_00, 0, 0)),
])
def test_known_prices(price, telecom, resident, least, parts):
    package = SimpleNamespace(telecom_permille=telecom, resident_permille=resident, resident_least=least)
    assert split(price, package) == parts
