"""What a value of a ledger looks like: as text on screen, on paper and in CSV, by its column's kind."""

from datetime import UTC, date, datetime
from decimal import Decimal

from linli.toolkit.calendar import local, stamp_text
from linli.toolkit.ledger.reading import word_of
from linli.toolkit.phones import masked, plain


def texts(ledger, whole=False):
    """A function for each column, which makes the text of a value; None is empty. `whole`: phones too."""
    return [_or_nothing(_text(column, whole)) for column in ledger.columns]


def tones(ledger):
    """A function for each column, which gives the colour beside a value, or ""."""
    return [_tone(column) for column in ledger.columns]


def moment(value):
    """An aware moment, also of an expression that the database hands back bare."""
    value = datetime.fromisoformat(value) if isinstance(value, str) else value
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def day(value):
    """A date, also of an expression that the database hands back as text."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def yuan(value):
    """分 as 元, exactly, with two decimals."""
    return Decimal(value).scaleb(-2)


def local_moment(value):
    """A moment by Shanghai clocks, without its zone, as spreadsheets want it."""
    return local(moment(value)).replace(tzinfo=None)


def _text(column, whole):
    if column.kind == "choice":
        words = {key: word_of(column.words, key) for key in column.words}
        return lambda value: words.get(value, str(value))
    return {"moment": lambda value: stamp_text(moment(value)),
            "day": lambda value: day(value).isoformat(),
            "money": lambda value: f"{yuan(value):,}", "phone": plain if whole else masked,
            "full_phone": plain}.get(column.kind, str)


def _tone(column):
    tones = {key: word[1] for key, word in column.words.items() if isinstance(word, tuple)}
    return lambda value: tones.get(value, "")


def _or_nothing(text):
    return lambda value: "" if value is None else text(value)
