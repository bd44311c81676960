"""How a Chinese name is typed on a keyboard: 黄美珍 is hmz, or huangmeizhen."""

import re
from itertools import product

from peewee import SQL

# Characters that are read otherwise as a surname; the first reading is the usual one.
SURNAMES = {
    "单": ("shan",), "單": ("shan",), "曾": ("zeng",), "解": ("xie",), "区": ("ou",), "區": ("ou",),
    "仇": ("qiu",), "覃": ("qin", "tan"), "冼": ("xian",), "查": ("zha",), "朴": ("piao",), "任": ("ren",),
    "华": ("hua",), "盖": ("ge", "gai"), "乐": ("yue", "le"), "樂": ("yue", "le"), "员": ("yun",),
    "种": ("chong",), "翟": ("zhai", "di"), "缪": ("miao",), "繁": ("po",), "折": ("she",), "黑": ("he",),
    "燕": ("yan",), "应": ("ying",), "宁": ("ning",), "纪": ("ji",), "葛": ("ge",), "盛": ("sheng",),
    "柏": ("bai", "bo"), "贾": ("jia",),
}
DOUBLE = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
          "澹台": ("tan", "tai")}
READ_TWICE = 4  # so many characters of a name may be read in two ways; those after them in one
_PIECES = re.compile(r"[a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


class Spelled:
    """A model with `name` and `initials`: whatever writes the name writes how it is typed beside it.
    `insert_many` does not, and leaves it to its caller.
    """

    def save(self, force_insert=False, only=None):
        """As of any model."""
        self.initials = spellings(self.name)
        return super().save(force_insert, only)

    @classmethod
    def update(cls, *rows, **values):
        """As of any model."""
        if "name" in values:
            values["initials"] = spellings(values["name"])
        return super().update(*rows, **values)

    @classmethod
    def typed_as(cls, words):
        """Condition: the name is typed so, or begins so; of no row where these are not letters."""
        letters = re.sub(r"[\s']", "", words).lower()
        if not (letters.isascii() and letters.isalpha()):
            return SQL("(1 = 0)")
        return cls.initials.startswith(letters) | cls.initials.contains(f" {letters}")


def spellings(name):
    """The ways to type a name, lower-case letters only, with a space between: first by initials, then whole.
    A character that is read in several ways gives several; what has no letters gives "".
    """
    pieces = _PIECES.findall(name.lower())
    read = list(product(*_readings(pieces)))
    short = dict.fromkeys("".join(each[0] for each in way) for way in read if way)
    whole = dict.fromkeys("".join(way) for way in read if way)
    return " ".join(dict.fromkeys([*short, *whole]))


def _readings(pieces):
    """For each piece of a name its readings, that of a surname first."""
    double = DOUBLE.get("".join(pieces[:2]), ())
    for place, piece in enumerate(pieces):
        usual = _read(piece)[:2 if place < READ_TWICE else 1]
        if place < len(double):
            yield (double[place],)
        elif readings := tuple(dict.fromkeys((*(SURNAMES.get(piece, ()) if not place else ()), *usual))):
            yield readings


def _read(piece):
    """The readings of one character, the usual one first; letters are their own."""
    if piece.isascii():
        return (piece,)
    from pypinyin import Style, pinyin  # a large dictionary: only whoever writes a name loads it
    return [read for read in pinyin(piece, style=Style.NORMAL, heteronym=True)[0] if read.isascii()]
