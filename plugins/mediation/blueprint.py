"""The blueprint that all pages of the plugin hang on."""

from flask import Blueprint

blueprint = Blueprint("mediation", __name__, template_folder="templates")
