"""Forms of the file."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, short_text
from linli.toolkit.photos import PhotosField


class ScanForm(Form):
    """Photos of one paper."""

    photos = PhotosField(_l("拍下来的纸"), most=9,
                         description=_l("一页一张，放平、拍正、字看得清。一次最多 9 张，可以分几次加"))
    caption = TrimmedField(_l("写一句是什么（可以不填）"), [short_text(60)],
                           description=_l("比如“借条，正面”。打印卷宗时写在这一页上面"))

    def __init__(self, uploader):
        super().__init__()
        self.uploader = uploader

    def validate_photos(self, field):
        """One has to be there."""
        if not field.uploads:
            raise ValidationError(_l("请拍一张，或者选一张照片"))
