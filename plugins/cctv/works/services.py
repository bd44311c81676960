"""What a resident pays at the office, what is reversed, and giving up: by the applicant, or for them.
Nothing is paid through the site.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.people.services import holders
from linli.toolkit import workflow
from linli.toolkit.money import yuan
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused, NotNow
from plugins.cctv.applications import ending, paying, steps
from plugins.cctv.applications.models import APPROVED, BEFORE_APPROVAL, PAID, RESERVED
from plugins.cctv.works import lists
from plugins.cctv.works.models import Payment


def pay(scope, application, line, nonce):
    """Write down what was paid: `line` are amount (分), way, receipt and paid_on of a Payment. With the
    whole of the resident's part the application is paid.

    Raises FieldRefused (more than is left, a receipt that stands already), NotNow, NotAllowed,
    once.AlreadyDone.
    """
    steps.refuse_near(scope, application)
    try:
        with steps.held(scope, application, nonce) as row:
            _refuse_others(scope, row)
            steps.refuse_state(row, APPROVED)
            left = lists.money_of(row).left
            if line["amount"] > left:
                raise FieldRefused("amount", _l("多了：这一户还差 %(left)s 元", left=yuan(max(left, 0))))
            Payment.create(application=row, programme=row.programme_id, person=scope.person,
                           entry=_entries(row, line["receipt"]), **line)
            if line["amount"] == left:
                _paid(scope, row, _receipt(line["receipt"]), _l("钱收到了，接下来等安装"))
    except peewee.IntegrityError as error:  # entered for another application at the same moment
        raise FieldRefused("receipt", _same(line["receipt"])) from error


def mark_paid(scope, application):
    """Nothing is left for the resident to pay: go on to the installation. Raises NotNow, also where
    something is to be paid or too much was, and NotAllowed.
    """
    steps.refuse_near(scope, application)
    with steps.held(scope, application) as row:
        steps.refuse_state(row, APPROVED)
        works = lists.money_of(row)
        if works.left > 0:
            raise NotNow(_l("这一户还有钱要交，请登记收款"))
        if works.left < 0:
            raise NotNow(_l("多收了 %(yuan)s 元：先冲销原来的收款，按新的报价重新登记",
                            yuan=yuan(-works.left)))
        said = _l("原来交的够了") if works.paid else _l("这一户不用交钱")
        _paid(scope, row, str(said), _l("您不用再交钱，接下来等安装"))


def reverse(scope, payment, reason, nonce):
    """A payment was entered wrongly: a line takes it back, and the application waits for its payment
    again. Raises NotNow where it was reversed or the camera stands already, NotAllowed,
    once.AlreadyDone.
    """
    steps.refuse_near(scope, payment.application)
    with steps.held(scope, payment.application, nonce) as row:
        _refuse_others(scope, row)
        steps.refuse_state(row, *BEFORE_APPROVAL, APPROVED, PAID)
        if payment.id not in lists.money_of(row).standing:
            raise NotNow(_l("这一笔已经冲销过了"))
        _take_back(scope, payment, reason)
        if row.state == PAID:
            workflow.apply("unpay", row, scope, note=reason)
            paying.wait_for_money(row)
        steps.tell(row, _l("收款登记改了"))


def withdraw(scope, application, reason, nonce):
    """The applicant gives up, also while an answer is owed: what they paid is reversed, to be fetched at
    the office, and what was reserved goes back to the budget. Raises NotNow, NotAllowed to anybody
    else, once.AlreadyDone.
    """
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed("withdraw")
    with steps.held(scope, application, nonce, while_asked=True) as row:
        steps.refuse_state(row, *BEFORE_APPROVAL, APPROVED, PAID)
        if _give_up(scope, row, "withdraw", reason):
            for person in holders("village_staff", row.locality_id):
                notify(person, _l("有一户不装摄像头了，要退款"),
                       _l("申请 %(number)s，打开看看", number=row.number), steps.address(row))


def withdraw_for(scope, application, reason, nonce):
    """The same by staff, for somebody who moved away, died, or said so: recorded as theirs, with the
    reason, and the applicant is told. What hangs already was taken down first. Raises NotNow,
    NotAllowed, TooNear, once.AlreadyDone.
    """
    steps.refuse_near(scope, application)
    with steps.held(scope, application, nonce, while_asked=True) as row:
        steps.refuse_state(row, *BEFORE_APPROVAL, *RESERVED)
        _give_up(scope, row, "withdraw_for", reason)
        steps.tell(row, _l("装摄像头的申请由工作人员代您撤回了"))


def _give_up(scope, row, step, reason):
    """Returns what was paid, and goes back (分)."""
    works = lists.money_of(row)
    for line in works.payments:
        if line.id in works.standing:
            _take_back(scope, line, str(_l("撤回，凭收据退款")))
    if row.state in RESERVED:
        ending.release(scope, row)
    paying.wait_no_more(row)
    workflow.apply(step, row, scope, note=reason, reason=reason, turn="")
    return works.paid


def _paid(scope, row, note, title):
    paying.wait_no_more(row)
    workflow.apply("pay", row, scope, note=note)
    steps.tell(row, title)


def _take_back(scope, payment, note):
    Payment.create(application=payment.application_id, programme=payment.programme_id,
                   amount=-payment.amount, way=payment.way, receipt=payment.receipt,
                   paid_on=payment.paid_on, note=note, reverses=payment, person=scope.person)


def _refuse_others(scope, application):
    """Who records holds the permission where the application lies. Raises NotAllowed."""
    if not scope.can("cctv.record", application.locality):
        raise workflow.NotAllowed


def _entries(application, receipt):
    """How often a receipt was entered and reversed. Raises FieldRefused where it stands."""
    lines = list(Payment.select().where(Payment.programme == application.programme_id,
                                        Payment.receipt == receipt))
    back = {line.reverses_id for line in lines}
    entered = [line for line in lines if not line.reverses_id]
    if any(line.id not in back for line in entered):
        raise FieldRefused("receipt", _same(receipt))
    return len(entered)


def _same(receipt):
    return _l("收据 %(receipt)s 已经登记过了", receipt=receipt)


def _receipt(receipt):
    return str(_l("收据 %(receipt)s", receipt=receipt))
