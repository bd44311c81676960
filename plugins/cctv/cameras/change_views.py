"""What happens to a camera: filed, moved, replaced, off line and back, removed."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.refusals import FieldRefused, NotNow
from linli.web import page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import services
from plugins.cctv.cameras.forms import (
    FileForm,
    HandOverForm,
    MoveForm,
    RemoveForm,
    ReplaceForm,
    SignForm,
    StateForm,
)
from plugins.cctv.cameras.models import STATES, WORKING
from plugins.cctv.cameras.seen_views import to_camera, visible_camera

# The heading, the button, and what the reader should know first.
WORDS = {
    "hang_sign": (_l("提示牌挂好了"), _l("记下"), ""),
    "hand_over": (_l("换人负责"), _l("记下"), _l("住户搬走、过世了，换谁看管。原来的人会留在经过里。")),
    "file_camera": (_l("公安备案"), _l("记下"), ""),
    "move_camera": (_l("移了位置"), _l("记下新位置"),
                    _l("只能在本村里移，镜头要像装的时候一样再看一遍。原来的位置会留在经过里。")),
    "replace_camera": (_l("换了设备"), _l("记下"), _l("原来的序列号会留在经过里。")),
    "off_line": (_l("现在离线"), _l("记成离线"), ""),
    "back": (_l("恢复了"), _l("记成在用"), ""),
    "remove_camera": (_l("拆除"), _l("记成拆除"),
                      _l("拆除以后不能再改。还没修好的报修会一起结束，报修的人会收到消息。")),
}


@blueprint.route("/cameras/<number>/file", methods=["GET", "POST"])
@permission("cctv.file")
def file_camera(number):
    """Write down the filing: the police themselves, or staff from their paper."""
    return _step(number, "file_camera", _plain(FileForm), lambda row, form: services.file(
        scope, row, form.day.data, form.number.data, form.nonce.data))


@blueprint.route("/cameras/<number>/move", methods=["GET", "POST"])
@permission("cctv.record")
def move_camera(number):
    """It hangs elsewhere in the village now."""
    return _step(number, "move_camera", MoveForm, lambda row, form: services.move(
        scope, row, form.nonce.data, **form.there))


@blueprint.route("/cameras/<number>/sign", methods=["GET", "POST"])
@permission("cctv.record")
def hang_sign(number):
    """The sign that the law asks for hangs now."""
    return _step(number, "hang_sign", _plain(SignForm), lambda row, form: services.hang_sign(
        scope, row, form.day.data, form.nonce.data))


@blueprint.route("/cameras/<number>/hand-over", methods=["GET", "POST"])
@permission("cctv.record")
def hand_over(number):
    """Somebody else answers for it now."""
    return _step(number, "hand_over", HandOverForm, lambda row, form: services.hand_over(
        scope, row, form.day.data, form.owner, form.duty.data, form.words.data, form.nonce.data))


@blueprint.route("/cameras/<number>/replace", methods=["GET", "POST"])
@permission("cctv.record")
def replace_camera(number):
    """Another device hangs there now."""
    return _step(number, "replace_camera", _plain(ReplaceForm), lambda row, form: services.replace(
        scope, row, form.day.data, form.serial.data, form.words.data, form.nonce.data))


@blueprint.route("/cameras/<number>/state", methods=["GET", "POST"])
@permission("cctv.record")
def camera_state(number):
    """Off line where it works, back where it is off line."""
    works = visible_camera(number).state == WORKING
    take = services.go_off_line if works else services.come_back
    return _step(number, "off_line" if works else "back", _plain(StateForm), lambda row, form: take(
        scope, row, form.words.data, form.nonce.data), "cctv.camera_state")


@blueprint.route("/cameras/<number>/remove", methods=["GET", "POST"])
@permission("cctv.record")
def remove_camera(number):
    """It was taken down; confirmed on this page."""
    return _step(number, "remove_camera", _plain(RemoveForm), lambda row, form: services.remove(
        scope, row, form.day.data, form.words.data, form.nonce.data))


def _plain(form):
    """The maker of a form that needs to know nothing of the camera."""
    return lambda _camera: form()


def _step(number, name, make, take, endpoint=""):
    """One step of a camera, with the form that `make` makes for it; the page comes back with what is
    wrong.
    """
    row, message = visible_camera(number), ""
    form = make(row)
    if form.validate_on_submit():
        try:
            take(row, form)
            flash(_("记好了"))
            return to_camera(row)
        except once.AlreadyDone:
            return to_camera(row)
        except FieldRefused as error:
            form[error.field].errors = [*form[error.field].errors, str(error)]
        except NotNow as error:
            message = str(error)
        except LostRace:
            row = visible_camera(number)
            message = _("慢了一步，这个摄像头现在是“%(state)s”。", state=STATES[row.state][0])
    return page("cctv/camera_step.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, words=WORDS[name], message=message, danger=name == "remove_camera",
                endpoint=endpoint or f"cctv.{name}")
