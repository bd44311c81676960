"""Deeds, tasks, votes, notices, objections, reversals, rules that change, goods, households that split and
merge, and the clock, in any order: the books add up.

Driven through the services alone, as the pages and the clock use them. The same steps each time.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from peewee import fn

from linli.database import LostRace, transaction, utc_now
from linli.modules.services import save_settings
from linli.people.models import Household, Person
from linli.toolkit import activities
from linli.toolkit.calendar import today
from linli.toolkit.refusals import Refused
from linli.toolkit.workflow import NotAllowed
from plugins.points import clock
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import (
    CLOSED,
    GIVEN_BACK,
    MOVED_IN,
    MOVED_OUT,
    REVERSED,
    SPENT,
    Account,
    Entry,
)
from plugins.points.accounts.models import DEED as DEED_LINE
from plugins.points.book import services as book
from plugins.points.book.models import Rule
from plugins.points.deciding import services as deciding
from plugins.points.deeds import letters
from plugins.points.deeds import services as deeds
from plugins.points.deeds.models import COLLECTED, HEARING, NOTICE, OBJECTED, POSTED, Deed
from plugins.points.deeds.models import REVERSED as TAKEN_BACK
from plugins.points.module import module
from plugins.points.notice import answering, objecting, posting
from plugins.points.notice.models import STANDING, Objection
from plugins.points.shop import services as shop
from plugins.points.shop import stock
from plugins.points.shop.models import (
    BOUGHT,
    CANCELLED,
    COUNTED,
    HANDED,
    RESERVED,
    UNCLAIMED,
    WRITTEN_OFF,
    Good,
    Redemption,
    StockLine,
)
from plugins.points.tests import changing as changes

COMMITTEE, STAFF, KEEPER, OBJECTOR = ("胡月娥", "许志华", "林婉仪"), "方敏仪", "何永康", "谢国强"
SWIFT = {"quorum": 2, "decide_days": 2, "hear_days": 1, "notice_days": 2, "answer_days": 2, "hold_days": 2,
         "leaving_days": 3}
NO = (LostRace, NotAllowed, Refused, stock.TooMany)  # what a service may answer
PROFILE = settings(derandomize=True, database=None, deadline=None, max_examples=16, stateful_step_count=40,
                   phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))
FEW, WHICH, WHO = st.integers(1, 6), st.integers(0, 10**6), st.integers(0, 1)
SWEEPING, LITTER, TASKS = 901, 902, 903  # numbers of rules
CHOICES = st.lists(st.sampled_from(["yes", "yes", "no"]), max_size=3)


def machine(scope_of, place, travel):
    """The state machine on one village; rows of an earlier run stay, and are checked along."""
    numbers = count(1)
    staff, keeper, objector = scope_of(STAFF), scope_of(KEEPER), scope_of(OBJECTOR)
    members = [scope_of(name) for name in COMMITTEE]
    for number, title, kind in ((SWEEPING, "扫街", ""), (LITTER, "乱堆放", ""), (TASKS, "巡村", "test.task")):
        Rule.create(locality=place, number=number, aspect="environment", title=title, activity=kind,
                    minus=number == LITTER, least=1, most=20, starts_on=today())

    class Village(RuleBasedStateMachine):
        @initialize()
        def open_books(self):
            self.scopes, self.accounts, self.tasks = [], [], []
            for _each in range(2):
                household = Household.create(locality=place, number=f"P{next(numbers)}", address="1组")
                self.takes_part(household, Person.create(name="甲", locality=place, household=household))
            self.good = Good.create(locality=place, title=f"米{next(numbers)}", unit="袋", price=4)
            stock.buy(staff, self.good, 6, 600, "", nonce())
            for who, points in ((0, 20), (1, 20), (0, 3), (1, 3)):
                self.deed_comes(who, points, False, ["yes", "yes"])
            self.dispute(3, "object")
            self.reply(0, True)
            self.days_go_by(3)
            self.dispute(2, "reverse")
            self.household_splits(0, 5)

        def takes_part(self, household, person):
            self.scopes.append(scope_of(person))
            self.accounts.append(accounts.join(self.scopes[-1], household))

        def of(self, who):
            """A household that has not merged into another."""
            live = [at for at, account in enumerate(self.accounts) if not account.household.closed_on]
            return live[who % len(live)]

        def deed(self, which, *states):
            return pick(Deed.select().where(Deed.account.in_(self.accounts), Deed.state.in_(states)), which)

        def taken(self, which):
            return pick(Redemption.select().where(Redemption.good == self.good), which)

        @rule(who=WHO, points=st.integers(1, 20), bad=st.booleans(), choices=CHOICES)
        def deed_comes(self, who, points, bad, choices):
            """Collected; the household says its words about a minus; some members vote at once."""
            with suppress(*NO):
                version = book.rule_on(place, LITTER if bad else SWEEPING, today())
                deed = deeds.collect(staff, self.accounts[self.of(who)], version, points, today())
                if bad and len(choices) > 1:
                    deeds.answer(self.scopes[self.of(who)], deed, "不是我家", nonce())
                elif bad:
                    letters.handed_over(staff, deed, nonce())
                self.say(deed, choices)

        @rule(which=WHICH, choices=CHOICES)
        def vote(self, which, choices):
            if deed := self.deed(which, COLLECTED):
                self.say(deed, choices)

        def say(self, deed, choices):
            for member, choice in zip(members, choices, strict=False):
                with suppress(*NO):
                    deciding.vote(member, place, [deed.id], choice, nonce())

        @rule(which=WHICH, how=st.sampled_from(["withdraw", "reverse", "object", "object"]))
        def dispute(self, which, how):
            with suppress(*NO):
                if how == "withdraw" and (deed := self.deed(which, HEARING, COLLECTED, NOTICE)):
                    deeds.withdraw(staff, deed, "记错了", nonce())
                elif how == "reverse" and (deed := self.deed(which, POSTED, TAKEN_BACK)):
                    posting.reverse(staff, deed, "记错了", nonce())
                elif how == "object" and (deed := self.deed(which, NOTICE, OBJECTED, POSTED)):
                    objecting.object_to(objector, deed, "我家也扫了", nonce())

        @rule(which=WHICH, upheld=st.booleans())
        def reply(self, which, upheld):
            mine = Objection.select().join(Deed).where(Deed.account.in_(self.accounts),
                                                       Objection.state == STANDING)
            if objection := pick(mine, which):
                for scope in (staff, *members):
                    with suppress(*NO):
                        answering.answer(scope, objection, upheld, "查过了", nonce())

        @rule(who=WHO, worth=st.integers(0, 30))
        def task_is_accepted(self, who, worth):
            record, doer = f"test:{next(numbers)}", self.scopes[self.of(who)].person
            with transaction():
                activities.write(record, "test.task", "巡村", place, Person.get_by_id(doer.id), today(),
                                 worth=worth)
            self.tasks.append(record)

        @rule(which=WHICH)
        def task_is_taken_back(self, which):
            if self.tasks:
                with transaction():
                    activities.reverse(self.tasks.pop(which % len(self.tasks)))

        @rule(most=st.integers(1, 20))
        def rule_changes(self, most):
            version = book.newest(place, SWEEPING)
            words = ("aspect", "title", "per", "cap", "proof", "offence", "activity", "source")
            values = {name: getattr(version, name) for name in words}
            with suppress(*NO):
                book.change(staff, SWEEPING, version.version, {
                    **values, "sign": "plus", "least": 1, "most": most, "starts_on": today()}, nonce())

        @rule(who=WHO, points=st.integers(0, 20))
        def household_splits(self, who, points):
            account = Account.get_by_id(self.accounts[self.of(who)].id)
            goes = Person.create(name="乙", locality=place, household=account.household_id)
            with suppress(*NO):
                made = changes.split(staff, account, f"P{next(numbers)}", "2组", [goes.id], points,
                                     account.balance, "分家", nonce())
                self.takes_part(made.other.household, Person.get_by_id(goes.id))

        @rule(who=WHO)
        def households_merge(self, who):
            gone, stays = (Account.get_by_id(self.accounts[self.of(each)].id) for each in (who, who + 1))
            if gone != stays:
                with suppress(*NO):
                    changes.merge(staff, gone, stays, "并了", nonce())
                self.accounts = [Account.get_by_id(account.id) for account in self.accounts]

        @rule(who=WHO, many=FEW)
        def reserve(self, who, many):
            who = self.of(who)
            with suppress(*NO):
                shop.reserve(self.scopes[who], self.accounts[who], self.good, many, 4, None, nonce())

        @rule(which=WHICH, handed=st.booleans())
        def hand_over_or_cancel(self, which, handed):
            if row := self.taken(which):
                with suppress(*NO):
                    (shop.hand if handed else shop.cancel)(keeper, row)

        @rule(how=st.sampled_from(["buy", "write_off", "count"]), many=FEW)
        def work_on_the_shelf(self, how, many):
            with suppress(*NO):
                if how == "buy":
                    stock.buy(staff, self.good, many, many * 100, "", nonce())
                elif how == "write_off":
                    stock.write_off(staff, self.good, many, "受潮", nonce())
                else:
                    stands = sum(stock.on_shelf(self.good))
                    stock.count(keeper, self.good, max(stands + many - 4, 0), stands, "点过", nonce())

        @rule(who=WHO, leaves=st.integers(0, 2))
        def leave_or_come_back(self, who, leaves):
            who = self.of(who)
            account = Account.get_by_id(self.accounts[who].id)
            with suppress(*NO):
                if account.state != "open":
                    accounts.join(self.scopes[who], account.household)
                elif leaves == 0:
                    accounts.leave(self.scopes[who], account)

        @rule(days=st.integers(1, 4))
        def days_go_by(self, days):
            travel.shift(timedelta(days=days))
            clock.tick(utc_now())

        @invariant()
        def everything_adds_up(self):
            check_passbooks()
            check_households()
            check_deeds()
            check_shelves()

    def nonce():
        return f"p{next(numbers)}"
    return Village


def pick(query, which):
    """One of the rows of a query, or None where it has none."""
    rows = list(query.order_by(query.model.id))
    return rows[which % len(rows)] if rows else None


def check_passbooks():
    """Every balance is the sum of its lines and not below zero, and so are all of them together."""
    sums = dict(Entry.select(Entry.account, fn.SUM(Entry.points)).group_by(Entry.account).tuples())
    balances = dict(Account.select(Account.id, Account.balance).tuples())
    assert all(balance == sums.get(account, 0) >= 0 for account, balance in balances.items())
    assert sum(sums.values()) == sum(balances.values())


def check_households():
    """Who merged has nobody, no points and nothing on its way; what one gives in a change, another takes."""
    gone = list(Account.select(Account, Household).join(Household).where(Household.closed_on.is_null(False)))
    assert all(account.state == CLOSED and not account.balance for account in gone)
    homes = [account.household_id for account in gone]
    assert not Person.select().where(Person.household.in_(homes)).exists()
    assert not Deed.select().where(Deed.account.in_(gone)).exists()
    moved = Entry.select(Entry.record, fn.SUM(Entry.points)).where(
        Entry.kind.in_((MOVED_IN, MOVED_OUT))).group_by(Entry.record).tuples()
    assert not any(points for _record, points in moved)


def check_deeds():
    """Nothing is posted before its notice is over; a deed has one line, and one that takes it back."""
    lines = dict(((record, kind), many) for record, kind, many in Entry.select(
        Entry.record, Entry.kind, fn.COUNT(Entry.id)).where(Entry.record.startswith("points_deed:")).group_by(
        Entry.record, Entry.kind).tuples())
    assert all(many == 1 for many in lines.values())
    rules = Deed.select(Deed, Rule).join(Rule).where(Rule.number.in_((SWEEPING, LITTER, TASKS)))
    assert all(deed.rule.least <= abs(deed.points) <= deed.rule.most for deed in rules)
    posted = {f"points_deed:{deed.id}": deed for deed in Deed.select().where(
        Deed.state.in_((POSTED, TAKEN_BACK)))}
    assert all(deed.notice_until < deed.posted_on <= today() for deed in posted.values())
    for record, kind in lines:
        assert kind == DEED_LINE or (kind == REVERSED and posted[record].state == TAKEN_BACK)
        assert record in posted
    assert all((record, DEED_LINE) in lines for record, deed in posted.items() if deed.points > 0)


def check_shelves():
    """In = out + left: bought ± counted = handed + waiting + written off + left; points go with them."""
    moved = {}
    for good, kind, many in StockLine.select(StockLine.good, StockLine.kind,
                                             fn.SUM(StockLine.change)).group_by(
            StockLine.good, StockLine.kind).tuples():
        moved.setdefault(good, {})[kind] = many
    gone = dict(Redemption.select(Redemption.good, fn.SUM(Redemption.count)).where(
        Redemption.state.in_((HANDED, RESERVED))).group_by(Redemption.good).tuples())
    for good in Good.select():
        kinds = moved.get(good.id, {})
        came = sum(kinds.get(kind, 0) for kind in (BOUGHT, COUNTED, WRITTEN_OFF))
        assert good.stock == sum(kinds.values()) == came - gone.get(good.id, 0) >= 0
    kinds = {}
    for record, kind, points in Entry.select(Entry.record, Entry.kind, Entry.points).where(
            Entry.record.startswith("points_redemption:"), Entry.kind.in_((SPENT, GIVEN_BACK))).tuples():
        kinds.setdefault(record, []).append((kind, points))
    for row in Redemption.select():
        back = [(GIVEN_BACK, row.points)] if row.state in (CANCELLED, UNCLAIMED) else []
        assert kinds.pop(row.record) == [(SPENT, -row.points), *back]
    assert not kinds


def test_whatever_happens_in_whatever_order(app, scope_of, place):
    save_settings(module, place, SWIFT, None)
    with time_machine.travel(datetime.now(UTC)) as travel:
        run_state_machine_as_test(machine(scope_of, place, travel), settings=PROFILE)
    kinds = {line.kind for line in Entry.select(Entry.kind).distinct()}
    every = {"deed", "spent", "given_back", "reversed", "moved_in", "moved_out"}
    assert every <= kinds, "it went through every kind of line"
    states = {deed.state for deed in Deed.select(Deed.state).distinct()}
    assert {"posted", "refused", "struck", "withdrawn", "reversed"} <= states
