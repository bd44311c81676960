"""The demo: what was agreed, carried out, confirmed by the court and visited. Agreements of the demo were
reached orally: signatures are pictures, and the demo ships none.
"""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.workflow import History, key_of
from plugins.mediation.agreements.models import (
    CONFIRMED,
    ON_ITS_WAY,
    ORAL,
    Agreement,
    Confirmation,
    FollowUp,
    Term,
)
from plugins.mediation.cases.models import APPLICANT, RESPONDENT, Case, Party
from plugins.mediation.cases.states import AGREED, CARRIED_OUT, CLOSED, SITTING

COURT = "开平市人民法院"
DAYS = timedelta(days=30)
# What the other side does, for how much (分), and what the applicant does.
TERMS = (("找师傅修好，费用自己出", None, "修的那天让师傅进院子"),
         ("赔误工和材料的钱", 80_000, "收到钱写收条，以后不再提这件事"),
         ("把占着的地方让出来，恢复原样", None, "出一半人工"),
         ("分两次付清，年底以前付完", 260_000, "付清以后把借条还给对方"))
SAID = ("地方和时间两家说的一样，只是谁出钱没有谈过。", "事情出在去年，当时没有量，也没有写下来。",
        "损失看过现场，按两家都认的价钱算。")
VISITED = ("两家说修好了，下过两场雨没有再漏。", "见了面会打招呼了。", "钱付清了，收条看过了。")


def fill(town):
    """An agreement for each case that was agreed, and one that is being written."""
    cases = Case.select().where(Case.state.in_((AGREED, CARRIED_OUT, CLOSED)), Case.mediator.is_null(False))
    for number, case in enumerate(cases.order_by(Case.id)):
        agreement = _agreement(case, number, case.agreed_on)
        _terms(case, agreement, number)
        if number % 4 == 0 or case.state == AGREED:
            _confirmation(town, case, number)
        if case.state == CLOSED:
            _visit(case, number)
    sitting = Case.select().where(Case.state == SITTING).order_by(Case.id).first()
    if sitting:
        draft = _agreement(sitting, 0, None)
        Term.create(agreement=draft, party=_party(sitting, RESPONDENT),
                    receiver=_party(sitting, APPLICANT), text=TERMS[0][0],
                    due_on=town.today + timedelta(days=20))


def _agreement(case, number, day):
    return Agreement.create(
        case=case, form=ORAL, facts="双方都认的事：" + SAID[number % len(SAID)], signed_on=day,
        confirm_by=day + DAYS if day else None, follow_up_by=day + DAYS if day else None)


def _terms(case, agreement, number):
    """Two terms; of a case that is still being carried out the second is open."""
    text, amount, other = TERMS[number % len(TERMS)]
    parties = {side: _party(case, side) for side in (APPLICANT, RESPONDENT)}
    for side, to, what, due, paid in ((APPLICANT, RESPONDENT, other, 12, None),
                                      (RESPONDENT, APPLICANT, text, 22, amount)):
        due_on = case.agreed_on + timedelta(days=due)
        open_still = case.state == AGREED and side == RESPONDENT
        Term.create(agreement=agreement, party=parties[side], receiver=parties[to], text=what, amount=paid,
                    due_on=due_on,
                    done_on=None if open_still else due_on - timedelta(days=1 + number % 5))


def _confirmation(town, case, number):
    """Asked for within a week; decided two weeks later, if that day has come."""
    day = case.agreed_on + timedelta(days=5)
    decided = day + timedelta(days=14)
    done = decided < town.today
    row = Confirmation.create(
        case=case, court=COURT, applied_on=day, decided_on=decided if done else None,
        number=f"({decided.year})粤0783民特{40 + number}号" if done else "",
        state=CONFIRMED if done else ON_ITS_WAY)
    _line(row, case, "begin", "", ON_ITS_WAY, day)
    if done:
        _line(row, case, "confirm", ON_ITS_WAY, CONFIRMED, decided)


def _visit(case, number):
    """The visit that closed it."""
    day = case.agreed_on + timedelta(days=25)
    FollowUp.create(case=case, party=_party(case, APPLICANT), day=day, by_phone=number % 2 == 1, kept=True,
                    words=VISITED[number % 3], person=case.mediator_id, at=_at(day))
    case.ended_on = day
    case.save()


def _party(case, side):
    return Party.get(Party.case == case.id, Party.side == side)


def _line(row, case, name, source, target, day):
    History.create(record=key_of(row), name=name, source=source, target=target, person=case.mediator_id,
                   at=_at(day))


def _at(day):
    return datetime.combine(day, time(16), SHANGHAI)
