"""Every setting of an installation: its name, its default, and LINLI_<NAME> in the environment.

What differs from village to village is no setting of this kind: a module declares it
(`plugins.Setting`) and a village changes it in the browser.
"""

import contextlib
import os
import secrets
from pathlib import Path

SETTINGS = {
    "DATA": (str(Path(__file__).parents[2] / "data"),
             "folder of the database, the uploads and the secret key"),
    "DATABASE_URL": ("", "postgresql://…; empty: SQLite in the data folder"),
    "SECRET_KEY": ("", "signs cookies; empty: made once and kept in the data folder"),
    "PLUGINS": ("", "comma-separated names of the plugins to load; empty: all that are found"),
    "TRUSTED_HOSTS": ("127.0.0.1,localhost", "host names this site answers to"),
    "SECURE_COOKIES": ("", "1: cookies travel over https only; `linli serve` sets it"),
    "PROXIES": ("0", "how many proxies in front of the site set X-Forwarded-*"),
    "MAIL_HOST": ("", "SMTP server for notices; empty: none goes out by e-mail"),
    "MAIL_PORT": ("25", "its port"),
    "MAIL_FROM": ("", "sender of notices"),
    "SECOND_FACTOR": ("", "required: posts that read what others confided open only with a second factor; "
                          "empty: whoever holds one is asked to set it up"),
    "INVITATION_DAYS": ("14", "for how many days a slip that opens an account is good"),
    "LEAVE_DAYS": ("15", "days in which somebody may take back that their account is erased"),
    "SITE_URL": ("http://127.0.0.1:8000", "address of the site as written in notices"),
    "BACKUPS": ("", "folder of the hourly backups; empty: backups in the data folder"),
    "BACKUP_KEY": ("", "words that encrypt the backups; empty: they lie open, for this user alone"),
    "BACKUPS_HOURLY": ("48", "how many hourly backups are kept"),
    "BACKUPS_DAILY": ("30", "and of how many days the last one"),
}

SECRET = "secret.key"  # in the data folder
MAX_UPLOAD_BYTES = 64 * 1024 * 1024


def read(overrides=None):
    """The settings as they are given: defaults, then the environment, then `overrides`. Touches no file."""
    values = {**_read(SETTINGS), **(overrides or {})}
    data = Path(values["DATA"]).resolve()
    return {
        **values,
        "DATA": data,
        "DATABASE_URL": values["DATABASE_URL"] or f"sqlite:///{data / 'linli.db'}",
        "BACKUPS": Path(values["BACKUPS"] or data / "backups").resolve(),
        "TRUSTED_HOSTS": [host.strip() for host in values["TRUSTED_HOSTS"].split(",")],
        "SECURE_COOKIES": values["SECURE_COOKIES"].lower() in ("1", "true", "yes"),
    }


def for_production():
    """Take for granted what holds behind https, unless it is set otherwise: for this process and its
    children.
    """
    os.environ.setdefault("LINLI_SECURE_COOKIES", "1")
    os.environ.setdefault("LINLI_SITE_URL", f"https://{read()['TRUSTED_HOSTS'][0]}")


def load(overrides=None):
    """The Flask settings of one app, from `read`.

    Creates the data folder, and in it the secret key where none is set.
    """
    values = read(overrides)
    values["DATA"].mkdir(parents=True, exist_ok=True)
    return {
        **values,
        "SECRET_KEY": values["SECRET_KEY"] or _kept_secret(values["DATA"] / SECRET),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SESSION_COOKIE_NAME": "linli",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": values["SECURE_COOKIES"],
        "PERMANENT_SESSION_LIFETIME": 180 * 24 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def of_modules(modules, overrides):
    """The settings that plugins declare for themselves (`plugins.Module.environment`), in the same way."""
    values = {}
    for module in modules:
        values.update(_read(module.environment))
    return {name: overrides.get(name, value) for name, value in values.items()}


def _read(settings):
    return {name: os.environ.get(f"LINLI_{name}", default)
            for name, (default, _meaning) in settings.items()}


def _kept_secret(path):
    """The installation's own secret, made by whoever comes first (several processes may start)."""
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text()
