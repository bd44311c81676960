"""The blueprint that all pages of the plugin hang on."""

from flask import Blueprint

blueprint = Blueprint("points", __name__, template_folder="templates")
