"""Forms of requests to view footage. No field takes a video."""

import filetype
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from linli.database import utc_now
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.fields import ClockField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotosField
from plugins.cctv.footage import times
from plugins.cctv.footage.models import GUARDIAN, HOW, KIN, POLICE, SELF, VIEWED, WHO

GRANT, REFUSE = "grant", "refuse"
VERDICTS = {GRANT: _l("同意看"), REFUSE: _l("不同意")}


class ProofField(PhotosField):
    """Photos; of a video it says that none may come in here."""

    def _take(self, file, person):
        kind = filetype.guess(file.stream.read(8192))
        file.stream.seek(0)
        if (file.mimetype or "").startswith("video/") or (kind and kind.mime.startswith("video/")):
            self.errors.append(_l("“%(name)s”没有收：这个网站不收录像，只收证件、证明的照片",
                                  name=file.filename[-40:]))
        else:
            super()._take(file, person)


class AskForm(Form):
    """Who asks, for which minutes of the camera, and why. `police`: whether one may ask as the police."""

    who = RadioField(_l("您是"), [required(_l("请选您是谁"))])
    paper = TrimmedField(_l("调取通知书编号"), [short_text(60)])
    day = DayField(_l("哪天的录像"), [required(_l("请填哪天的"))], default=today)
    starts = ClockField(_l("从几点"), [required(_l("请填从几点"))], description=_l("比如 19:10"))
    ends_day = DayField(_l("看到哪天"), description=_l("同一天就空着"))
    ends = ClockField(_l("到几点"), [required(_l("请填到几点"))], description=_l("比如 19:25，越准越快找到"))
    reason = WordsField(_l("为什么要看"), [required(_l("请写为什么要看")), short_text(500)],
                        render_kw={"rows": 4},
                        description=_l("出了什么事，想找什么。只有您和答复的人看得到"))
    photos = ProofField(_l("证件或证明的照片"), most=4)

    def __init__(self, uploader, camera, police):
        self.uploader, self.camera, self.police = uploader, camera, police
        super().__init__(data={"who": POLICE if police else SELF})
        self.who.choices = options({key: word for key, word in WHO.items() if police or key != POLICE})
        self.photos.least = 1 if self.who.data in (KIN, GUARDIAN) else 0
        self.photos.description = _l("近亲属、监护人要拍一张证明，比如户口本。只收照片，不收录像")

    @property
    def minutes(self):
        """(from, to), moments in UTC."""
        return (to_utc(self.day.data, self.starts.data),
                to_utc(self.ends_day.data or self.day.data, self.ends.data))

    def validate(self, extra_validators=None):
        """As ever, and the camera may hold these minutes."""
        valid = super().validate(extra_validators)
        if not any(field.errors for field in (self.day, self.starts, self.ends_day, self.ends)):
            try:
                times.refuse(self.camera, *self.minutes, utc_now())
            except times.NotThere as error:
                self.say(error)
                valid = False
        return valid

    def say(self, error):
        """Say beside its field why there is no such footage."""
        field = self[error.about]
        field.errors = [*field.errors, error.args[0]]

    def validate_paper(self, field):
        """The police ask with a paper, and only they."""
        if self.who.data == POLICE and not field.data:
            raise ValidationError(_l("公安机关调取要填通知书编号"))
        if self.who.data != POLICE:
            field.data = ""


class DecideForm(Form):
    """Yes with its conditions, or no with its reason."""

    verdict = RadioField(_l("答复"), [required(_l("请选同意还是不同意"))], choices=options(VERDICTS))
    masked = BooleanField(_l("要先遮住别人的脸和车牌"))
    words = WordsField(_l("条件或者原因"), [short_text(500)], render_kw={"rows": 3},
                       description=_l("同意就写在哪里看、带什么证件；不同意要写原因。申请的人会看到"))

    def validate_words(self, field):
        """Whoever is refused reads why."""
        if self.verdict.data == REFUSE and not field.data:
            raise ValidationError(_l("不同意要写一句原因"))


class AccessForm(Form):
    """A line of the access register: who saw what, and how."""

    day = DayField(_l("哪天看的"), [required(_l("请填哪天看的"))], default=today)
    name = TrimmedField(_l("谁看的"), [required(_l("请填姓名")), short_text(40)])
    unit = TrimmedField(_l("单位"), [short_text(80)], description=_l("个人看的就空着"))
    how = RadioField(_l("怎么给的"), [required(_l("请选怎么给的"))], choices=options(HOW), default=VIEWED)
    masked = BooleanField(_l("遮住了别人的脸和车牌"))
    content = TrimmedField(_l("看了哪一段"), [required(_l("请写看了哪一段")), short_text(200)], id="seen",
                           description=_l("比如“7:10–7:25 巷口”，不写看到了谁"))

    def __init__(self, row):
        self.row = row
        super().__init__(data={"name": row.person.name, "masked": row.masked})

    def validate_day(self, field):
        """From the day of the answer to today."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，看过了再登记"))
        if field.data and field.data < self.row.decided_on:
            raise ValidationError(_l("不能早于同意那天"))

    def validate_unit(self, field):
        """The police have one."""
        if self.row.who == POLICE and not field.data:
            raise ValidationError(_l("公安机关看的要填单位"))

    def validate_masked(self, field):
        """As it was granted."""
        if self.row.masked and not field.data:
            raise ValidationError(_l("同意时说好要遮住别人的脸和车牌，遮好了才能给看"))
