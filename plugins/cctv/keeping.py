"""How long this module keeps what."""

from flask_babel import lazy_gettext as _l

from linli.personal.retention import Retention
from plugins.cctv.footage.models import Access
from plugins.cctv.works.models import Payment

RETENTIONS = (
    Retention("cctv.access", _l("谁看过录像"), _l("登记只增不改；个人信息保护法第五十六条：不少于三年"),
              Access, Access.at, _l("一直保存")),
    Retention("cctv.payment", _l("交款"), _l("公家的钱，只增不改"), Payment, Payment.at, _l("一直保存")),
)
