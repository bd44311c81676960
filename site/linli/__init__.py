"""Linli 邻里: a township runs its villages with it."""

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from linli import config, database, demo, gate, jobs, languages, plugins, shell, web
from linli.audit.ledger import ledger_of as audit_ledger
from linli.audit.views import blueprint as audit_blueprint
from linli.delivery.views import blueprint as delivery_blueprint
from linli.feeds.views import blueprint as feeds_blueprint
from linli.languages.reading import Catalogues
from linli.modules.views import blueprint as modules_blueprint
from linli.outermost import Outermost
from linli.people.forgotten.views import blueprint as forgotten_blueprint
from linli.people.invitations.opening import blueprint as opening_blueprint
from linli.people.invitations.views import blueprint as invitations_blueprint
from linli.people.posts.views import blueprint as posts_blueprint
from linli.people.proxies.pages import blueprint as proxies_blueprint
from linli.people.second_factor.views import blueprint as second_factor_blueprint
from linli.people.views import blueprint as people_blueprint
from linli.personal.views import blueprint as personal_blueprint
from linli.register.ledger import LEDGERS as register_ledgers
from linli.register.pages import blueprint as register_blueprint
from linli.search.views import blueprint as search_blueprint
from linli.shell.views import blueprint as shell_blueprint
from linli.toolkit.figures import views as figures
from linli.toolkit.ledger import views as ledgers

CORE = (
    shell_blueprint,
    people_blueprint,
    posts_blueprint,
    invitations_blueprint,
    opening_blueprint,
    forgotten_blueprint,
    second_factor_blueprint,
    proxies_blueprint,
    personal_blueprint,
    register_blueprint,
    delivery_blueprint,
    feeds_blueprint,
    modules_blueprint,
    audit_blueprint,
    search_blueprint,
)


def create_app(**overrides):
    """One Linli, ready to serve: settings, database, plugins, pages. `overrides` are settings."""
    settings = config.load(overrides)
    app = Flask("linli", template_folder=str(web.TEMPLATES), static_folder=None)
    app.config.update(settings)
    babel = Babel(app, locale_selector=languages.of_request)
    database.init_app(app)
    web.init_app(app)
    gate.init_app(app)
    registry = app.extensions["linli"] = plugins.Registry(app.config["PLUGINS"])
    app.config.update(config.of_modules(registry.modules.values(), overrides))
    babel.domain_instance = Catalogues(plugins.translated_folders(registry))
    database.migrate(plugins.migration_folders(registry))
    app.config["DEMO"] = demo.is_demo()
    app.huey = jobs.make_huey(app)

    registry.ledgers.update(audit={"lines": audit_ledger(registry)}, register=register_ledgers)
    for blueprint in CORE:
        app.register_blueprint(blueprint)
    plugins.mount(app, registry)
    ledgers.mount(app, registry)
    figures.mount(app, registry)
    shell.init_app(app)
    gate.refuse_open_views(app)
    _serve(app)
    return app


def _serve(app):
    """Static files with their content's hash in the address, and proxies that are trusted."""
    files = WhiteNoise(app.wsgi_app, immutable_file_test=lambda path, url: True)
    for name, url in app.extensions["linli.assets"].items():
        files.add_file_to_dictionary(url, str(web.STATIC / name))
    app.wsgi_app = files
    proxies = int(app.config["PROXIES"])
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
    app.wsgi_app = Outermost(app.wsgi_app)
