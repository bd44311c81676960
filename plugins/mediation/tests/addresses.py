"""Rows for every address of the plugin, in the states that its pages ask for."""

from plugins.mediation.tests.planted import agreements, cases, papers, rooms, sessions


def plant(app, place, person):
    """{the end of rules: values of their parts}, of rows made here for the cast in the village
    `place`.
    """
    planted = {}
    for noun in (rooms, cases, sessions, agreements, papers):
        for end, parts in noun.plant(app, place, person).items():
            planted.setdefault(end, {}).update(parts)
    return planted
