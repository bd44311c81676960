"""The languages that a page can be read in, and which of them a reader gets.

What is written down stays in the language of the house, whoever writes it (`house`): households, clerks
and inspections read the same record. What is told to one person is told in theirs (`of_person`).
"""

from dataclasses import dataclass

from flask import g, has_request_context, request
from flask_babel import force_locale
from flask_babel import get_locale as current
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Language:
    """`title` is its name in itself, `tag` what HTML calls it (BCP 47), `brand` what Linli is called in it:
    no message, for 邻里 is also a word.
    """

    title: str
    tag: str
    brand: str


HOUSE = "zh_Hans_CN"
LANGUAGES = {HOUSE: Language("简体", "zh-CN", "邻里"), "zh_Hant": Language("繁體", "zh-Hant", "鄰里"),
             "en": Language("English", "en", "Linli")}
COOKIE = "language"
TRADITIONAL = ("hant", "hk", "mo", "tw")


def of_request():
    """The language of this answer: what the reader chose on this device, else in their account, else
    what their browser asks for. Without a request it is the house's.
    """
    if not has_request_context():
        return HOUSE
    scope = g.get("scope")
    mine = scope.actor.language if scope and scope.person else None
    chosen = request.cookies.get(COOKIE) or mine
    return chosen if chosen in LANGUAGES else by_browser(request.accept_languages.values())


def by_browser(tags):
    """The language for what a browser asks for, the dearest first. Chinese wherever it is named at all:
    many a phone is set to English and read by somebody who would rather have Chinese.
    """
    tags = [tag.lower() for tag in tags]
    for tag in tags:
        if tag.startswith("zh"):
            return "zh_Hant" if any(mark in tag for mark in TRADITIONAL) else HOUSE
    return "en" if any(tag.startswith("en") for tag in tags) else HOUSE


def here():
    """The Language of this answer."""
    return LANGUAGES[str(current() or HOUSE)]


def house():
    """A context in which words are those of the house: for whatever is stored."""
    return force_locale(HOUSE)


def of_person(person):
    """A context in which words are in the language that this person chose, or the house's."""
    return force_locale(person.language or HOUSE)


def said(words, *arguments):
    """`words(*arguments)`, said only where it is read, in the language of whoever reads it: the day in
    a notice, by `date_text`.
    """
    return LazyString(words, *arguments)


def listed(parts, words=None):
    """Several things as they are listed in a sentence: 张三、李四. With `words` ({key: word}) the parts are
    keys, each said by its word; one that has none is passed over.
    """
    said_so = parts if words is None else (words[part] for part in parts if part in words)
    return _("、").join(str(part) for part in said_so)


def in_house(caller):
    """For templates: what stands in `{% call in_house() %}` is in the language of the house, whoever
    reads the page around it. Papers are documents of the house.
    """
    with house():
        return caller()
