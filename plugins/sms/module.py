"""What the plugin declares: its words, and what the operator sets for the gateway."""

from flask_babel import lazy_gettext as _l

from linli.plugins import Module

module = Module(
    "sms", title=_l("短信"), summary=_l("有新消息时发短信"), icon="bell", order=90, everywhere=True,
    environment={
        "SMS_URL": ("", "address of the provider's gateway; empty: no text messages"),
        "SMS_METHOD": ("POST", "GET or POST"),
        "SMS_BODY": ("mobile={phone}&content={text}",
                     "what is sent, a form or JSON, with {phone} {text} {sign} {template} {code} {site}"),
        "SMS_HEADERS": ("", "further headers, 'Name: value', a line or a ';' each; keys belong here"),
        "SMS_SIGN": ("", "the registered signature"),
        "SMS_TEMPLATE": ("", "the provider's number of the template for notices"),
        "SMS_CODE_TEMPLATE": ("", "the same for codes"),
        "SMS_SUCCESS": ("", "what an accepting answer holds: path.in.json=value, else a regular "
                            "expression; empty: any answer below 400"),
        "SMS_REFUSED": ("", "likewise, for a number that will never take anything"),
    })
