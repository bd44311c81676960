"""The catalogues as they were written: read from translations/<language>/LC_MESSAGES/messages.po of the
core and of each plugin when somebody first asks for the language. Nothing has to be compiled.
"""

import io

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask_babel import Domain, get_locale

from linli.languages import HOUSE


class Catalogues(Domain):
    """Every folder's catalogue, one over the other: the core's first."""

    def __init__(self, folders):
        super().__init__()
        self.folders = tuple(folders)

    def get_translations(self):
        """The words in the language of this answer; of a language without a catalogue none."""
        language = str(get_locale() or HOUSE)
        if language not in self.cache:
            self.cache[language] = _merged(catalogue_of(folder, language) for folder in self.folders)
        return self.cache[language]


def catalogue_of(folder, language):
    """Where the catalogue of a language lies below a folder of translations."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read(path):
    """The catalogue of a .po file."""
    with path.open("rb") as file:
        return read_po(file)


def _merged(paths):
    words = Translations()
    for path in paths:
        if path.exists():
            words.merge(_compiled(path))
    return words


def _compiled(path):
    compiled = io.BytesIO()
    write_mo(compiled, read(path))
    compiled.seek(0)
    return Translations(compiled)
