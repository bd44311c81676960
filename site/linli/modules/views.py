"""Which modules are on in a place, changed at once by whoever runs it."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.modules import services
from linli.modules.forms import settings_form
from linli.toolkit.forms import Form
from linli.web import done, page

blueprint = Blueprint("modules", __name__)


@blueprint.route("/<locality:locality>/modules/")
@permission("modules.switch")
def modules():
    """All modules that are loaded, each on or off here, and who said so."""
    registry = current_app.extensions["linli"]
    switched = [module for module in registry.modules.values() if not module.everywhere]
    return page("modules/modules.html", modules=switched,
                switches=services.switches(scope.locality.lineage), form=Form())


@blueprint.route("/<locality:locality>/modules/<module>", methods=["GET", "POST"])
@permission("modules.switch")
def module(module):
    """One module here: on or off, and its settings."""
    declared = _declared(module)
    form = settings_form(declared, services.settings_of(declared, scope.locality))
    if form.validate_on_submit():
        services.save_settings(declared, scope.locality, form.values(), scope.person)
        flash(_("设置已保存，马上生效"))
        return done(url_for("modules.module", module=module))
    return page("modules/module.html", status=422 if form.errors else 200, module=declared,
                form=form, on=module in scope.modules)


@blueprint.route("/<locality:locality>/modules/<module>/switch", methods=["GET", "POST"])
@permission("modules.switch")
def switch(module):
    """Switch on at once; switching off first says what is still open."""
    declared = _declared(module)
    form = Form()
    turn_on = module not in scope.modules
    if form.validate_on_submit():
        turn_on = request.form.get("on") == "1"
        services.switch(scope.locality, module, turn_on, scope.person)
        flash(_("%(title)s 已开通", title=declared.title) if turn_on else
              _("%(title)s 已关闭，资料都还在", title=declared.title))
        return done(url_for("modules.modules"))
    open_matters = current_app.extensions["linli"].ask("linli_open_matters", {module},
                                                       locality=scope.locality)
    return page("modules/switch.html", status=422 if form.errors else 200, module=declared,
                form=form, turn_on=turn_on, matters=open_matters.get(module, []))


def _declared(name):
    registry = current_app.extensions["linli"]
    declared = registry.modules.get(name)
    return declared if declared and not declared.everywhere else abort(404)
