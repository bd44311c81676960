"""The application, one thing a page: each page is a form of its own, and carries what the others said."""

import json
from dataclasses import asdict

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.fields import CountField, PhoneField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.mediation.cases.intake import NUMBERED, Facts, Someone
from plugins.mediation.cases.kinds import PLAIN
from plugins.mediation.cases.models import APPLICANT, APPLICATION, RESPONDENT, WAYS

MOST = 20  # people beside the two


def _line(label, **more):
    return TrimmedField(label, [short_text(more.pop("most", 40))], render_kw={"autocomplete": "off"}, **more)


class WayForm(Form):
    """On which way it comes."""

    way = RadioField(_l("这次是"), [required(_l("请选一项"))])
    way_number = _line(_l("法院、公安的编号（有才填）"), most=60)

    def offer(self, ways):
        """Take the ways that stand open."""
        self.way.choices = options((way, WAYS[way]) for way in ways)

    def validate_way_number(self, field):
        """Court and police have their number."""
        if self.way.data in NUMBERED and not field.data:
            raise ValidationError(_l("请填对方单位的编号"))


class AloneForm(Form):
    """About violence, asked alone."""

    violence = RadioField(_l("对方打过您、吓过您、不让您出门，或者您怕会这样吗？"),
                          [required(_l("请选一项"))],
                          choices=options({"no": _l("没有"), "yes": _l("有过，或者我怕会有")}))


class SafeForm(Form):
    """Where help is, for whoever told of violence; nothing is asked."""


class KindForm(Form):
    """What it is about, as people say it."""

    kind = RadioField(_l("哪一类"), [required(_l("请选最像的一项"))], choices=options(PLAIN))


class WordsForm(Form):
    """What happened."""

    story = WordsField(_l("怎么回事"), [required(_l("请写几句")), short_text(3000)], render_kw={"rows": 6},
                         description=_l("几时开始的，为了什么。问对方意见的时候，对方看得到"))
    wish = WordsField(_l("希望怎么办（可以不写）"), [short_text(1000)], render_kw={"rows": 3})


class MeForm(Form):
    """The applicant, where somebody else enters it."""

    name = _line(_l("申请人姓名"))
    phone = PhoneField(_l("申请人手机号（没有就不填）"),
                       render_kw={"inputmode": "tel", "autocomplete": "off"})
    address = _line(_l("住址（可以不填）"), most=120)
    minor = BooleanField(_l("申请人未满 18 岁"))
    guardian = _line(_l("监护人姓名（未满 18 岁才填）"))
    guardian_phone = PhoneField(_l("监护人手机号（未满 18 岁才填）"),
                                render_kw={"inputmode": "tel", "autocomplete": "off"})

    def validate_name(self, field):
        """A name."""
        _want(field, field.data, _l("请填申请人姓名"))

    def validate_guardian(self, field):
        """A minor has one."""
        _want(field, field.data or not self.minor.data, _l("未成年人要有监护人，请填监护人姓名"))


class OtherForm(Form):
    """The other side."""

    other_name = _line(_l("对方姓名"), description=_l("不止一位的，先写主要的一位"))
    other_phone = PhoneField(_l("对方手机号（不知道就不填）"),
                             render_kw={"inputmode": "tel", "autocomplete": "off"})
    other_address = _line(_l("对方住哪里（可以不填）"), most=120)
    other_minor = BooleanField(_l("对方未满 18 岁"))
    other_guardian = _line(_l("对方监护人姓名（未满 18 岁才填）"))
    other_guardian_phone = PhoneField(_l("对方监护人手机号（未满 18 岁才填）"),
                                      render_kw={"inputmode": "tel", "autocomplete": "off"})
    others = BooleanField(_l("两边还有别人，下一页再写"))
    people = CountField(_l("一共涉及几个人"), [Optional()], least=2, most=10_000, default=2,
                        description=_l("两边加起来"))

    def validate_other_name(self, field):
        """A name."""
        _want(field, field.data, _l("请填对方姓名"))

    def validate_other_guardian(self, field):
        """A minor has one."""
        _want(field, field.data or not self.other_minor.data, _l("未成年人要有监护人，请填监护人姓名"))


