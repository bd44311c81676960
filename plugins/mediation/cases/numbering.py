"""The number of a case: (2026)宅群人调字第1号, by village and Shanghai year."""

from linli.toolkit.numbers import next_value

ENDINGS = ("居民委员会", "村民委员会", "社区", "街道", "村", "镇", "乡")


def draw(place, year):
    """The next number of a place in a Shanghai year, without gaps or doubles; in the transaction that
    accepts.
    """
    value = next_value(f"mediation-{place.code}-{year}")
    return f"({year}){_stem(place.short_name)}人调字第{value}号"


def _stem(name):
    ending = next((each for each in ENDINGS if name.endswith(each) and len(name) > len(each)), "")
    return name.removesuffix(ending)
