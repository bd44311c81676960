"""E-mail: all of a round over one connection by SMTP."""

import smtplib
from contextlib import contextmanager
from email.message import EmailMessage

from flask_babel import lazy_gettext as _l

from linli.delivery.ways import Refused, Unreachable, Way

SECONDS = 20


@contextmanager
def _opened(config):
    try:
        server = smtplib.SMTP(config["MAIL_HOST"], int(config["MAIL_PORT"]), timeout=SECONDS)
    except OSError as error:  # smtplib's errors are OSErrors
        raise Unreachable from error
    with server:
        yield lambda message: _send(server, config, message)


def _send(server, config, message):
    try:
        server.send_message(_letter(config, message))
    except smtplib.SMTPRecipientsRefused as error:
        # 5xx is for good, 4xx for now (RFC 5321, 4.2.1)
        if any(code >= 500 for code, _words in error.recipients.values()):
            raise Refused from error
        raise
    except smtplib.SMTPServerDisconnected as error:
        raise Unreachable from error


def _letter(config, message):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = config["MAIL_FROM"], message.to, message.subject
    letter["Message-ID"] = f"<{message.key}@{config['SITE_URL'].split('//')[-1]}>"
    letter.set_content(f"{message.text}\n")
    return letter


MAIL = Way("mail", _l("邮件"), "email", lambda config: bool(config["MAIL_HOST"]), _opened)