class MoreForm(Form):
    """One more person, on either side; several come one after the other."""

    more_side = RadioField(_l("这一位是哪一边的"), [required(_l("请选一项"))], default=RESPONDENT,
                           choices=options({RESPONDENT: _l("对方那一边"), APPLICANT: _l("申请的这一边")}))
    more_name = _line(_l("姓名"))
    more_phone = PhoneField(_l("手机号（不知道就不填）"),
                            render_kw={"inputmode": "tel", "autocomplete": "off"})
    more_minor = BooleanField(_l("未满 18 岁"))
    more_guardian = _line(_l("监护人姓名（未满 18 岁才填）"))
    more_guardian_phone = PhoneField(_l("监护人手机号（未满 18 岁才填）"),
                                     render_kw={"inputmode": "tel", "autocomplete": "off"})

    def validate_more_name(self, field):
        """A name."""
        _want(field, field.data, _l("请填姓名"))

    def validate_more_guardian(self, field):
        """A minor has one."""
        _want(field, field.data or not self.more_minor.data, _l("未成年人要有监护人，请填监护人姓名"))

    @property
    def someone(self):
        """Who that is."""
        return Someone(self.more_name.data, self.more_phone.data, "", self.more_minor.data,
                       self.more_guardian.data, self.more_guardian_phone.data, self.more_side.data)


class CheckForm(Form):
    """All of it once more."""


PAGES = {"way": WayForm, "alone": AloneForm, "safe": SafeForm, "kind": KindForm, "words": WordsForm,
         "me": MeForm, "other": OtherForm, "more": MoreForm, "check": CheckForm}
PAGE_OF = {name: page for page, form in PAGES.items() for name, field in vars(form).items()
           if hasattr(field, "field_class")}


def pages_for(ways):
    """The pages in their order: whoever may only apply for themself is not asked on which way."""
    own = ways == (APPLICATION,) or (len(ways) > 1 and request.form.get("way") == APPLICATION)
    left_out = {"way": ways == (APPLICATION,), "safe": request.form.get("violence") != "yes", "me": own,
                "more": not request.form.get("others")}
    return [page for page in PAGES if not left_out.get(page)]


def sent_form(page, ways):
    """The form of one page as it was sent, to be looked at: an empty one lacks what it asks."""
    return _form(page, ways, request.form)


def form_of(page, ways, blank=False, **begun):
    """The form of one page to be filled in, with what was sent for it, else with what it begins with;
    `blank`: anew.
    """
    sent = not blank and any(PAGE_OF.get(name) == page for name in request.form)
    return _form(page, ways, request.form if sent or page == "check" else None, **begun)


def _form(page, ways, sent, **begun):
    nonce = {"nonce": request.form["nonce"]} if request.form.get("nonce") else {}
    form = PAGES[page](formdata=sent, **{**begun, **nonce})
    if page == "way":
        form.offer(ways)
    return form


def carried(page, named):
    """What the other pages said, as (name, value) to be sent along; `named` are those of MoreForm, who
    travel as one word each.
    """
    return [*((name, value) for name, value in request.form.items(multi=True)
              if name in PAGE_OF and PAGE_OF[name] not in (page, "more")),
            *(("named", json.dumps(asdict(each))) for each in named)]


def named_so_far():
    """Those whom MoreForm named, as they were sent along: each looked at again, as its page does."""
    return [form.someone for word in request.form.getlist("named")[:MOST]
            if (form := _read_named(word)) is not None and form.validate()]


def _read_named(word):
    """The MoreForm that says what one word does; None for what is no such word."""
    try:
        said = json.loads(word)
        fields = {f"more_{name}": value for name, value in said.items() if isinstance(value, str) and value}
        minor = {"more_minor": "y"} if said.get("minor") else {}
    except (ValueError, AttributeError):
        return None
    return MoreForm(formdata=MultiDict(fields | minor), meta={"csrf": False})


def facts_of(forms, ways, named):
    """The Facts that the pages say; `forms` is {page: form}, all of them valid, `named` who else is in it."""
    way = forms["way"].way.data if "way" in forms else ways[0]
    other, me, words = forms["other"], forms.get("me"), forms["words"]
    return Facts(
        way=way, way_number=forms["way"].way_number.data if "way" in forms else "",
        violence=forms["alone"].violence.data == "yes", dispute_class=forms["kind"].kind.data,
        summary=words.story.data, wish=words.wish.data, people=other.people.data or 2,
        more=tuple(named) if other.others.data else (),
        applicant=me and Someone(me.name.data, me.phone.data, me.address.data, me.minor.data,
                                 me.guardian.data, me.guardian_phone.data),
        other=Someone(other.other_name.data, other.other_phone.data, other.other_address.data,
                      other.other_minor.data, other.other_guardian.data, other.other_guardian_phone.data))


def _want(field, given, message):
    if not given:
        raise ValidationError(message)
