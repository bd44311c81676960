"""Finding plugins, and asking those that are on.

A plugin is a package in `plugins/` or an entry point of the group `linli.plugins`;
`LINLI_PLUGINS` chooses. Loading is per installation; on or off is a row per locality
(`linli.modules`).
"""

import importlib
import logging
import pkgutil
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path

import pluggy
from flask_babel import lazy_gettext as _l

from linli import access, hookspecs
from linli.modules.services import pages_open

log = logging.getLogger("linli.plugins")


@dataclass(frozen=True)
class Setting:
    """A local difference: name, default (int, bool or str), label, and where the default comes from.

    `least` and `most` bound a number; `unit` is shown beside the field. `words` ({key: word})
    are the only values a text may have, where it has any.
    """

    name: str
    default: object
    label: str
    source: str = _l("本地")
    unit: str = ""
    least: int = 0
    most: int = 100_000
    words: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Errand:
    """What a resident may have done by another in a module (people.proxies): the word for it, the module's
    permissions that it takes, and, where its people confide something, the words that ask whether the other
    may read that too (Scope.reads_confided). What everybody may open needs no consent.
    """

    title: str
    permissions: tuple
    confided: str = ""


@dataclass(frozen=True)
class Module:
    """What a plugin is: `name` is its address, table prefix and key, `title` the word on screen.

    `rewards` is what it gives for an activity (toolkit.activities) of another plugin, as a word
    for a page of that plugin: 积分. Most give nothing. `order` says where its card stands on the home
    of a place, the smallest first. `audited` are the words for what its audit lines may be about beside its
    ledgers: {"footage": 调阅申请} for lines about "<module>.footage". `environment` is
    {NAME: (default, meaning)} of what the operator sets for it as LINLI_<NAME>, as in config.py; each
    begins with the module's own name. One that is `everywhere` serves the whole installation: no place
    switches it. `errand` is what of it may be done for another, None where nothing may.
    """

    name: str
    title: str
    summary: str
    icon: str
    roles: tuple = ()
    permissions: dict = field(default_factory=dict)
    settings: tuple = ()
    rewards: str = ""
    order: int = 50
    audited: dict = field(default_factory=dict, hash=False)
    environment: dict = field(default_factory=dict)
    everywhere: bool = False
    errand: Errand | None = None


@dataclass(frozen=True)
class Card:
    """A card on the home of a place: where it leads and one short line of news."""

    href: str
    icon: str
    title: str
    text: str


@dataclass(frozen=True)
class Todo:
    """Something that awaits one person in a place (a Locality). `tone` is ok, soon, late or
    quiet; `at` (UTC) sorts it. What is `done` awaits nobody: 我的 keeps it to be found again.
    """

    href: str
    title: str
    headline: str
    text: str
    status: str
    tone: str
    at: object
    place: object
    done: bool = False


@dataclass(frozen=True)
class HandOver:
    """What the person of a post (people.models.Post) has open by it, as one sentence, and the address of the
    page where a clerk gives it to somebody else.
    """

    post: object
    text: str
    href: str


@dataclass(frozen=True)
class DeskLink:
    """One entry at the side of the staff desk; `waiting` is the query of what is open behind it, if
    anything can be. It is counted where the menu of its module stands open, and nowhere else.
    """

    href: str
    title: str
    waiting: object = None

    @cached_property
    def count(self):
        """How many rows wait behind it."""
        return self.waiting.count() if self.waiting is not None else 0


