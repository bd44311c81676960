"""Every test of this checkout may use the fixtures of `linli.testing`."""

pytest_plugins = ["linli.testing", "linli.testing.browsing", "linli.testing.outside"]
