"""Rows for every address of the plugin, in the states that its pages ask for."""

from datetime import time, timedelta

from linli.database import transaction
from linli.people.models import Household
from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.importer.runs import ImportRun
from linli.toolkit.uploads import store_photo
from plugins.points.accounts.models import Account
from plugins.points.accounts.services import write
from plugins.points.book.services import rule_on
from plugins.points.changes.models import MOVED_AWAY, SPLIT, Change
from plugins.points.deeds.models import COLLECTED, HEARING, NOTICE, OBJECTED, POSTED, STAFF, Deed
from plugins.points.honour.models import Banner
from plugins.points.honour.standing import last_quarter
from plugins.points.notice.models import Objection
from plugins.points.shop.models import Good, PickupDay, Redemption
from plugins.points.tests.planting import deed


def plant(app, place, person):
    """{the end of rules: values of their parts}, of rows made here for the cast in the village
    `place`.
    """
    return {**_accounts(person), **_book(), **_deeds(app, place, person), **_shop(app, place, person),
            **_notice(place, person), **_honour(place, person)}


def _accounts(person):
    """The passbook of 谢国强's household, which nobody of the staff belongs to, and a change of it."""
    account = Account.get(Account.household == person("谢国强").household_id)
    change = Change.create(locality=account.locality_id, kind=MOVED_AWAY, account=account, day=today(),
                           reason="搬到县城了", made_by=person("方敏仪"))
    tails = ("", "/leave", "/print", "/changes")
    new = Household.create(locality=account.locality_id, number="P900", address="新村")
    other = Account.create(household=new, locality=account.locality_id, number="ZH-split", joined_on=today())
    split = Change.create(locality=account.locality_id, kind=SPLIT, account=account, day=today(), other=other,
                          reason="分家", made_by=person("方敏仪"))
    if not account.balance:
        with transaction():
            write(account, "deed", 3, "planted:1", "清扫门前")
    return {**{f"/accounts/<int:account_id>{tail}": {"account_id": account.id} for tail in tails},
            "/changes/<int:change_id>": {"change_id": change.id},
            "/changes/<int:change_id>/share": {"change_id": split.id}}


def _book():
    """A rule of the demo's book."""
    return {f"/book/<int:number>{tail}": {"number": 5} for tail in ("", "/change", "/end")}


def _deeds(app, place, person):
    """Of 黄美珍's household: a minus to be heard, and a plus with a photo, both by 方敏仪."""
    account = Account.get_or_none(Account.household == person("黄美珍").household_id) or Account.create(
        household=person("黄美珍").household_id, locality=place, number="ZH-deeds", joined_on=today())
    plus, minus = (Deed.create(
        number=f"JF-{state}", locality=place, account=account, rule=rule_on(place, rule, today()),
        points=points, day=today(), source=STAFF, state=state, due_on=today(),
        collected_by=person("方敏仪")) for state, rule, points in ((COLLECTED, 5, 3), (HEARING, 13, -10)))
    album.add(plus, [store_photo(photo()[0], person("方敏仪"), app.config["DATA"])])
    run = ImportRun.create(sheet="points.deeds", locality=place, person=person("方敏仪"), file="积分.xlsx",
                           rows='[[2, {}, [["name", "x"]]]]')
    return {**{f"/deeds/<number>{tail}": {"number": plus.number} for tail in ("", "/collected", "/withdraw")},
            "/deeds/<number>/hearing": {"number": minus.number},
            "/deeds/<number>/letter": {"number": _offline(place, person).number},
            "/deeds/<number>/photos/<int:photo_id>": {
                "number": plus.number, "photo_id": album.photos_of(plus)[0].id},
            "/collect/<int:account_id>": {"account_id": account.id},
            **{f"/imports/deeds/<int:run_id>{tail}": {"run_id": run.id} for tail in ("", "/bad")}}


def _honour(place, person):
    """A banner of three quarters ago, and a quarter for which none was given."""
    banner = Banner.create(locality=place, quarter=last_quarter().shifted(-3).first,
                           account=Account.get(Account.household == person("谢国强").household_id),
                           given_by=person("方敏仪"))
    given = {"quarter": str(last_quarter().shifted(-3)), "banner_id": banner.id}
    return {"/honour/<quarter>/give": {"quarter": str(last_quarter().shifted(-2))},
            "/honour/<quarter>/poster": given, "/honour/<quarter>/certificates/<int:banner_id>": given}


def _offline(place, person):
    """A minus of a household of which nobody can sign in."""
    home = Household.create(locality=place, number="offline", address="9组")
    account = Account.create(household=home, locality=place, number="ZH-offline", joined_on=today())
    return Deed.create(
        number="JF-offline", locality=place, account=account, rule=rule_on(place, 13, today()), points=-10,
        day=today(), source=STAFF, state=HEARING, due_on=today(), collected_by=person("方敏仪"))


def _shop(app, place, person):
    """Something 黄美珍's household has taken, and a redemption day to come."""
    good = Good.create(locality=place, title="茶叶", unit="罐", price=3, stock=5,
                       photo=store_photo(photo()[0], person("方敏仪"), app.config["DATA"]))
    day = PickupDay.create(locality=place, day=today(), starts=time(9), ends=time(11), place="祠堂")
    account = Account.get_or_none(Account.household == person("黄美珍").household_id) or Account.create(
        household=person("黄美珍").household_id, locality=place, number="ZH-planted", joined_on=today())
    taken = Redemption.create(
        number="DH-planted", token="planted", locality=place, account=account, good=good, count=1,
        points=3, until=today(), day=day, reserved_by=person("黄美珍"))
    return {**{f"/{rule}": {"number": taken.number} for rule in (
                "redemptions/<number>", "redemptions/<number>/cancel", "counter/<number>")},
            **{f"{rule}<int:good_id>{tail}": {"good_id": good.id} for rule, tails in {
                "/shop/": ("", "/photo"),
                "/goods/": ("", "/edit", "/buy", "/count", "/write-off")}.items() for tail in tails},
            "/pickup-days/<int:day_id>/cancel": {"day_id": day.id}}


def _notice(place, person):
    """A deed of 谢国强's household that hangs and one that is posted; 黄美珍 objects to a third."""
    account = Account.get(Account.household == person("谢国强").household_id)
    hung, objected, posted = (deed(account, number=f"JF-{state}", state=state, notice_from=today(),
                                   notice_until=today() + timedelta(days=7), due_on=None)
                              for state in (NOTICE, OBJECTED, POSTED))
    made = Objection.create(deed=objected, person=person("黄美珍"), text="那天他没有来")
    return {"/notices/<number>/object": {"number": hung.number},
            "/deeds/<number>/reverse": {"number": posted.number},
            **{f"/objections/<int:objection_id>{tail}": {"objection_id": made.id}
               for tail in ("", "/answer")}}
