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

    Asked where the module is on, for the home of a locality (`scope.locality` is set: what
    concerns that place and all below it) and for 我的 (None: everywhere). `scope.here(field)` is
    the condition for both. Few queries, and none for each row.
    """


@hookspec
def linli_desk(scope):
    """Links for the side of the staff desk of `scope.locality`: a list of `plugins.DeskLink`.

    Only those that `scope` may open; budget: no query. What waits behind a link is given as a query
    and counted by the desk.
    """


@hookspec
def linli_ledgers():
    """The plugin's ledgers (台账): a list of `toolkit.ledger.Ledger`.

    Asked once at start-up. The core mounts each at /<locality>/<module>/ledgers/<name> with its
    exports, and links it on the desk of whoever holds its permission.
    """


@hookspec
def linli_figures():
    """The plugin's figures: one `toolkit.figures.Report`.

    Asked once at start-up. The core mounts it at /<locality>/<module>/figures and links it on
    the desk of whoever holds its permission.
    """


@hookspec
def linli_calendar_items(person):
    """What belongs into this person's private calendar: a list of `toolkit.calendar.Event`.

    Asked of every plugin, on or off, each time a calendar program fetches the feed; budget: two
    queries. A calendar lies outside the site: no names, no matter, only what, when and where.
    What was cancelled stays in the list as cancelled for thirty days. One that raises fails the
    whole answer, so that the program keeps what it has.
    """


@hookspec
def linli_personal_data(person):
    """What the plugin keeps about this person: a list of `personal.holding.Section`.

    Asked of every plugin, on or off, for 我的资料 and for what a person takes along; one that raises
    fails the whole. Only what they may read themselves: never the other side, a neighbour's name, or
    what staff note for themselves. Budget: one query; rows and photos are read as they are gone through.
    """


@hookspec
def linli_looked_at(person):
    """Lines of the audit that are about this person and name nobody: a list of `audit.models.Unnamed`.

    Asked of every plugin, on or off, by 我的 → 谁看过我的资料; budget: one query a noun. For what the
    audit may not name (a party of a quarrel), or what is of several people (a household). Only what this
    person may know of by now, on a phone that somebody else may look at, too.
    """


@hookspec
def linli_to_finish(person):
    """What this person has to bring to an end before their account can be erased: sentences.

    Asked of every plugin, on or off, on the page that asks for it and again when it is due; budget: one
    query a noun. Nothing that they do not know of yet.
    """


@hookspec
def linli_erase(person):
    """Erase this person: end what is open through the services, then `personal.erasing.apply`.

    Asked of every plugin, on or off, in the one transaction of the whole erasure; one that raises takes
    everything back. Their account is closed already, and `person` still as it was before.
    """


@hookspec
def linli_retention():
    """How long the plugin keeps what: a list of `personal.retention.Retention`.

    Asked of every plugin, on or off, by the nightly job, which lets go of what is older, and by the page
    of the administrator. What is kept for good, or let go by the plugin's own clock, is told too.
    """


@hookspec
def linli_clock(now):
    """A round of the clock, each minute, in the jobs' process: do what is due at `now` (UTC).

    Asked of every plugin, on or off. It must be safe to run twice at once and again after a
    kill; `toolkit.rounds.each` does row by row what is due, and lets none keep the others. Where
    nothing waits it costs a query or two for each noun that has a clock.
    """


@hookspec
def linli_open_matters(locality):
    """What is still open in `locality` and below, as short sentences for whoever switches off.

    Each says how many there are and whether their clocks and reminders go on; budget: one query
    a noun.
    """


@hookspec
def linli_referral_targets(scope):
    """Where a matter of another plugin may go on here: a list of `toolkit.links.Target`.

    Asked where the module is on, by a page whose record can be referred; only forms that `scope`
    may open in `scope.locality`. No query.
    """


@hookspec
def linli_deliver():
    """The ways by which this plugin lets a word leave the site: a list of `delivery.ways.Way`.

    Asked of every plugin, on or off, in each round of the outbox and wherever a way is chosen; no query. The
    core finds what is due, takes it, counts the tries and keeps what was refused; a way only sends what
    it is given, word for word. Ways are used one after another, and one that raises keeps no other.
    """


@hookspec
def linli_hand_over(posts):
    """What the people of these posts have open by them: a list of `plugins.HandOver`.

    Asked where the module is on, before a post ends and afterwards, as long as something is left. A
    sentence says what and how much, never whose matter it is, and leads to where a clerk gives it to
    somebody else. A query or two for all the posts; none for roles that the plugin knows nothing of.
    """


@hookspec
def linli_search(scope, words):
    """Records of `scope.locality` and below it in which `words` stand: a list of `toolkit.search.Found`.

    Asked where the module is on, of somebody who is signed in, with two letters or more. Only rows of
    `visible_to(scope)`, and only by what this reader may know them by: a name that a page hides is no way
    to a row. One query a noun (`toolkit.search.look`), none for each row.
    """


@hookspec
def linli_demo(town):
    """Fill the demo township: `town` is a `demo.Town` with its villages, cast and random source.

    Called once, inside the transaction that makes the demo. The same seed must give the same
    rows. Takes nothing from the clock but `town.today`.
    """


@hookspec
def linli_household_changed(scope, change):
    """A household split, merged, moved within the village or away, or somebody left it or died: do what
    follows for what you keep for them. `change` is a `register.events.HouseholdChange`; `scope` is who
    entered it.

    Asked of every plugin, on or off, in the transaction that writes it: one that raises takes the whole
    change back. May answer with a list of `register.events.NextStep`, pages on which something is still
    to be said; the first is opened at once.
    """
