"""Linli 邻里: a township runs its villages with it."""

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from linli import config, database, demo, gate, jobs, plugins, shell, web
from linli.feeds.views import blueprint as feeds_blueprint
from linli.modules.views import blueprint as modules_blueprint
from linli.people.views import blueprint as people_blueprint
from linli.personal.views import blueprint as personal_blueprint
from linli.shell.views import blueprint as shell_blueprint
from linli.toolkit.figures import views as figures
from linli.toolkit.ledger import views as ledgers


def create_app(**overrides):
    """One Linli, ready to serve: settings, database, plugins, pages. `overrides` are settings."""
    settings = config.load(overrides)
    app = Flask("linli", template_folder=str(web.TEMPLATES), static_folder=None)
    app.config.update(settings)
    Babel(app)
    database.init_app(app)
    web.init_app(app)
    gate.init_app(app)
    registry = app.extensions["linli"] = plugins.Registry(app.config["PLUGINS"])
    database.migrate(plugins.migration_folders(registry))
    app.config["DEMO"] = demo.is_demo()
    app.huey = jobs.make_huey(app)

    for blueprint in (shell_blueprint, people_blueprint, personal_blueprint, feeds_blueprint,
                      modules_blueprint):
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
