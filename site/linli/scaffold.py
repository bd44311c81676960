"""Writing a new plugin."""


def new_plugin(name, into, distribution=False):
    """Write one."""
    raise ValueError(name)
