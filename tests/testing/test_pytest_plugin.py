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
    outcome = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(
        ["*GradientMismatch: FORMULA_WRONG: d f/d x*", "*a factor 2 is missing*"]
    )