class Registry:
    """The plugins of one app: their modules, permissions and roles. `roles` is {key: title}, `posts` what
    can be held as a post: {key: (access.Role, its module or "")}.
    """

    def __init__(self, chosen=""):
        self.manager = pluggy.PluginManager("linli")
        self.manager.add_hookspecs(hookspecs)
        for name, plugin in sorted(find(chosen).items(), key=_stands):
            self.manager.register(plugin, name)
        self.manager.check_pending()
        self.modules = {}
        self.permissions = dict(access.PERMISSIONS)
        self.roles = {role.key: role.title for role in access.ROLES}
        self.sensitive = {role.key for role in access.ROLES if role.second_factor}
        self.posts = {role.key: (role, "") for role in access.ROLES if role.key != access.RESIDENT}
        for implementation in self.manager.hook.linli_module.get_hookimpls():
            self._take_in(implementation.plugin_name, implementation.function())
        self.ledgers = {}
        for implementation in self.manager.hook.linli_ledgers.get_hookimpls():
            self.take_ledgers(implementation.plugin_name, implementation.function())

    def _take_in(self, name, module):
        """A plugin speaks for itself only: its name, its permissions, its roles."""
        foreign = [permission for permission in module.permissions
                   if not permission.startswith(f"{name}.")]
        foreign += [name for name in module.environment if not name.startswith(f"{module.name.upper()}_")]
        known = [role.key for role in module.roles if role.key in self.roles]
        if module.name != name or foreign or known:
            raise ValueError(f"plugin {name} declares what is not its own: "
                             f"{[module.name, *foreign, *known]}")
        self.modules[name] = module
        self.permissions.update(module.permissions)
        self.roles.update((role.key, role.title) for role in module.roles)
        self.sensitive.update(role.key for role in module.roles if role.second_factor)
        self.posts.update((role.key, (role, name)) for role in module.roles)
        self.permissions["desk"] += tuple(role.key for role in module.roles if role.desk)

    def take_ledgers(self, name, ledgers):
        """Know a plugin's ledgers by name; raises ValueError where two share one, or where a
        permission is not the plugin's own.
        """
        known = {ledger.name: ledger for ledger in ledgers}
        foreign = [ledger.permission for ledger in ledgers
                   if ledger.permission not in self.modules[name].permissions]
        if foreign or len(known) < len(ledgers):
            raise ValueError(f"two ledgers of plugin {name} share a name, or ask for {foreign}")
        self.ledgers[name] = known

    def plugin(self, name):
        """The package or object behind a module; KeyError where it is not loaded."""
        self.modules[name]
        return self.manager.get_plugin(name)

    def ask(self, hook, modules, **arguments):
        """Each plugin's answer to a hook: {module: answer}, for `modules` that are loaded.

        A plugin that raises is logged by name and left out: the page, or the round of the clock,
        goes on without it.
        """
        answers = {}
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            if name in modules:
                try:
                    answers[name] = _call(implementation, arguments)
                except Exception:
                    log.exception("plugin %s failed in %s", name, hook)
        return answers

    def tell(self, hook, **arguments):
        """Call a hook of every plugin, on or off: {module: answer}; what raises is raised."""
        return {implementation.plugin_name: _call(implementation, arguments)
                for implementation in getattr(self.manager.hook, hook).get_hookimpls()}


def _stands(found):
    """Where a plugin stands among the others."""
    name, plugin = found
    return plugin.linli_module().order, name


def find(chosen=""):
    """{name: plugin} of every package in plugins/ and every entry point that is chosen."""
    wanted = {name.strip() for name in chosen.split(",") if name.strip()}
    found = {point.name: point for point in entry_points(group="linli.plugins")}
    found.update((name, None) for name in _packages())
    if wanted - found.keys():
        raise LookupError(f"no such plugin: {', '.join(sorted(wanted - found.keys()))}")
    return {name: point.load() if point else importlib.import_module(f"plugins.{name}")
            for name, point in found.items() if not wanted or name in wanted}


def folder(plugin):
    """The folder of a plugin's package: its migrations and templates lie there."""
    return Path(plugin.__file__).parent


def _packages():
    try:
        plugins = importlib.import_module("plugins")
    except ModuleNotFoundError:
        return []
    return [info.name for info in pkgutil.iter_modules(plugins.__path__) if info.ispkg]


def _call(implementation, arguments):
    return implementation.function(
        *(arguments[name] for name in implementation.argnames))


def todo_of(app, scope):
    """What awaits this person, in `scope.locality` or everywhere where None: what is late, then the rest,
    the soonest first.
    """
    waiting = [todo for todo in records_of(app, scope) if not todo.done]
    return sorted(waiting, key=lambda todo: todo.tone != "late")


def records_of(app, scope):
    """What awaits this person, and what is done but kept to be found again, the soonest first.

    Only where the module is on: an item leads to a page that opens.
    """
    registry = app.extensions["linli"]
    modules = scope.modules if scope.locality else registry.modules
    answers = registry.ask("linli_todo", modules, scope=scope) if scope.person else {}
    found = []
    for module, todos in answers.items():
        elsewhere = any(todo.place != scope.locality for todo in todos)
        opens = pages_open(module) if elsewhere else None
        found += [todo for todo in todos if opens is None or opens(todo.place)]
    return sorted(found, key=lambda todo: todo.at)


def migration_folders(registry):
    """{history table: folder} of the core, then of each plugin."""
    folders = {"core_migration": Path(__file__).parents[2] / "migrations"}
    for name in registry.modules:
        folders[f"{name}_migration"] = folder(registry.plugin(name)) / "migrations"
    return folders


def translated_folders(registry):
    """{folder of catalogues: folders of the code whose words they translate}: the core's, then each
    plugin's.
    """
    house = Path(__file__).parents[2]
    found = {house / "translations": [house / "site" / "linli", house / "templates"]}
    for name in registry.modules:
        home = folder(registry.plugin(name))
        found[home / "translations"] = [home]
    return found


def mount(app, registry):
    """Register each plugin's blueprint at /<locality>/<module>/; it bears the module's name."""
    for implementation in registry.manager.hook.linli_blueprint.get_hookimpls():
        blueprint = implementation.function()
        if blueprint.name != implementation.plugin_name:
            raise ValueError(f"the blueprint of {implementation.plugin_name} has another name")
        app.register_blueprint(blueprint, url_prefix=f"/<locality:locality>/{blueprint.name}")
