"""Frechet and kernel distances, precision and recall of two sets of feature vectors."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.shape import Float64

#: Neighbours that span the manifold of a set; the choice of the paper (Kynkaanniemi et al. 2019).
MANIFOLD_NEIGHBOURS = 3


def frechet_distance(first: Float64, second: Float64) -> float:
    """Squared 2-Wasserstein distance of the Gaussians fitted to (S, D) and (T, D) features.

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)): FID (Heusel et al. 2017), FPD on features of
    points (Shu et al. 2019). Biased upwards for small sets: compare sets of equal size.
    """
    c1, c2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    # tr (C1 C2)^(1/2) is the sum of the singular values of C1^(1/2) C2^(1/2).
    cross = np.linalg.svd(_square_root(c1) @ _square_root(c2), compute_uv=False).sum()
    shift = first.mean(axis=0) - second.mean(axis=0)
    return float(max(0.0, shift @ shift + np.trace(c1) + np.trace(c2) - 2 * cross))


def _square_root(covariance: Float64) -> Float64:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(values.clip(0))) @ vectors.T)


def kernel_distance(first: Float64, second: Float64) -> float:
    """Unbiased squared MMD with the kernel (x.y / D + 1)^3: KID (Binkowski et al. 2018).

    About 0, and as often below as above, for sets of one distribution.
    """

    def kernel(x: Float64, y: Float64) -> Float64:
        return np.asarray((x @ y.T / x.shape[1] + 1) ** 3)

    def within(x: Float64) -> float:
        k = kernel(x, x)
        return float((k.sum() - np.trace(k)) / (len(x) * (len(x) - 1)))

    return within(first) + within(second) - 2 * float(kernel(first, second).mean())


def precision_recall(generated: Float64, real: Float64) -> tuple[float, float]:
    """Improved precision and recall (Kynkaanniemi et al. 2019) of (S, D) and (T, D) features.

    Precision: share of generated features within the real manifold, the union of balls that reach
    to each feature's third-nearest neighbour; recall: the reverse.
    """
    return _share_within(generated, real), _share_within(real, generated)


def _share_within(queries: Float64, manifold: Float64) -> float:
    k = min(MANIFOLD_NEIGHBOURS, len(manifold) - 1)
    radii = np.sort(_distances(manifold, manifold), axis=1)[:, k]  # column 0 is the point itself
    return float((_distances(queries, manifold) <= radii).any(axis=1).mean())


def _distances(x: Float64, y: Float64) -> Float64:
    return np.asarray(np.linalg.norm(x[:, None] - y[None], axis=2))
