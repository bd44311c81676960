"""The demo of applications: some in each state up to APPROVED, which the other nouns take on from."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from linli.people.models import Person
from linli.toolkit.calendar import local, to_utc
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History, key_of
from plugins.cctv.applications.models import (
    APPLIED,
    APPROVED,
    QUOTED,
    REFUSED,
    SURVEYED,
    Application,
    Approval,
    Question,
    Quote,
    Survey,
)
from plugins.cctv.programmes.models import RESERVED, BudgetLine, Limit, Programme
from plugins.cctv.programmes.split import split

SURVEYOR, CLERK, QUOTER, CHIEF = "方立秋", "方敏仪", "梁书宁", "余海川"
CONSENT = "在他家里，我把申请念给他听，他说同意，要装在院门上。"
PAY_DAYS = 30
ROLES = ("village_staff", "township_staff")
# Who ("" is the next neighbour), which package, kind, where, days ago, how far it came.
ROWS = (("", "p1", "home", "祠堂边，大门口", 55, APPROVED),
        ("", "p2", "home", "榕树头，前后门", 50, APPROVED),
        ("", "p1", "home", "旧粮仓对面，院门", 46, APPROVED),
        ("", "p1", "shop", "村口小卖部门前", 44, APPROVED),
        ("", "p2", "home", "碉楼旁，院子里", 40, APPROVED),
        ("方敏仪", "p3", "village", "村口牌坊", 38, APPROVED),
        ("", "p1", "home", "池塘边，二楼窗外", 30, REFUSED),
        ("", "p1", "home", "晒谷场东，门口", 12, APPROVED),
        ("谢国强", "p1", "home", "第三组巷口，门前", 9, QUOTED),
        ("", "p2", "home", "小学后面，院门", 6, SURVEYED),
        ("", "p1", "home", "水塔旁，门口", 3, APPLIED), ("黄美珍", "p1", "home", "老屋大门口", 2, APPLIED))
ENTERED = "小学后面，院门"
REASON = "从窗外装会拍到邻居家的门窗，转角度也避不开。换到大门口可以再申请。"
QUESTION = "老屋有两个门，请写清楚装在哪一个门口。"


@dataclass
class Step:
    """Who did what, and when."""

    name: str
    source: str
    target: str
    person: Person
    at: datetime
    note: str = ""


def fill(town):
    """Applications of 宅群村, each a day or two further from step to step."""
    programme, village = Programme.get(Programme.locality == town.place), town.villages["宅群村"]
    packages = {each.key: each for each in programme.packages}
    neighbours = iter(_one_of_each_household(town.residents[village.code]))
    for who, key, kind, place, ago, state in ROWS:
        person = town.cast[who] if who else next(neighbours)
        at = to_utc(town.today - timedelta(days=ago), time(9 + ago % 7, 10))
        row = Application.create(
            number=next_number("SB", at.year), programme=programme, package=packages[key], locality=village,
            person=person, household=None if kind == "village" else person.household, kind=kind,
            title="榕树头小卖部" if kind == "shop" else "", place=place,
            sees=("road",) if kind == "village" else ("own",), duty=kind == "village", state=state,
            applied_at=at, reason=REASON if state == REFUSED else "")
        _history(row, Step("begin", "", APPLIED, person, at))
        if place == ENTERED:
            Application.update(entered_by=town.cast[SURVEYOR], consent=CONSENT).where(
                Application.id == row.id).execute()
        _carry(town, row, at)
    asked = Application.get(Application.person == town.cast["黄美珍"])
    Question.create(application=asked, topic="place", text=QUESTION, asked_by=town.cast[SURVEYOR],
                    asked_at=asked.applied_at + timedelta(hours=23))


def _one_of_each_household(people):
    return list({person.household_id: person for person in people}.values())


def _carry(town, row, at):
    """Let it come as far as its state says."""
    if row.state == APPLIED:
        return
    _survey(row, town.cast[SURVEYOR], at + timedelta(days=2))
    if row.state == REFUSED:
        _history(row, Step("refuse", SURVEYED, REFUSED, town.cast[CLERK], at + timedelta(days=3), REASON))
    elif row.state != SURVEYED:
        clerk, chief = town.cast[CLERK], town.cast[CHIEF]
        own = row.person == clerk  # then the township approves alone
        quote = _quote(row, town.cast[QUOTER], ROLES[1:] if own else ROLES, at + timedelta(days=3))
        _approve(row, quote, [chief] if own else [clerk, chief], at + timedelta(days=4))


def _survey(row, person, at):
    public = row.kind == "village"
    Survey.create(application=row, day=at.date(), cable=15, sees=row.sees, article=7 if public else 0,
                  words="" if public else "镜头朝下，只拍到自家门口。", person=person, at=at)
    _history(row, Step("survey", APPLIED, SURVEYED, person, at))


def _quote(row, person, roles, at):
    price = row.package.price
    _history(row, Step("quote", SURVEYED, QUOTED, person, at))
    return Quote.create(application=row, price=price, approvers=roles, person=person, at=at,
                        **split(price, row.package)._asdict())


def _approve(row, quote, people, at):
    """By each in turn where it is approved; of one that waits, by the first."""
    said = people if row.state == APPROVED else people[:1]
    for step, person in enumerate(said):
        Approval.create(application=row, quote=quote, step=step, role=quote.approvers[step], person=person,
                        at=at + timedelta(days=step))
    if row.state == QUOTED:
        Application.update(turn=ROLES[1]).where(Application.id == row.id).execute()
        return
    last = at + timedelta(days=1)
    pay_by = local(last).date() + timedelta(days=PAY_DAYS)
    Application.update(approved_at=last, pay_by=pay_by).where(Application.id == row.id).execute()
    _history(row, Step("approve", QUOTED, APPROVED, people[-1], last))
    _reserve(row, quote.town, people[-1], last)


def _reserve(row, amount, person, at):
    Programme.update(reserved=Programme.reserved + amount, taken=Programme.taken + 1).where(
        Programme.id == row.programme_id).execute()
    Limit.update(taken=Limit.taken + 1).where(
        Limit.programme == row.programme_id, Limit.locality == row.locality_id).execute()
    BudgetLine.create(programme=row.programme_id, kind=RESERVED, amount=amount, record=key_of(row),
                      note=row.number, person=person, at=at)


def _history(row, step):
    History.create(record=key_of(row), name=step.name, source=step.source, target=step.target,
                   person=step.person, at=step.at, note=step.note)
