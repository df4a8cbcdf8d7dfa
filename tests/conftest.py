"""Settings for the whole suite, and what its tests share."""

from functools import cache

import pytest
from hypothesis import settings

from tests.examples import EXAMPLES, run_example, usages

# The same examples in every run, so that a failure means a change. To search further:
# pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Runs a script of `examples`; only once, however many tests ask for it."""

    @cache
    def once(name, target):
        return run_example(name, target, tmp_path_factory.mktemp(name))

    def run(name, target=""):
        return once(name, target or usages(EXAMPLES / f"{name}.py")[0][1])

    return run
