"""Keeping the catalogues in step with the code: `linli translations` does it, a test asks for it."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from linli.languages import HOUSE, LANGUAGES
from linli.languages.reading import catalogue_of, read

TRANSLATED = tuple(key for key in LANGUAGES if key != HOUSE)
KEYWORDS = {"_": None, "_l": None, "gettext": None}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
NO_WORDS = ("tests", "testing", "scaffold", "translations", "migrations")


def sources(folders):
    """{message: "file:line" where it stands first} of what is shown by the code below these folders."""
    found = {}
    for folder in folders:
        for place, line, message, _comments, _context in extract_from_dir(
                folder, METHODS, keywords=KEYWORDS, directory_filter=_holds_words):
            found.setdefault(message, f"{place}:{line}")
    return found


def _holds_words(folder):
    return Path(folder).name not in NO_WORDS and not Path(folder).name.startswith(".")


def update(folder, language, messages):
    """Write a catalogue anew: `messages` in their order, with what was translated before, and without
    what nobody says any more. Returns the messages that wait for a translation.
    """
    path = catalogue_of(folder, language)
    known = {each.id: each.string for each in read(path)} if path.exists() else {}
    catalogue = Catalog(locale=language, project="Linli", fuzzy=False)
    for message in sorted(messages):
        catalogue.add(message, known.get(message, ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=True)
    return [each for each in messages if not known.get(each)]
