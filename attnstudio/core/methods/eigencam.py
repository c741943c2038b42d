"""EigenCAM and its kin: the first principal component of a layer's activations."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.scaling import first_component
from attnstudio.core.text import tr_noop


@METHODS.register
class EigenCam(Method):
    """ReLU of A, centred, projected on its first principal component (Muhammad and Yeasin 2020, arXiv 2008.00299)."""

    id = "eigencam"
    name = "Eigen-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION})
    paper = "arXiv 2008.00299"
    summary = tr_noop("First principal component of a layer's activation. Stable, but not class-specific.")
    description = tr_noop(
        "The activations of a layer are projected on their first principal component. The map is steady and needs"
        " no gradients, but does not depend on the class."
    )
    formula = r"L = \mathrm{ReLU}\left((A - \overline{A}) \, v_1\right), \quad A - \overline{A} = U \Sigma V^{T}"

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return np.maximum(first_component(context.activation), 0)


@METHODS.register
class EigenGradCam(Method):
    """Eigen-CAM (arXiv 2008.00299) of G A, as pytorch-grad-cam's EigenGradCAM."""

    id = "eigengradcam"
    name = "Eigen-Grad-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2008.00299"
    summary = tr_noop("Eigen-CAM of the activation times its gradient: as stable, and class-specific.")
    description = tr_noop(
        "The activations of a layer, each times its gradient, are projected on their first principal component. "
        "The map is as steady as that of Eigen-CAM, and depends on the class."
    )
    formula = (
        r"L = \mathrm{ReLU}\left((B - \overline{B}) \, v_1\right), \quad "
        r"B = G \cdot A, \quad B - \overline{B} = U \Sigma V^{T}"
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        return np.maximum(first_component(context.activation * context.layer_gradient), 0)


@METHODS.register
class SegEigenCam(Method):
    """Eigen-CAM of |G| A, with the sign with which the extreme of largest size is positive (Chung and Ying 2025,
    doi 10.3390/app15137562)."""

    id = "segeigencam"
    name = "Seg-Eigen-CAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "doi 10.3390/app15137562"
    summary = tr_noop("Eigen-CAM of the activation times the magnitude of its gradient, for or against the class.")
    description = tr_noop(
        "The activations of a layer, each times the absolute value of its gradient, are projected on their first "
        "principal component. Its sign is the one with which the strongest value is positive."
    )
    formula = (
        r"L = \mathrm{ReLU}\left(\pm (B - \overline{B}) \, v_1\right), \quad "
        r"B = |G| \cdot A, \quad B - \overline{B} = U \Sigma V^{T}"
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        component = first_component(context.activation * np.abs(context.layer_gradient))
        return np.maximum(component if component.max() >= -component.min() else -component, 0)
