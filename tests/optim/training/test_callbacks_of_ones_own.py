"""A callback or schedule of one's own: what is misspelled or missing is said."""

import warnings

import pytest

import optim
from optim.schedules import Schedule


def test_a_misspelled_moment_warns():
    with pytest.warns(UserWarning) as caught:

        class Own(optim.Callback):
            def on_epoch_ends(self, training):
                pass

    assert [str(warning.message) for warning in caught] == [
        "Own.on_epoch_ends is never called; write on_epoch_end"
    ]


def test_other_methods_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Own(optim.Callback):
            def on_epoch_end(self, training):
                self.on_anything(training)

            def on_anything(self, training):
                pass

            def epoch_end(self):
                pass


def test_a_schedule_without_its_formula():
    class Own(Schedule):
        def value(self, step):
            return 0.1

    with pytest.raises(NotImplementedError, match=r"Own has no at\(self, step\)"):
        Own()(3)
