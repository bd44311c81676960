"""A village goes up in another: everything of it is found under the new one, its old address leads there.

Every key that points at the old village is turned to the new one, whatever the table. Where the new village
has the same already (a meeting of the same month, a good of the same name), the row stays the old
one's, which lies below the new village from then on: what is asked of the new village and below it has
both. Households of a number that is taken get the old village's name before it. The old name is kept with
the new village.
"""

import peewee

from linli.access import BY_CLOCK
from linli.audit import services as audit
from linli.database import Model, transaction
from linli.localities import renaming
from linli.localities.models import Locality
from linli.modules.models import ModuleSetting, ModuleSwitch
from linli.people.models import Household
from linli.register import history
from linli.register.models import VILLAGE_MERGED
from linli.toolkit.calendar import today

PIECE = 500
APPEND_ONLY = {"audit_line"}  # what was audited in the old village stays written so


class CannotMerge(ValueError):
    """These two places can't be merged; the message says why."""


def merge(old, new):
    """Merge the village `old` into `new` (Localities); returns {table: how many rows moved}.

    One transaction; raises CannotMerge, and then nothing has changed. What is below `old` (its blocks and
    grids) keeps its code and lies below `new`.
    """
    with transaction():
        old, new = (Locality.get_by_id(place.code) for place in (old, new))
        _refuse(old, new)
        homes = _number_anew(old, new)
        _switch_on(old, new)
        moved = {}
        for field in _fields_to(Locality):
            if field.model is not Locality and field.model._meta.table_name not in APPEND_ONLY:
                count = _move(field, old, new)
                moved[field.model._meta.table_name] = moved.get(field.model._meta.table_name, 0) + count
        _retire(old, new)
        for household, was in homes:
            words = f"{old.name} → {new.name}" + (f"；{was} → {household.number}" if was else "")
            history.write(BY_CLOCK, VILLAGE_MERGED, household, words=words)
        renaming.keep(new, old, today(), merged=True)
        audit.write(BY_CLOCK, "merge", details=f"{old.name} → {new.name}", place=new)
    return {table: count for table, count in moved.items() if count}


def _refuse(old, new):
    if old.code == new.code or not old.is_village or not new.is_village:
        raise CannotMerge("要两个不同的村")
    if old.successor_id or new.successor_id:
        raise CannotMerge("已经合并过的村，不能再动")


def _number_anew(old, new):
    """The households of the old village, each with the number that it had where that is taken now."""
    taken = {number for number, in Household.select(Household.number).where(
        Household.locality == new).tuples()}
    found = []
    for household in list(Household.select().where(Household.locality == old).order_by(Household.id)):
        was = household.number if household.number in taken else ""
        if was:
            household.number = _free(f"{old.short_name}{was}"[-20:], taken)
            Household.update(number=household.number, version=Household.version + 1).where(
                Household.id == household.id).execute()
        taken.add(household.number)
        found.append((household, was))
    return found


def _free(number, taken):
    left = (number, *(f"{number[:17]}-{count}" for count in range(2, 100)))
    return next(each for each in left if each not in taken)


def _switch_on(old, new):
    """A service that either has is on; the settings of the new village hold."""
    for switch in ModuleSwitch.select().where(ModuleSwitch.locality == old, ModuleSwitch.on):
        ModuleSwitch.update(on=True).where(
            ModuleSwitch.locality == new, ModuleSwitch.module == switch.module).execute()
    ModuleSwitch.delete().where(ModuleSwitch.locality == old, ~ModuleSwitch.on).execute()
    ModuleSetting.delete().where(ModuleSetting.locality == old).execute()


def _move(field, old, new):
    """Turn the rows of one table from the old village to the new; those stay that would double one."""
    model = field.model
    key = model._meta.primary_key
    staying = {row for others in _unique_beside(field) for row in _doubled(field, others, old, new)}
    rows = [row for row, in model.select(key).where(field == old).tuples() if row not in staying]
    changed = {field.name: new, **({"version": model.version + 1} if "version" in model._meta.fields else {})}
    for at in range(0, len(rows), PIECE):
        model.update(**changed).where(key.in_(rows[at:at + PIECE])).execute()
    return len(rows)


def _unique_beside(field):
    """The other columns of each unique index that this field is part of."""
    for index in field.model._meta.fields_to_index():
        names = [each.name for each in index._expressions if isinstance(each, peewee.Field)]
        if index._unique and field.name in names:
            yield [getattr(field.model, name) for name in names if name != field.name]


def _doubled(field, others, old, new):
    """The keys of the old village's rows that agree with one of the new village's in these columns."""
    model, key = field.model, field.model._meta.primary_key
    known = set(model.select(*others).where(field == new).tuples()) if others else {
        () for _row in model.select().where(field == new).limit(1)}
    for row in model.select(key, *others).where(field == old).tuples():
        if tuple(row[1:]) in known:
            yield row[0]


def _retire(old, new):
    """The old address leads to the new one, and all below lies there; nothing leads to it twice."""
    Locality.update(successor=new).where(Locality.successor == old).execute()
    path = Locality.path
    tail = peewee.fn.SUBSTR(path, len(old.path) + 1)
    Locality.update(path=peewee.Value(new.path).concat(tail)).where(
        Locality.within(old.path), Locality.code != old.code).execute()
    Locality.update(parent=new).where(Locality.parent == old).execute()
    Locality.update(path=f"{new.path}{old.code}/", parent=new, successor=new).where(
        Locality.code == old.code).execute()


def _fields_to(target):
    """Every field of every table that points at rows of `target`, in a steady order."""
    left, found = [Model], []
    while left:
        made = left.pop().__subclasses__()
        left += made
        found += [field for model in made if not model.__module__.endswith("migrations")
                  for field in model._meta.refs if field.rel_model is target]
    return sorted(found, key=lambda field: (field.model._meta.table_name, field.name))
