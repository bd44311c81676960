"""Letting a code reach its person outside the site: the one content that leaves it."""

import logging
import smtplib
from email.message import EmailMessage

from linli.database import db, transaction, utc_now
from linli.people.forgotten.models import CodeMail
from linli.toolkit.sealing import Unreadable, seal, unseal

log = logging.getLogger("linli.codes")
SEALED_FOR = "code"
MOST_TRIES = 3


def send_code(app, person, code, until):
    """Put a code into the outbox, good until `until` (UTC). Returns whether there is a way to this person."""
    assert db.in_transaction(), "a code goes out with the row that knows it"
    if not app.config["MAIL_HOST"] or not person.email:
        return False
    CodeMail.create(address=person.email, until=until, sealed=seal(app.secret_key, SEALED_FOR, code))
    return True


def drain(app):
    """Send the codes that wait; returns how many went out. What is late or failed often goes unsent."""
    with transaction():
        CodeMail.delete().where((CodeMail.until < utc_now()) | (CodeMail.tries >= MOST_TRIES)).execute()
    return sum(_send(app, mail) for mail in list(CodeMail.select().order_by(CodeMail.id)))


def _send(app, mail):
    with transaction():
        taken = CodeMail.update(tries=mail.tries + 1).where(
            CodeMail.id == mail.id, CodeMail.tries == mail.tries).execute()
    if not taken:
        return False
    try:
        message = _message(app, mail)
        with smtplib.SMTP(app.config["MAIL_HOST"], int(app.config["MAIL_PORT"]), timeout=20) as server:
            server.send_message(message)
    except (OSError, Unreadable) as error:  # smtplib's errors are OSErrors
        log.warning("code %s failed: %s", mail.id, type(error).__name__)
        return False
    with transaction():
        CodeMail.delete().where(CodeMail.id == mail.id).execute()
    return True


def _message(app, mail):
    code = unseal(app.secret_key, SEALED_FOR, mail.sealed)
    message = EmailMessage()
    message["From"], message["To"] = app.config["MAIL_FROM"], mail.address
    message["Subject"] = "您的验证码"
    message.set_content(f"验证码：{code}，15 分钟内有效。不是您自己要的，不用理会，也不要告诉别人。\n")
    return message
