"""Phone numbers as people write them; kept, they are E.164 (`people.services.normal_phone`)."""

import phonenumbers

MAINLAND = "+86"


def plain(phone):
    """A number as people write it: of the mainland without 86, of elsewhere +1 604-555-0123; "" for None."""
    phone = phone or ""
    if phone.startswith(MAINLAND):
        return phone.removeprefix(MAINLAND)
    number, shape = _abroad(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape) if number else phone


def masked(phone):
    """140****0001, +1 ****0123: enough to tell two people apart, too little to ring them; "" for None."""
    shown, number = (phone or "").removeprefix(MAINLAND), _abroad(phone or "")
    if number:
        return f"+{number.country_code} ****{shown[-4:]}"
    return f"{shown[:3]}****{shown[-4:]}" if len(shown) > 8 else "****" if shown else ""


def _abroad(phone):
    """The number of another country that this is, or None."""
    if phone.startswith(MAINLAND) or not phone.startswith("+"):
        return None
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
