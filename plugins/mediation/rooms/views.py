"""Pages of rooms and of the roster. The page of one room stands above, with its calendar."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.database import LostRace
from linli.modules.services import villages_with
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.editing import show_both
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.module import module
from plugins.mediation.rooms import lists, services
from plugins.mediation.rooms.forms import WEEKDAYS, EnlistForm, ListedForm, RoomForm, SureForm
from plugins.mediation.rooms.models import Listed, Room


@blueprint.route("/rooms")
@permission("mediation.see")
def rooms():
    """The rooms that are open to this place."""
    return page("mediation/rooms.html", rooms=lists.rooms_here(scope), weekdays=WEEKDAYS)


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@permission("mediation.manage")
def new_room():
    """A new room of this place."""
    _refuse_block()
    villages, form = _others(), RoomForm()
    form.offer(villages)
    if form.validate_on_submit():
        shared, columns = form.columns()
        try:
            room = services.open_room(scope, scope.locality, shared, form.nonce.data, **columns)
            return _to_room(room.id, _("登记好了"))
        except once.AlreadyDone as again:
            return _to_room(int(again.result), _("登记好了"))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("mediation/room_form.html", status=422 if form.errors else 200, form=form, room=None,
                both=None)


@blueprint.route("/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@permission("mediation.manage")
def edit_room(room_id):
    """Change a room of this place."""
    room, both, status = own_room(room_id), None, 200
    form = RoomForm(obj=room, data={"villages": [each.code for each in lists.sharing(room)]})
    form.offer(_others())
    if form.validate_on_submit():
        shared, columns = form.columns()
        try:
            services.change_room(room, form.version.data, shared, **columns)
            return _to_room(room_id, _("保存好了"))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
        except LostRace:
            room, status = own_room(room_id), 409
            both = show_both(form, room)
    return page("mediation/room_form.html", status=422 if form.errors else status, form=form, room=room,
                both=both)


@blueprint.route("/rooms/<int:room_id>/close", methods=["GET", "POST"])
@permission("mediation.manage")
def close_room(room_id):
    """Nothing more is held there."""
    room = own_room(room_id)
    form = SureForm(data={"version": room.version})
    if form.validate_on_submit():
        services.close_room(room, form.version.data)
        flash(_("停用了，已经约好的照常"))
        return done(url_for("mediation.rooms"))
    return page("mediation/room_close.html", status=422 if form.errors else 200, form=form, room=room)


@blueprint.route("/roster/new", methods=["GET", "POST"])
@permission("mediation.manage")
@confirm_again
def enlist():
    """Somebody new."""
    _refuse_block()
    form = EnlistForm()
    if form.validate_on_submit():
        try:
            listed = services.enlist(scope, scope.locality, form.kind.data, form.name.data,
                                     form.phone.data, form.woman.data, form.good_at.data, form.nonce.data)
            flash(_("%(name)s登记到名册了", name=listed.person.name))
            return done(url_for("mediation.roster"))
        except once.AlreadyDone:
            return done(url_for("mediation.roster"))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("mediation/listed_form.html", status=422 if form.errors else 200, form=form, listed=None,
                both=None)


@blueprint.route("/roster/<int:listed_id>", methods=["GET", "POST"])
@permission("mediation.manage")
def edit_listed(listed_id):
    """What the roster says of somebody."""
    listed, both, status = _listed(listed_id), None, 200
    form = ListedForm(obj=listed)
    if form.validate_on_submit():
        try:
            services.change_listed(listed, form.version.data, form.woman.data, form.good_at.data)
            flash(_("保存好了"))
            return done(url_for("mediation.roster"))
        except LostRace:
            listed, status = _listed(listed_id), 409
            both = show_both(form, listed)
    return page("mediation/listed_form.html", status=422 if form.errors else status, form=form,
                listed=listed, both=both)


@blueprint.route("/roster/<int:listed_id>/end", methods=["GET", "POST"])
@permission("mediation.manage")
@confirm_again
def strike(listed_id):
    """Off the roster."""
    listed = _listed(listed_id)
    form = SureForm(data={"version": listed.version})
    if form.validate_on_submit():
        services.strike(scope, listed, form.version.data)
        flash(_("%(name)s不在名册上了", name=listed.person.name))
        return done(url_for("mediation.roster"))
    return page("mediation/listed_end.html", status=422 if form.errors else 200, form=form, listed=listed)


def own_room(room_id):
    """An open room that belongs to this very place; else 404."""
    return Room.visible_to(scope).where(Room.id == room_id, Room.locality == scope.locality,
                                        Room.closed_on.is_null()).first() or abort(404)


def _listed(listed_id):
    return (Listed.visible_to(scope).select(Listed, Person).join(Person).where(
        Listed.id == listed_id, Listed.locality == scope.locality, Listed.until.is_null()).first()
        or abort(404))


def _refuse_block():
    """Rooms and rosters belong to villages and townships; a block or a grid has none of its own."""
    if not scope.locality.is_village and scope.locality.kind != "township":
        abort(404)


def _others():
    """The other villages of the same township with the module on."""
    place = scope.locality
    return [each for each in villages_with(module.name, place.parent if place.is_village else place)
            if each.code != place.code]


def _to_room(room_id, said):
    flash(said)
    return done(url_for("mediation.room", room_id=room_id))
