"""短信: a notice as a text message, through the gateway of whatever provider. See README.md."""

from linli.hookspecs import hookimpl
from plugins.sms.module import module
from plugins.sms.sending import SMS


@hookimpl
def linli_module():
    return module


@hookimpl
def linli_deliver():
    return [SMS]
