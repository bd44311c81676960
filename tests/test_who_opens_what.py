"""DOMAIN, section 3: what each role may open in each area, as letters. Narrower than there is allowed, and
wider only where one post here is two of DOMAIN's (township_staff is 镇业务管理员 and 综治办). Which rows and
words they see there, the canaries tell.
"""

import pytest

from linli.people.models import Post

V = "440783108226"
# {area: {letter: address}}: S totals, M masked, R rows, A approves or keeps, W writes, a = what is theirs.
AREAS = {
    "residents": {"M": "register/ledgers/masked", "R": "register/ledgers/people",
                  "W": "register/households/new"},
    "mediation": {"S": "mediation/figures", "A": "mediation/roster/new", "a": "mediation/cases",
                  "R": "mediation/ledgers/cases"},
    "legal": {"S": "legal/figures", "A": "legal/advisers/new", "R": "legal/ledgers/bookings",
              "a": "legal/day", "L": "legal/ledgers/leads"},
    "leaders": {"S": "leaders/figures", "R": "leaders/ledgers/tenures", "A": "leaders/reviews",
                "W": "leaders/rounds"},
    "points": {"S": "points/figures", "R": "points/ledgers/entries", "A": "points/accounts/new",
               "D": "points/decide"},
    "cameras": {"S": "cctv/figures", "R": "cctv/ledgers/cameras", "A": "cctv/ledgers/payments",
                "F": "cctv/filing"},
    "audit": {"R": "audit/ledgers/lines"},
}
NOTHING = dict.fromkeys(AREAS, "")
# {who of the cast: what opens}, in the village.
OPENS = {
    "关启文": {"audit": "R"},
    "余海川": {"residents": "M", "mediation": "SA", "legal": "S", "leaders": "SRA", "points": "S",
               "cameras": "SRAF", "audit": "R"},
    "梁书宁": {"residents": "M", "mediation": "SA", "legal": "S", "leaders": "SRA", "points": "S",
               "cameras": "SRAF"},
    "方敏仪": {"residents": "RW", "mediation": "SA", "legal": "SAR", "leaders": "SRA", "points": "SRA",
               "cameras": "SRAF"},
    "方立秋": {"residents": "RW"},
    "邓桂香": {},  # whose post is of one building
    "周伯年": {"points": "SR"},
    "司徒晴": {"legal": "a"},
    "吴国安": {"mediation": "SaR"},
    "谭志豪": {"cameras": "SRF"},
    "冯少芬": {"legal": "SL"},
    "胡月娥": {"points": "SRD"},
    "黄美珍": {}, "陈玉莲": {}, None: {},
}
ELSEWHERE = "440783108227"  # another village of the township
TOWNSHIP = ("梁书宁", "余海川", "关启文", "冯少芬", "谭志豪")


def opened(client, place=V):
    """{area: the letters of the addresses that open here}."""
    return {area: "".join(letter for letter, path in pages.items()
                          if client.get(f"/{place}/{path}").status_code == 200)
            for area, pages in AREAS.items()}


@pytest.mark.parametrize("name", OPENS)
def test_each_role_opens_what_the_table_says(client_as, name):
    assert opened(client_as(name)) == {**NOTHING, **OPENS[name]}


def test_a_leader_visits_their_own_households_and_opens_no_more(client_as, person):
    """Held for a building or some households: not in the village, and only the round there."""
    block = Post.get(Post.person == person("劳伟明"), Post.role == "household_liaison").locality_id
    assert opened(client_as("劳伟明")) == NOTHING
    assert opened(client_as("劳伟明"), block) == {**NOTHING, "leaders": "W"}


@pytest.mark.parametrize("name", [name for name in OPENS if name and name not in TOWNSHIP])
def test_a_post_in_one_village_opens_nothing_in_another(client_as, name):
    if name != "司徒晴":  # who advises both
        assert opened(client_as(name), ELSEWHERE) == NOTHING


def test_each_address_is_opened_by_somebody():
    """Or a page that moved would look like one that is closed."""
    said = {(area, letter) for opens in (*OPENS.values(), {"leaders": "W"})
            for area, letters in opens.items() for letter in letters}
    assert said == {(area, letter) for area, pages in AREAS.items() for letter in pages}
