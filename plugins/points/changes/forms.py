"""The form by which points are shared after a split."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import StopValidation

from linli.toolkit.fields import CountField
from linli.toolkit.forms import Form


class ShareForm(Form):
    """How many points go to the new household; `seen` is the balance that was shown."""

    seen = HiddenField()
    points = CountField(_l("分给新户多少积分"),
                        description=_l("户里自己商量；没说法的，一家一半，单数留在老户"))

    def __init__(self, account):
        super().__init__(data={"seen": account.balance, "points": account.balance // 2})
        self.account = account

    def validate_points(self, field):
        """Some, and no more than there is."""
        if not field.data:
            raise StopValidation(_l("请填分多少；都留在老户的，不用办这一步"))
        if field.data > self.account.balance:
            raise StopValidation(_l("存折里只有 %(points)d 分", points=self.account.balance))
