"""The blueprint of the register; its rules are written out, since one's own household lies under 我的."""

from flask import Blueprint

blueprint = Blueprint("register", __name__)
HERE = "/<locality:locality>/register"
