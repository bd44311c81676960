"""What stands around the whole site: a number for each request before anything can fail, and an answer
where the site itself gives none.
"""

import logging
import uuid

from linli.logs import NUMBER

log = logging.getLogger("linli.web")
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1.2rem/1.7 sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }}</style>
<title>网站出了点问题</title></head>
<body><h1>网站出了点问题</h1><p>我们已经记下来了，请过一会儿再试。</p><p><a href="/">回首页</a></p>
<p>代号 500 · {number}</p></body></html>
"""


class Outermost:
    """A WSGI application around another."""

    def __init__(self, site):
        self.site = site

    def __call__(self, environ, start_response):
        """Number the request and let the site answer; what escapes it is logged, and answered plainly."""
        number = environ[NUMBER] = uuid.uuid4().hex[:10]
        try:
            return self.site(environ, start_response)
        except Exception as error:
            log.error("unexpected %s", type(error).__name__, exc_info=error, extra={"fields": {"id": number}})
            start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
            return [PAGE.format(number=number).encode()]
