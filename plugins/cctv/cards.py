"""What the plugin shows on pages of the core: each noun says its part."""

from flask import url_for

from linli.plugins import Card
from plugins.cctv.applications import cards as applications
from plugins.cctv.cameras import cards as cameras
from plugins.cctv.footage import cards as footage
from plugins.cctv.module import module
from plugins.cctv.programmes import cards as programmes
from plugins.cctv.settlements import cards as settlements
from plugins.cctv.works import cards as works

NOUNS = (programmes, applications, works, cameras, settlements, footage)
WITH_MATTERS = (applications, cameras, settlements, footage)


def home(scope):
    """The plugin's card on the home of a place."""
    return [Card(url_for("cctv.home"), module.icon, str(module.title), str(module.summary))]


def links(scope):
    """The big buttons on the home of the module: what each noun offers to this reader."""
    return [link for noun in NOUNS for link in noun.links(scope)]


def todo(scope):
    """What awaits me in one place or in all."""
    return sorted((each for noun in WITH_MATTERS for each in noun.todo(scope)), key=lambda each: each.at)


def desk(scope):
    """The links of the desk."""
    return [link for noun in NOUNS for link in noun.desk(scope)]


def open_matters(locality):
    """What is still open, for whoever switches the module off."""
    return [said for noun in WITH_MATTERS for said in noun.open_matters(locality)]
