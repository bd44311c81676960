"""The figures of every noun, on one page."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Report
from plugins.points.accounts import figures as accounts
from plugins.points.deciding import figures as deciding
from plugins.points.deeds import figures as deeds
from plugins.points.notice import figures as notice
from plugins.points.shop import figures as shop

REPORT = Report(_l("积分统计"), "points.figures",
                tuple(each for noun in (accounts, deeds, deciding, notice, shop)
                      for each in noun.FIGURES))
