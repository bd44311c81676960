"""Every column that can hold a word about somebody is decided about."""

from linli.personal.holding import undecided
from linli.testing.models import models_of
from plugins.chat.personal import HOLDINGS


def test_every_column_is_decided_about():
    models = models_of("plugins.chat")
    assert models and not undecided(models, HOLDINGS)
