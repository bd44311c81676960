"""A village that keeps a points book and has no leaders: the way from a deed to soap is the same."""

from datetime import time, timedelta

import time_machine

from linli.database import utc_now
from linli.modules.services import switch
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.once import new_nonce
from plugins.points import clock
from plugins.points.accounts.models import Account
from plugins.points.book.services import rule_on
from plugins.points.deciding import services as deciding
from plugins.points.deeds import services as deeds
from plugins.points.deeds.models import NOTICE, POSTED, Deed
from plugins.points.shop import services as shop
from plugins.points.shop.models import RESERVED

TRAINING = 5


def test_from_a_deed_to_soap(app, place, scope_of, account_of, soap):
    switch(place, "leaders", False, None)
    account = account_of("黄美珍")
    with app.test_request_context():
        deed = deeds.collect(scope_of("方敏仪"), account, rule_on(place, TRAINING, today()), 3, today())
        for name in ("胡月娥", "许志华", "林婉仪"):
            if Deed.get_by_id(deed.id).state != NOTICE:
                deciding.vote(scope_of(name), place, [deed.id], "yes", new_nonce())
        deed = Deed.get_by_id(deed.id)
        assert deed.state == NOTICE
        with time_machine.travel(to_utc(deed.notice_until + timedelta(days=1), time(0, 1)), tick=False):
            clock.tick(utc_now())
            assert Deed.get_by_id(deed.id).state == POSTED
            before = Account.get_by_id(account.id).balance
            taken = shop.reserve(scope_of("黄美珍"), account, soap, 1, 5, None, new_nonce())
    assert taken.state == RESERVED and Account.get_by_id(account.id).balance == before - 5
