"""Settings for the whole suite, and what its tests share."""

import os
from functools import cache

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from tests.examples import EXAMPLES, run_example, usages
from tests.source import ABOUT_THE_SOURCE_TREE, IN_SOURCE_TREE, NO_SOURCE_TREE

# The same examples in every run, so that a failure means a change. To search further:
# pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")


# Threads of BLAS cost more than they save on matrices this small, and wait for each
# other on a busy machine. The first line is for programs that the tests start and for
# what is imported later, the second for what is already here.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# Ledgers are as wide as the screen: here it has 80 columns, as without a terminal.
os.environ["COLUMNS"] = "80"
threadpool_limits(1, user_api="blas")


@pytest.fixture(scope="session", autouse=True)
def progress_of_the_tests(tmp_path_factory):
    """What `check` remembers of the tests is no progress of the user's."""
    path = tmp_path_factory.mktemp("progress") / "progress.json"
    os.environ["BACKPROP_PROGRESS"] = str(path)


class AboutTheSourceTree(pytest.Module):
    """A file of tests that cannot be imported where there are tests only."""

    def collect(self):
        pytest.skip(NO_SOURCE_TREE, allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    if not IN_SOURCE_TREE and module_path.name in ABOUT_THE_SOURCE_TREE:
        return AboutTheSourceTree.from_parent(parent, path=module_path)
    return None


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Runs a script of `examples`; only once, however many tests ask for it."""

    @cache
    def once(name, target):
        return run_example(name, target, tmp_path_factory.mktemp(name))

    def run(name, target=""):
        if not IN_SOURCE_TREE:
            pytest.skip(NO_SOURCE_TREE)
        return once(name, target or usages(EXAMPLES / f"{name}.py")[0][1])

    return run
