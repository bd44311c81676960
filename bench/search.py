"""What a search costs, in bare Flask answers, in a village of few people and with 20,000 in the township."""

import tempfile

from ledger import V, bare_flask, cost, signed_in

from linli import create_app, demo
from linli.database import db, transaction
from linli.people.models import Person
from linli.toolkit.pinyin import spellings

SEARCHES = {"by name": "黄美珍", "by initials": "hmz", "by phone": "0001", "finds nothing": "没有这个人"}
ELSEWHERE, PEOPLE = 18_000, 20_000
NAMES = ("曾国强", "单小燕", "欧阳淑贞", "李俊杰", "区玉莲", "陈月娥", "梁家豪", "谭桂香")


def main():
    """Print a table: searches × people, those of the village's clerk and of the township's."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(DATA=folder, DATABASE_URL="")
        demo.fill(app)
        clerk, town, bare = signed_in(app, "方敏仪"), signed_in(app, "梁书宁"), bare_flask()
        print(f"{'':16}{'':>10}{'village':>10}{'township':>10}")
        steps = (("few people", None, 0), ("elsewhere", "440783108227", ELSEWHERE), ("here too", V, PEOPLE))
        for said, place, size in steps:
            fill(place, size)
            one = cost(lambda: bare.get("/"))
            for name, words in SEARCHES.items():
                each = [cost(lambda client=client, place=code, words=words: client.get(
                    f"/{place}/search", query_string={"q": words})) / one
                    for client, code in ((clerk, V), (town, "440783108000"))]
                print(f"{name:16}{said:>10}{each[0]:10.0f}{each[1]:10.0f}")
        db.close_all()


def fill(place, size):
    """People of a village till the site has as many as `size`."""
    typed = {name: spellings(name) for name in NAMES}
    have = Person.select().count()
    with transaction():
        for start in range(have, size, 500):
            Person.insert_many([
                {"name": name, "initials": typed[name], "locality": place, "phone": f"+8614{each:09}"}
                for each in range(start, min(start + 500, size))
                for name in [NAMES[each % len(NAMES)]]]).execute()


if __name__ == "__main__":
    main()
