"""What is found of mediation: a case by its number; by the name of a party only by the mediator who has it
in hand, and never by that of a minor.
"""

from flask import url_for
from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.toolkit.search import Found, Kind, look
from plugins.mediation.cases.kinds import class_words
from plugins.mediation.cases.models import Case, Party

CASES = Kind(_l("调解"))  # without its ledger, which knows no names


def search(scope, words):
    """Cases that this reader may see."""
    def named(word):
        parties = Party.select(Party.case).where(Party.name.contains(word), ~Party.minor)
        return Case.in_hand_of(scope) & Case.id.in_(parties)
    rows = look(scope, Case.visible_to(scope), words, fn.COALESCE(Case.number, Case.code), Case.code, named,
                newest=Case.applied_at)
    return [Found(CASES, str(class_words(row.dispute_class)), f"{row.number or row.code} · {row.state_name}",
                  url_for("mediation.case", locality=row.locality_id, code=row.code), row.locality,
                  row.applied_at, row.number or row.code) for row in rows]
