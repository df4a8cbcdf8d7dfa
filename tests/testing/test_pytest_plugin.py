"""The pytest fixture `gradcheck`."""

pytest_plugins = ["pytester"]


def test_fixture(pytester):
    pytester.makepyfile(
        """
        def test_right(gradcheck):
            assert gradcheck(lambda x: x**2, 3.0, analytic=lambda x: 2 * x).ok

        def test_wrong(gradcheck):
            gradcheck(lambda x: x**2, 3.0, analytic=lambda x: x)
        """
    )
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        ["*GradientMismatch: FORMULA_WRONG: d f/d x*", "*a factor 2 is missing*"]
    )
