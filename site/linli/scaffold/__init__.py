"""Writing a new plugin: the files of `plugin/`, with its name filled in.

In those files `$name` is the plugin's name and `$package` what it is imported as.
"""

import keyword
import pkgutil
import re
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from string import Template

import linli

FILES = Path(__file__).parent
ADDRESSES = {"core", "desk", "places", "static"}  # what else stands behind /<locality>/, or us


def new_plugin(name, into="plugins", distribution=False):
    """Write a small working plugin with its tests; returns its folder.

    In the folder `into` as `name`, or with `distribution` as `linli-name`: a package of its own
    with an entry point. Raises ValueError with a sentence where the name will not do.
    """
    _refuse(name)
    target = Path(into) / (f"linli-{name}" if distribution else name)
    if target.exists():
        raise ValueError(f"{target} is there already")
    package = f"linli_{name}" if distribution else f"plugins.{name}"
    words = {"name": name, "package": package, "folder": target.name}
    if distribution:
        _write(FILES / "distribution", target, words)
        _write(FILES / "plugin", target / package, words)
    else:
        _write(FILES / "plugin", target, words)
    return target


def _refuse(name):
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,29}", name) or name.endswith("_"):
        raise ValueError(f"{name!r}: a name has 2 to 30 lower-case letters, digits and _")
    core = {info.name for info in pkgutil.iter_modules(linli.__path__)} | ADDRESSES
    if keyword.iskeyword(name) or name in core:
        raise ValueError(f"{name!r} already means something in Python or in Linli")
    if name in entry_points(group="linli.plugins").names or (find_spec("plugins") and find_spec(
            f"plugins.{name}")):
        raise ValueError(f"there is a plugin {name!r} already")


def _write(source, target, words):
    for path in sorted(source.rglob("*.tmpl")):
        place = str(path.relative_to(source).with_suffix("")).replace("NAME", words["name"])
        written = target / place
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(Template(path.read_text(encoding="utf-8")).substitute(words),
                           encoding="utf-8")
