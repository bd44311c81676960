"""Words of a post: its days, and where it stands."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.toolkit.calendar import today

SOON = timedelta(days=30)
WHEN = {"now": _l("在任"), "soon": _l("还没开始"), "past": _l("已结束"), "all": _l("全部")}


def span_text(post):
    """From when to when."""
    first = day_words(post.starts_on)
    return _("%(first)s至 %(last)s", first=first, last=day_words(post.ends_on)) if post.ends_on else _(
        "%(first)s起", first=first)


def day_words(day):
    """2026 年 11 月 25 日: with its year, as on a letter of appointment."""
    return _("%(year)d 年 %(month)d 月 %(day)d 日", year=day.year, month=day.month, day=day.day)


def standing(post):
    """(word, tone) of a post today."""
    day = today()
    if post.ends_on and post.ends_on < max(day, post.starts_on):
        return WHEN["past"], "quiet"
    if post.starts_on > day:
        return WHEN["soon"], "soon"
    ending = post.ends_on and post.ends_on - day <= SOON
    return (_("快到期"), "soon") if ending else (WHEN["now"], "ok")


def title_of(registry, post):
    """The role on screen; a role of a plugin that is no longer loaded keeps its key."""
    return registry.roles.get(post.role, post.role)
