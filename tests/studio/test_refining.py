"""Which patches of a result are the least confident."""

from __future__ import annotations

import numpy as np
from studio_bench import tetrahedron, tokens

from mge_studio.requests import SampleRequest, ShapeResult
from mge_studio.studio.refining import least_confident


def test_the_least_confident_of_what_was_generated() -> None:
    confidence = np.array([0.9, 0.1, 0.5, 0.05, 0.7, 0.2], np.float32)
    generated = np.array([True, True, True, False, True, True])
    result = ShapeResult(
        SampleRequest(), 0, tetrahedron(), tokens(6), generated, confidence=confidence
    )
    assert np.flatnonzero(least_confident(result, 0.4)).tolist() == [1, 5]
    assert np.flatnonzero(least_confident(result, 0.01)).tolist() == [1]
    assert np.array_equal(least_confident(result, 1.0), generated)
