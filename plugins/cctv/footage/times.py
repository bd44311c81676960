"""Which minutes may be asked for: past, a day at most, while the camera stood there, and still kept."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.toolkit.calendar import date_text, local, when_text

LONGEST = timedelta(hours=24)
STARTS, ENDS = "starts", "ends"


class NotThere(Exception):
    """There is no such footage, or not so much of it at once: a sentence for the reader, about
    STARTS or ENDS.
    """

    def __init__(self, about, words):
        super().__init__(words)
        self.about = about


def refuse(camera, starts_at, ends_at, now):
    """Raise NotThere unless this camera may hold these minutes at `now` (moments in UTC)."""
    if ends_at <= starts_at:
        raise NotThere(ENDS, _l("要晚于开始的时间"))
    if ends_at > now:
        raise NotThere(ENDS if starts_at <= now else STARTS, _l("还没到这个时间，只能看已经录下的"))
    if ends_at - starts_at > LONGEST:
        raise NotThere(ENDS, _l("一次最多看 24 小时。要看更久的，请分几次申请"))
    if local(starts_at).date() < camera.since:
        raise NotThere(STARTS, _l("这个摄像头 %(day)s 才装上，那时还没有它", day=date_text(camera.since)))
    if camera.removed_on and local(ends_at).date() > camera.removed_on:
        raise NotThere(ENDS, _l("这个摄像头 %(day)s 就拆了，之后没有录像", day=date_text(camera.removed_on)))
    if kept_until(camera, starts_at) < now:
        raise NotThere(STARTS, _l("录像只保存 %(days)d 天，%(moment)s 以前的已经没有了",
                                  days=camera.retention, moment=when_text(now - _kept(camera))))


def kept_until(camera, starts_at):
    """The moment at which the first of these minutes is overwritten (art. 17)."""
    return starts_at + _kept(camera)


def _kept(camera):
    return timedelta(days=camera.retention)
