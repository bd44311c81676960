"""Every hook that a plugin may implement.

Few, and each of use to more than one plugin. Arguments come by keyword; an implementation is a
plain function. The core calls the plugins one by one (`plugins.Registry.ask`), never all in
one pluggy call, so that one that raises does not take the others' answers with it.
"""

import pluggy

hookspec = pluggy.HookspecMarker("linli")
hookimpl = pluggy.HookimplMarker("linli")


@hookspec
def linli_module():
    """The plugin's `plugins.Module`: its name, words, roles, permissions and settings.

    Asked once at start-up; every plugin has to answer.
    """


@hookspec
def linli_blueprint():
    """The plugin's Flask blueprint, named as the module.

    Mounted at /<locality>/<module>/; every view declares its permission with
    `access.permission`. A plugin without pages leaves this hook out.
    """


@hookspec
def linli_home_cards(scope):
    """Cards for the home of `scope.locality`: a list of `plugins.Card`.

    Asked on each view of that page where the module is on; budget: six queries, whatever the
    number of rows. What a card says must be fit for every reader who is not signed in.
    """


@hookspec
def linli_todo(scope):
    """What awaits this person: a list of `plugins.Todo`, the most pressing first.

    Asked where the module is on, for the home of a locality (`scope.locality` is set: only
    what concerns that place) and for 我的 and the desk (None: all places); budget: two queries.
    """


@hookspec
def linli_desk(scope):
    """Links for the side of the staff desk of `scope.locality`: a list of `plugins.DeskLink`.

    Only those that `scope` may open; budget: one query.
    """


@hookspec
def linli_open_matters(locality):
    """What is still open in `locality` and below, as short sentences for whoever switches off.

    Each says how many there are and whether their clocks and reminders go on; budget: one query.
    """


@hookspec
def linli_demo(town):
    """Fill the demo township: `town` is a `demo.Town` with its villages, cast and random source.

    Called once, inside the transaction that makes the demo. The same seed must give the same
    rows. Takes nothing from the clock but `town.today`.
    """
