"""Switching modules and reading settings. The nearest place that says something is heard."""

from types import SimpleNamespace

from linli.database import transaction, utc_now
from linli.modules.models import ModuleSetting, ModuleSwitch


def modules_on(lineage, loaded):
    """The loaded modules that are on at the end of `lineage` (codes from the root down)."""
    return frozenset(name for name, switch in switches(lineage).items()
                     if switch.on and name in loaded)


def switches(lineage):
    """{module: the nearest switch} as heard at the end of `lineage`, in one query."""
    rows = ModuleSwitch.select().where(ModuleSwitch.locality.in_(lineage))
    nearest = sorted(rows, key=lambda row: lineage.index(row.locality_id))
    return {row.module: row for row in nearest}


def switch(locality, module, on, person):
    """Say here that a module is on or off. Nothing is lost by switching off."""
    _say(ModuleSwitch, {"locality": locality, "module": module}, {"on": on}, person)


def places_with(module):
    """{code of each place that says something: whether the module is on there}."""
    return {row.locality_id: row.on
            for row in ModuleSwitch.select().where(ModuleSwitch.module == module)}


def on_in(place, said):
    """Whether a place is on by `said` (see places_with): the nearest in its lineage counts."""
    return next((said[code] for code in reversed(place.lineage) if code in said), False)


def settings_of(module, locality):
    """The values of a module's settings as they hold in a place, by name, as attributes."""
    lineage = locality.lineage
    values = {setting.name: setting.default for setting in module.settings}
    rows = ModuleSetting.select().where(ModuleSetting.module == module.name,
                                        ModuleSetting.locality.in_(lineage))
    for row in sorted(rows, key=lambda row: lineage.index(row.locality_id)):
        if row.name in values:
            values[row.name] = _typed(row.value, values[row.name])
    return SimpleNamespace(**values)


def save_settings(module, locality, values, person):
    """Keep a place's own values; what equals the inherited value is left to be inherited."""
    inherited = settings_of(module, locality.parent) if locality.parent_id else settings_of(
        module, SimpleNamespace(lineage=[]))
    with transaction():
        for name, value in values.items():
            key = {"locality": locality, "module": module.name, "name": name}
            if value == getattr(inherited, name):
                ModuleSetting.delete().where(
                    *(getattr(ModuleSetting, field) == wanted for field, wanted in key.items())
                ).execute()
            else:
                _say(ModuleSetting, key, {"value": str(int(value) if isinstance(value, bool)
                                                       else value)}, person)


def _say(model, key, said, person):
    fields = {**said, "changed_by": person and person.id, "changed_at": utc_now()}
    with transaction():
        (model.insert(**key, **fields)
         .on_conflict(conflict_target=[getattr(model, name) for name in key], update=fields)
         .execute())


def _typed(text, default):
    return type(default)(int(text)) if isinstance(default, (bool, int)) else text

