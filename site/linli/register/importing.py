"""Households and people from a table: what each row is, and what it must not be.

A household stands in several rows, one for each person. Who is here already is not entered twice: the
same name and phone, or in their household the same name; what was missing of them is filled in.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import transaction
from linli.localities.services import LETTERS, places_below
from linli.people.models import Household, Person
from linli.people.services import ELSEWHERE
from linli.register import history, joining
from linli.register.models import IMPORTED, JOINED

PIECE = 500  # values of one IN (…)


def examine(scope, rows):
    """Refuse every row that can't be entered (importer.Sheet.examine). A row's values get `household`, the
    Household or None for a new one, `person`, the Person or None, and `block` as a code or None.
    """
    village = scope.locality
    blocks = {place.name: place.code for place in places_below(village, LETTERS)} if rows else {}
    homes = _households(village, {row.values["number"] for row in rows})
    known = _Known(village, rows, homes)
    firsts = {}
    for row in rows:
        values = row.values
        values["household"] = homes.get(values["number"])
        first = firsts.setdefault(values["number"], row)
        _resolve_block(row, blocks)
        _examine_household(row, first)
        if not row.errors:
            known.examine(row)
            _say(row, first)
    if known.elsewhere:
        with transaction():
            audit.write(scope, "import_elsewhere", "register", count=known.elsewhere)


def save(scope, values):
    """Enter one that `examine` let pass; returns the rows that it made."""
    home, made = values["household"], []
    if home is None:
        home, new = Household.get_or_create(
            locality=scope.locality, number=values["number"],
            defaults={"address": values["address"], "block": values["block"]})
        if new:
            history.write(scope, IMPORTED, home)
            made.append(home)
    else:
        new = False
    person = values["person"]
    if person is None:
        person = Person.create(name=values["name"], phone=values["phone"] or None, household=home,
                               locality=scope.locality, is_head=values["is_head"] == "yes")
        made.append(person)
    else:
        _fill_in(person, home, values)
        new = new or person.household_id == home.id
    if values["household"] is not None and not new:
        history.write(scope, JOINED, home, person, words=_("表格导入"))
    return made


def _fill_in(person, home, values):
    """What is missing of somebody who is here already."""
    found = {}
    if values["phone"] and not person.phone:
        found["phone"] = values["phone"]
    if values["is_head"] == "yes" and not person.is_head:
        found["is_head"] = True
    if person.household_id != home.id:
        joining.enter(person, home, **found)
    elif found:
        Person.update(**found).where(Person.id == person.id).execute()


def _say(row, first):
    home, person = row.values["household"], row.values["person"]
    if person is None:
        row.say(_l("新的一户，第一位") if home is None and first is row else _l("新登记的人"))
    elif home and person.household_id == home.id:
        row.say(_l("已经在这一户，只补上缺的"), touches=True)
    else:
        row.say(_l("已经登记的人，加到这一户"), touches=True)


def _resolve_block(row, blocks):
    """The name of a block in a row becomes its code."""
    name = row.values["block"]
    row.values["block"] = blocks.get(name)
    if name and name not in blocks:
        row.refuse("block", _l("村里没有叫“%(name)s”的楼栋、楼道或微网格", name=name))


def _examine_household(row, first):
    home = row.values["household"]
    if home:
        _examine_known_home(row, home)
    else:
        _examine_new_home(row, first)


def _examine_known_home(row, home):
    address, block = row.values["address"], row.values["block"]
    if home.closed_on:
        row.refuse("number", _l("这个户号已经注销，不能再用"))
    if address and address != home.address:
        row.refuse("address", _l("登记的住址是“%(address)s”；搬了的请在这一户里改", address=home.address))
    if block and block != home.block_id:
        row.refuse("block", _l("登记的不是这一处；要改的请在这一户里改"))


def _examine_new_home(row, first):
    address = row.values["address"]
    if first is row and not address:
        row.refuse("address", _l("新的一户，第一行要填地址"))
    if first is not row and address and address != first.cells.get("address"):
        row.refuse("address", _l("和第 %(row)d 行的地址不一样，可户号一样", row=first.number))
    elif first is not row and first.errors:
        row.refuse("number", _l("这一户的第一行（第 %(row)d 行）要先改好", row=first.number))


class _Known:
    """Who is here already: by phone everywhere, by name in the households of the table; and who stands in
    a row above.
    """

    def __init__(self, village, rows, homes):
        self.by_phone = {each.phone: each for each in _in_pieces(
            Person.phone, {row.values["phone"] for row in rows if row.values["phone"]})}
        self.joining = joining.Joining(village, self.by_phone.values())
        self.elsewhere = 0
        self.by_name, self.heads = {}, {}
        for each in _in_pieces(Person.household, {home.id for home in homes.values()}):
            self.by_name.setdefault((each.household_id, each.name), []).append(each)
            if each.is_head:
                self.heads[each.household_id] = each
        self.rows = {}

    def examine(self, row):
        """Find the person of a row, or refuse it."""
        values = row.values
        home, phone = values["household"], values["phone"]
        values["person"] = self._by_phone(row) if phone in self.by_phone else self._by_name(row)
        self._refuse_doubled(row, ("phone", phone), "phone", _l("手机号和第 %(row)d 行一样"))
        same = ("person", values["number"], values["name"], phone or "")
        self._refuse_doubled(row, same, "name", _l("和第 %(row)d 行是同一个人"))
        if values["is_head"] == "yes":
            head = self.heads.get(home.id) if home else None
            if head and (values["person"] is None or head.id != values["person"].id):
                row.refuse("is_head", _l("这一户登记的户主是%(name)s", name=head.name))
            self._refuse_doubled(row, ("head", values["number"]), "is_head",
                                 _l("第 %(row)d 行已经是户主了"))

    def _by_phone(self, row):
        person = self.by_phone[row.values["phone"]]
        why = self.joining.why_not(person, row.values["name"], row.values["household"])
        if why:
            row.refuse("phone", why)
        self.elsewhere += why is ELSEWHERE
        return person

    def _by_name(self, row):
        home, phone = row.values["household"], row.values["phone"]
        same = self.by_name.get((home.id, row.values["name"]), []) if home else []
        if len(same) == 1 and phone and same[0].phone:
            row.refuse("phone", _l("户里已经有同名的人，手机号不一样，请核对"))
        elif len(same) > 1:
            row.refuse("name", _l("户里有几位同名的人，请在这一户里改"))
        return same[0] if same else None

    def _refuse_doubled(self, row, key, name, reason):
        above = self.rows.setdefault(key, row.number) if key[1] else row.number
        if above != row.number:
            row.refuse(name, reason % {"row": above})


def _households(village, numbers):
    """{number: Household} of a village, also of those that left the register."""
    here = Household.locality == village
    return {home.number: home for home in _in_pieces(Household.number, numbers, here)}


def _in_pieces(field, values, *conditions):
    """The rows whose `field` is one of many values, in a few queries."""
    values = sorted(values)
    for at in range(0, len(values), PIECE):
        yield from field.model.select().where(field.in_(values[at:at + PIECE]), *conditions)
