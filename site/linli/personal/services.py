"""What is kept about somebody by the core and by every plugin, on or off."""

from dataclasses import dataclass

from flask_babel import gettext as _

from linli.personal.core import HOLDINGS
from linli.personal.holding import sections


@dataclass(frozen=True)
class Part:
    """What one module keeps: `name` is its key ("core" is the site's own)."""

    name: str
    title: str
    sections: list


def kept_about(registry, person):
    """The Parts of everything that is kept about this person, those with rows. What raises is raised."""
    answers = registry.tell("linli_personal_data", person=person)
    parts = [Part("core", _("账号和消息"), sections(HOLDINGS, person)),
             *(Part(name, str(registry.modules[name].title), found) for name, found in answers.items())]
    return [part for part in parts if part.sections]
