"""Indicators that a test makes up, by whatever name, are percentages."""

from tests.indicators.conftest import _made_up_indicators_have_a_unit  # noqa: F401
