"""The blueprint of these pages, and what they all ask for."""

from flask import Blueprint, current_app

blueprint = Blueprint("personal", __name__)


def registry():
    """The plugins of this app."""
    return current_app.extensions["linli"]


def days_to_think():
    """How many days somebody has to take back that they leave."""
    return int(current_app.config["LEAVE_DAYS"])
