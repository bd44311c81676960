"""The fields that every plugin needs: phone, day, clock, count, money, a trimmed line."""

import re
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TelField, TextAreaField, TimeField
from wtforms.validators import StopValidation

from linli.people.services import normal_phone
from linli.toolkit import phones

YEARS = range(2000, 2101)
MOST_MONEY = 10**12  # 分: a hundred times a township's yearly budget


class PhoneField(TelField):
    """A phone number; its data is E.164 once it has been validated."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("render_kw", {"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(*args, **kwargs)

    def _value(self):
        """As it was typed; a number that is known, as people write it."""
        return self.raw_data[0] if self.raw_data else phones.plain(self.data)

    def process_formdata(self, valuelist):
        """Take what was typed; "" where nothing was sent."""
        self.data = "".join(valuelist).strip()

    def pre_validate(self, form):
        """Before any validator looks at it. Raises StopValidation with a sentence that says what a number
        looks like.
        """
        if self.data:
            try:
                self.data = normal_phone(self.data)
            except ValueError as error:
                raise StopValidation(error.args[0]) from error


class TrimmedField(StringField):
    """A line of text without the spaces around it."""

    def process_formdata(self, valuelist):
        """Take what was typed and strip it."""
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()


class WordsField(TextAreaField):
    """Several lines of text; "" where nothing was sent."""

    def process_formdata(self, valuelist):
        """Take what was typed, without the spaces around it."""
        self.data = "".join(valuelist).strip()


class DayField(DateField):
    """A day of this century."""

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that says what a day looks like."""
        text = "".join(valuelist).strip()
        self.data = None
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError as error:
                raise ValueError(_l("没有这一天，日期请写成 2026-11-25 这样")) from error
            if self.data.year not in YEARS:
                raise ValueError(_l("年份请在 2000 到 2100 之间"))


class ClockField(TimeField):
    """Hours and minutes."""

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that says what a time looks like."""
        text = "".join(valuelist).strip()
        self.data = None
        if text:
            try:
                self.data = datetime.strptime(text, "%H:%M").time()
            except ValueError as error:
                raise ValueError(_l("时间请写成 9:30 或 14:00 这样")) from error


class CountField(StringField):
    """A whole number from `least` to `most`, both included."""

    def __init__(self, *args, least=0, most=10**6, **kwargs):
        kwargs.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def _value(self):
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that names the bounds."""
        text = "".join(valuelist).strip()
        self.data = None
        if text:
            whole = re.fullmatch(r"[0-9]{1,9}", text, re.ASCII)
            if not whole or not self.least <= int(text) <= self.most:
                raise ValueError(_l("请填 %(least)d 到 %(most)d 之间的整数", least=self.least,
                                    most=self.most))
            self.data = int(text)


class MoneyField(StringField):
    """An amount in 元 with at most two decimals; its data is an integer number of 分."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, **kwargs)

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02}"

    def process_formdata(self, valuelist):
        """Raises ValueError with a sentence that says what an amount looks like."""
        text = re.sub(r"[,，\s元]", "", "".join(valuelist))
        self.data = None
        if not text:
            return
        match = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]*))?", text, re.ASCII)
        if not match:
            raise ValueError(_l("金额请写成 1234.50 这样的数字，单位是元"))
        if len(match[2] or "") > 2:
            raise ValueError(_l("金额最多到分，也就是小数点后两位"))
        self.data = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
        if self.data > MOST_MONEY:
            raise ValueError(_l("这个金额太大了，请再看一遍"))
