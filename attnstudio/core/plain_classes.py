"""The classes whose values are written as `core.plain` does, between processes and machines."""

from __future__ import annotations

from functools import cache

from attnstudio.core.plain import named


@cache
def engine_classes() -> dict[str, type]:
    """What goes into the engine and comes out of it."""
    from attnstudio.core import images, predicted_row, regions, request, targets
    from attnstudio.core.attacks import attack_call
    from attnstudio.core.attacks.projection import Norm
    from attnstudio.core.evaluation import measure
    from attnstudio.core.metrics import base as metrics
    from attnstudio.core.models import layer_tree, options, self_check_result
    from attnstudio.core.needs import Need
    from attnstudio.core.placement import Placement
    from attnstudio.core.robustness import record

    return named(
        (
            *(Need, Norm),
            *(request.Request, request.MethodCall, request.Prediction, request.Heatmap),
            *(request.ModelInfo, request.Result),
            *(images.Source, images.Picture, targets.Target, Placement, predicted_row.PredictedRow),
            *(options.ModelOptions, self_check_result.SelfCheck, layer_tree.LayerRow, layer_tree.Totals),
            *(metrics.MetricCall, metrics.Score, metrics.Curve),
            *(measure.Case, measure.Measurement, measure.Evaluated, attack_call.AttackCall),
            *(regions.Region, regions.Rectangle, regions.Ellipse, regions.Polygon, regions.Stroke, regions.Bitmap),
            *record.CLASSES,
        )
    )
