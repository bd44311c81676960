"""What a resident pays at the office, what is reversed, and giving up once it was approved. Nothing is
paid through the site.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.people.services import holders
from linli.toolkit import workflow
from linli.toolkit.money import yuan
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused
from plugins.cctv.applications import ending, steps
from plugins.cctv.applications.models import APPROVED, PAID
from plugins.cctv.works import lists
from plugins.cctv.works.models import Payment


def pay(scope, application, line, nonce):
    """Write down what was paid: `line` are amount (分), way, receipt and paid_on of a Payment. With the
    whole of the resident's part the application is paid.

    Raises FieldRefused (more than is left, a receipt that stands already), steps.NotNow, NotAllowed,
    once.AlreadyDone.
    """
    steps.refuse_near(scope, application)
    try:
        with steps.held(scope, application, nonce) as row:
            _refuse_others(scope, row)
            steps.refuse_state(row, APPROVED)
            left = lists.money_of(row).left
            if line["amount"] > left:
                raise FieldRefused("amount", _l("多了：这一户还差 %(left)s 元", left=yuan(left)))
            Payment.create(application=row, programme=row.programme_id, person=scope.person,
                           entry=_entries(row, line["receipt"]), **line)
            if line["amount"] == left:
                workflow.apply("pay", row, scope, note=_receipt(line["receipt"]))
                steps.tell(row, _l("钱收到了，接下来等安装"))
    except peewee.IntegrityError as error:  # entered for another application at the same moment
        raise FieldRefused("receipt", _same(line["receipt"])) from error


def mark_paid(scope, application):
    """The resident's part is nothing: go on to the installation. Raises steps.NotNow, also where
    something is to be paid, and NotAllowed.
    """
    steps.refuse_near(scope, application)
    with steps.held(scope, application) as row:
        steps.refuse_state(row, APPROVED)
        if lists.money_of(row).left:
            raise steps.NotNow(_l("这一户还有钱要交，请登记收款"))
        workflow.apply("pay", row, scope, note=str(_l("这一户不用交钱")))
        steps.tell(row, _l("您不用交钱，接下来等安装"))


def reverse(scope, payment, reason, nonce):
    """A payment was entered wrongly: a line takes it back, and the application waits for its payment
    again. Raises steps.NotNow where it was reversed or the camera stands already, NotAllowed,
    once.AlreadyDone.
    """
    steps.refuse_near(scope, payment.application)
    with steps.held(scope, payment.application, nonce) as row:
        _refuse_others(scope, row)
        steps.refuse_state(row, APPROVED, PAID)
        if payment.id not in lists.money_of(row).standing:
            raise steps.NotNow(_l("这一笔已经冲销过了"))
        _take_back(scope, payment, reason)
        if row.state == PAID:
            workflow.apply("unpay", row, scope, note=reason)
        steps.tell(row, _l("收款登记改了"))


def withdraw(scope, application, reason, nonce):
    """The applicant gives up after the approval: what they paid is reversed, to be fetched at the
    office, and the town's part goes back to the budget. Raises steps.NotNow, NotAllowed to anybody
    else, once.AlreadyDone.
    """
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed("withdraw")
    with steps.held(scope, application, nonce, while_asked=True) as row:
        steps.refuse_state(row, APPROVED, PAID)
        works = lists.money_of(row)
        for line in works.payments:
            if line.id in works.standing:
                _take_back(scope, line, str(_l("住户撤回，凭收据退款")))
        ending.release(scope, row)
        workflow.apply("withdraw", row, scope, note=reason, reason=reason)
        if works.paid:
            _tell_office(row)


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


def _tell_office(application):
    """There is money to hand back: the village's staff hears of it."""
    for person in holders("village_staff", application.locality_id):
        notify(Person.get_by_id(person.id), str(_l("有一户不装摄像头了，要退款")),
               str(_l("申请 %(number)s，打开看看", number=application.number)), lists.address(application))
