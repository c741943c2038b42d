"""The command line that repeats a run of attacks."""

from __future__ import annotations

import shlex

from attnstudio.core.attacks.attack_call import bind
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.export.command import of_request, pictures, set_options, settings


def attack_command(experiment: Experiment) -> str:
    """For a shell, without what equals the defaults."""
    plan, request = experiment.plan, experiment.request
    words = ["attnstudio", "attack", *pictures(experiment.sources), *of_request(request, request.target)]
    bound = [bind(call) for call in plan.attacks]
    words += ["--attack", ",".join(one.call.id for one in bound)]
    for one in bound:
        keys = [key for key in experiment.summary.attacks if key.attack == one.call.id and key.eps is not None]
        if keys:
            words += ["--eps", f"{one.call.id}={','.join(key.eps_text for key in keys)}"]
        words += settings("--set", one.call.id, one.attack.params, one.params)
    first = plan.attacks[0]
    words += set_options(
        {
            "--norm": next((call.norm for call in plan.attacks if call.norm), None),
            "--target": next((call.target for call in plan.attacks if call.target), None),
            "--jpeg": first.jpeg or None,
            "--transfer": ",".join(plan.models[1:]) or None,
            "--defence": ",".join(map(str, plan.defences)) or None,
        }
    )
    if plan.finds_smallest:
        words.append("--smallest-eps")
    if experiment.regions is not None:
        words += ["--boxes", str(experiment.regions)]
    return shlex.join([*words, "--output", "attacked"])
