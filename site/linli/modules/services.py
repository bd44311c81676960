"""Switching modules and reading settings. The nearest place that says something is heard."""

from types import SimpleNamespace

from linli.access import Scope
from linli.audit import services as audit
from linli.database import transaction, utc_now
from linli.localities.models import Locality
from linli.localities.services import villages_of
from linli.modules.models import ModuleSetting, ModuleSwitch


def modules_on(place, loaded):
    """The loaded modules that are on in `place`, or in anything below it.

    A township's own pages of a module open as soon as one of its villages has it.
    """
    rows = list(ModuleSwitch.select().join(Locality).where(
        ModuleSwitch.locality.in_(place.lineage) | (Locality.within(place.path) & ModuleSwitch.on)))
    above = [row for row in rows if row.locality_id in place.lineage]
    below = {row.module for row in rows if row.locality_id not in place.lineage}
    on = {name for name, switch in _nearest(above, place.lineage).items() if switch.on}
    return frozenset((on | below) & set(loaded))


def switches(lineage):
    """{module: the nearest switch} as heard at the end of `lineage`, in one query."""
    return _nearest(ModuleSwitch.select().where(ModuleSwitch.locality.in_(lineage)), lineage)


def villages_with(module, place):
    """The villages and communities in `place` where the module is on, by code."""
    said = places_with(module)
    return [village for village in villages_of(place) if on_in(village, said)]


def switch(locality, module, on, person):
    """Say here that a module is on or off. Nothing is lost by switching off."""
    with transaction():
        _say(ModuleSwitch, {"locality": locality, "module": module}, {"on": on}, person)
        audit.write(Scope({}, person, locality=locality), "switch_on" if on else "switch_off", module)


def places_with(module):
    """{code of each place that says something: whether the module is on there}."""
    return {row.locality_id: row.on
            for row in ModuleSwitch.select().where(ModuleSwitch.module == module)}


def pages_open(module):
    """A test of places, made with one query: whether the module is on there or anywhere below,
    so that its pages open (see modules_on).
    """
    rows = list(ModuleSwitch.select(ModuleSwitch, Locality).join(Locality).where(
        ModuleSwitch.module == module))
    said = {row.locality_id: row.on for row in rows}
    paths = [row.locality.path for row in rows if row.on]
    return lambda place: on_in(place, said) or any(path.startswith(place.path) for path in paths)


def on_in(place, said):
    """Whether a place is on by `said` (see places_with): the nearest in its lineage counts."""
    return next((said[code] for code in reversed(place.lineage) if code in said), False)


def settings_of(module, locality):
    """The values of a module's settings as they hold in a place, by name, as attributes."""
    rows = ModuleSetting.select().where(ModuleSetting.module == module.name,
                                        ModuleSetting.locality.in_(locality.lineage))
    return _heard(module, locality.lineage, rows)


def settings_of_each(module, places):
    """{code: settings_of} of many places, in one query."""
    said = {}
    for row in ModuleSetting.select().where(ModuleSetting.module == module.name):
        said.setdefault(row.locality_id, []).append(row)
    return {place.code: _heard(module, place.lineage,
                               [row for code in place.lineage for row in said.get(code, ())])
            for place in places}


def save_settings(module, locality, values, person):
    """Keep a place's own values; what equals the inherited value is left to be inherited."""
    inherited = settings_of(module, locality.parent) if locality.parent_id else settings_of(
        module, SimpleNamespace(lineage=[]))
    before = settings_of(module, locality)
    same = {name for name, value in values.items() if value == getattr(inherited, name)}  # as it was read
    changed = [name for name, value in values.items() if value != getattr(before, name)]
    with transaction():
        if changed:
            audit.write(Scope({}, person, locality=locality), "settings", module.name, count=len(changed),
                        details=" ".join(changed))
        for name, value in values.items():
            key = {"locality": locality, "module": module.name, "name": name}
            if name in same:
                ModuleSetting.delete().where(
                    *(getattr(ModuleSetting, field) == wanted for field, wanted in key.items())
                ).execute()
            else:
                _say(ModuleSetting, key, {"value": str(int(value) if isinstance(value, bool)
                                                       else value)}, person)


def _heard(module, lineage, rows):
    """A module's settings at the end of `lineage`: defaults, then what each place says."""
    values = {setting.name: setting.default for setting in module.settings}
    for row in sorted(rows, key=lambda row: lineage.index(row.locality_id)):
        if row.name in values:
            values[row.name] = _typed(row.value, values[row.name])
    return SimpleNamespace(**values)


def _nearest(rows, lineage):
    return {row.module: row for row in sorted(rows, key=lambda row: lineage.index(row.locality_id))}


def _say(model, key, said, person):
    fields = {**said, "changed_by": person and person.id, "changed_at": utc_now()}
    with transaction():
        (model.insert(**key, **fields)
         .on_conflict(conflict_target=[getattr(model, name) for name in key], update=fields)
         .execute())


def _typed(text, default):
    return type(default)(int(text)) if isinstance(default, (bool, int)) else text

