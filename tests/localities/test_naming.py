import pytest

from linli.localities.naming import short_name


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("宅群村委会", "village", "宅群村"),
        ("裡村村委会", "village", "裡村"),
        ("文山村民委员会", "village", "文山村"),
        ("牌坊村村民委员会", "village", "牌坊村"),
        ("塘口墟社区居委会", "community", "塘口墟社区"),
        ("坡巷社区居民委员会", "community", "坡巷社区"),
        ("上窖居委会", "community", "上窖社区"),
        ("城西居民委员会", "community", "城西社区"),
        ("横塘社区", "community", "横塘社区"),
        ("敦达乌苏嘎查", "village", "敦达乌苏嘎查"),
        ("村委会", "village", "村委会"),
        ("塘口镇", "township", "塘口镇"),
        ("开平市", "county", "开平市"),
        ("广东省", "province", "广东省"),
    ],
)
def test_the_name_people_say(name, kind, short):
    assert short_name(name, kind) == short
