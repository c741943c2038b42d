"""KPCA-CAM: Eigen-CAM that also finds what is no straight line among the activations."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam, FloatParam
from attnstudio.core.scaling import oriented
from attnstudio.core.text import tr_noop

FITTED_PLACES = 784  # a kernel of all places would take gigabytes on an early layer


@METHODS.register
class KpcaCam(Method):
    """ReLU of the first component of a kernel PCA of the centred activations of all places (Karmani et al. 2024, arXiv
    2410.00267). Kernels, as in pytorch-grad-cam: exp(-gamma |a - b|^2), a b / |a| |b|, tanh(gamma a b + 1).

    On layers of more than 784 places the component is fitted to evenly spaced ones.
    """

    id = "kpca_cam"
    name = "KPCA-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION})
    paper = "arXiv 2410.00267"
    summary = tr_noop("Eigen-CAM with kernel PCA: also finds non-linear structure in a layer's activation.")
    description = tr_noop(
        "Eigen-CAM with a kernel principal component analysis, which compares the activations of two places by a "
        "kernel. So it also finds non-linear structure in a layer."
    )
    formula = r"L(p) = \mathrm{ReLU}\left(\sum_q v_q \, \kappa(A(p), A(q))\right), \quad K v = \lambda_1 v"
    params = (
        ChoiceParam(
            "kernel",
            tr_noop("Kernel"),
            tr_noop(
                "Similarity of two places: by their distance (rbf), angle (cosine), or the sigmoid of their product."
            ),
            (tr_noop("sigmoid"), tr_noop("rbf"), tr_noop("cosine")),
            "sigmoid",
        ),
        FloatParam(
            "gamma",
            tr_noop("Gamma"),
            tr_noop("Coefficient gamma of the kernel. 0: one over the number of channels."),
            0.0,
        ),
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        activation = context.activation
        places = activation.reshape(-1, activation.shape[-1]).astype(np.float64)
        places -= places.mean(axis=0)
        step = -(-len(places) // FITTED_PLACES)
        gamma = context.params["gamma"] or 1 / activation.shape[-1]
        alike = _kernel(context.params["kernel"], gamma, places, places[::step])
        among_fitted = alike[::step]
        column_means = among_fitted.mean(axis=0)
        values, vectors = np.linalg.eigh(_centred(among_fitted, column_means))
        if values[-1] <= 1e-9 * np.abs(among_fitted).max():  # all places are alike
            return np.zeros(activation.shape[:2], np.float32)
        projection = _centred(alike, column_means) @ vectors[:, -1] / np.sqrt(values[-1])
        return np.maximum(oriented(projection, activation), 0)


def _kernel(kind: str, gamma: float, places: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n, filters), (m, filters) -> (n, m)."""
    if kind == "cosine":
        places, others = _unit(places), _unit(others)
    products: np.ndarray = places @ others.T
    if kind == "sigmoid":
        return np.tanh(gamma * products + 1)
    if kind == "rbf":
        squares = np.square(places).sum(axis=1)[:, None] + np.square(others).sum(axis=1)
        return np.exp(-gamma * np.maximum(squares - 2 * products, 0))
    return products


def _unit(places: np.ndarray) -> np.ndarray:
    """Rows of length 1; those that are nothing but rounding errors become 0."""
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    return np.divide(places, lengths, out=np.zeros_like(places), where=lengths > 1e-9 * lengths.max(initial=0))


def _centred(alike: np.ndarray, column_means: np.ndarray) -> np.ndarray:
    """A kernel (n, m) of places less their mean; `column_means`: of the kernel among the m fitted ones."""
    return alike - alike.mean(axis=1, keepdims=True) - column_means + column_means.mean()
