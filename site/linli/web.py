"""What every answer shares: pages, error pages, security headers, static addresses."""

import hashlib
import logging
import math
import re
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import peewee
from flask import Response, current_app, g, redirect, render_template, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.urls import iri_to_uri

from linli import languages
from linli.database import LostRace, db
from linli.logs import NUMBER
from linli.toolkit import names, phones, uploads, zones
from linli.toolkit.calendar import date_text, day_text, short_day_text, weekday_text
from linli.toolkit.money import yuan
from linli.toolkit.workflow import NotAllowed

log = logging.getLogger("linli.web")
STATIC = Path(__file__).parents[2] / "static"
TEMPLATES = Path(__file__).parents[2] / "templates"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
                               "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app):
    """Number and time each request, and answer whatever goes wrong with a page."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(
        when=zones.when, clock=zones.clock, stamp=zones.stamp, day=day_text, date=date_text, yuan=yuan,
        phone=phones.plain, masked_phone=phones.masked, masked_name=names.masked, listed=languages.listed,
        weekday=weekday_text, short_day=short_day_text)
    app.jinja_env.globals["in_house"] = languages.in_house
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _answer_error)
    app.register_error_handler(LostRace, lambda error: _answer(409))
    app.register_error_handler(NotAllowed, lambda error: _answer(403))
    app.register_error_handler(peewee.OperationalError, _answer_fault)
    app.register_error_handler(peewee.InterfaceError, _answer_fault)
    app.register_error_handler(Exception, _answer_unexpected)
    app.log_exception = _log_unexpected


def _begin():
    g.started = time.perf_counter()

def number():
    """The number of this request: its error page shows it, and its lines in the log bear it."""
    return request.environ.setdefault(NUMBER, uuid.uuid4().hex[:10])


def page(template, status=200, **values):
    """Render a whole page. What htmx wants of it, it selects (`data-hx-select`): one address, one
    template, one answer, whoever asks.
    """
    return Response(render_template(template, **values), status,
                    {"Content-Language": languages.here().tag})


def done(url):
    """Lead to the page that follows a successful form: 303, or HX-Location for htmx.

    A followed 303 would still be a partial request, and nest a page in a page.
    """
    if request.headers.get("HX-Request"):
        return Response("", 204, {"HX-Location": iri_to_uri(url)})
    return redirect(url, 303)


def show_photo(upload):
    """The answer that is a photo (an `uploads.Upload`). Whoever gives it has looked whether this
    reader may see the record that it is attached to.
    """
    return send_file(uploads.photo_path(upload.digest, current_app.config["DATA"]),
                     mimetype="image/jpeg")


def page_number():
    """The page of a list that the address asks for, 1 for anything odd."""
    return min(max(request.args.get("page", 1, int), 1), 100_000)


def pages_of(count, size):
    """How many pages of `size` a list of `count` fills; an empty list too has one."""
    return max(1, math.ceil(count / size))


def paged(query, size):
    """What a list and its pager show of a query: {rows, count, number, pages}, `size` rows a page, of the
    page that the address asks for, or the last.
    """
    count = query.count()
    pages = pages_of(count, size)
    number = min(page_number(), pages)
    return {"rows": list(query.paginate(number, size)), "count": count, "number": number, "pages": pages}


def local_path(url, default):
    """`url` where it is a path of this site, else `default`: no link leads people away.

    Browsers drop tabs and line ends, and read what is left: no such character is let through.
    """
    safe = url and re.match(r"/(?![/\\])", url) and url.isprintable()
    return url if safe else default


def absolute(path):
    """The address of a path of this site, for where it is read outside: calendars, mail."""
    return current_app.config["SITE_URL"].rstrip("/") + path


ERRORS = {
    400: (_l("请求没有看懂"), _l("请返回上一页再试一次。")),
    401: (_l("要先登录"), _l("请登录以后再打开这一页。")),
    403: (_l("这一页您没有权限打开"), _l("如果您觉得应该能打开，请问村委或镇里。")),
    404: (_l("没有找到这一页"), _l("地址可能写错了，或者这项服务在这里没有开通。")),
    405: (_l("这一步不能这样打开"), _l("请从页面上的按钮进入。")),
    409: (_l("慢了一步，情况已经变了"), _l("请返回看看现在的情况，再选一次。")),
    413: (_l("文件太大了"), _l("请换一张小一点的照片，一次总共不要超过 64 MB。")),
    429: (_l("试得太多了"), _l("请过一会儿再试。")),
    500: (_l("网站出了点问题"), _l("我们已经记下来了，请过一会儿再试。")),
    503: (_l("网站正忙"), _l("请过一分钟再试，您刚才的操作没有生效。")),
}


def _answer_error(error):
    if error.code and error.code < 400:
        return error.get_response()
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return _answer(error.code or 500, **({"Allow": ", ".join(allowed)} if allowed else {}))


def _answer(code, **headers):
    """A whole error page that builds no URL; htmx is told to show it as the whole page."""
    title, text = ERRORS.get(code, ERRORS[400 if code < 500 else 500])
    large = request.cookies.get("large") == "1"
    g.scope = None  # the page asks for nobody and nothing: the database may be what failed
    html = render_template("error.html", code=code, title=title, text=text, number=number(),
                           large_text=large, actions=_ways_on())
    response = Response(html, code, headers)
    response.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response


def _ways_on():
    """Where an error page leads: (words, address)."""
    before = urlsplit(request.referrer or "")
    ours = before.netloc == request.environ.get("HTTP_HOST") and before.path != request.path
    path = local_path(before._replace(scheme="", netloc="").geturl(), "") if ours else ""
    back = [(_("回上一页"), path)] if path else []
    return [*back, (_("回首页"), "/"), (_("我的"), "/me/")]


def _answer_fault(error):
    log.error("database fault: %s", type(error).__name__, exc_info=error)
    _abandon_connection()
    return _answer(503, **{"Retry-After": "60"})


def _answer_unexpected(error):
    _log_unexpected((type(error), error, error.__traceback__))
    return _answer(500)


def _log_unexpected(exc_info):
    """Flask's own line would hold the address, and that may be a private one."""
    log.error("unexpected %s", exc_info[0].__name__, exc_info=exc_info)


def _abandon_connection():
    if not db.is_closed() and not db.in_transaction():
        db.close()


def _finish(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if g.get("scope") and g.scope.person:
        response.headers.setdefault("Cache-Control", "private, no-store")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", languages.here().tag)
        response.vary.update(("Accept-Language", "Cookie"))
    took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
    log.info("request", extra={"fields": {
        "id": number(), "method": request.method, "rule": str(request.url_rule),
        "status": response.status_code, "milliseconds": took}})
    return response


def asset_urls(static=STATIC):
    """{file: address with the hash of its content}, made once at start."""
    urls = {}
    for path in static.rglob("*"):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            name = path.relative_to(static).as_posix()
            urls[name] = f"/static/{digest}/{name}"
    return urls
