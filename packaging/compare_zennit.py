"""Compare LRP and DeepLIFT with zennit and Captum, on the same weights.

    .venv/bin/python packaging/compare_zennit.py make relevances.npz      # by attnstudio
    python packaging/compare_zennit.py compare relevances.npz             # where torch, zennit 0.5.1 and captum are

Of small networks with random weights, biases and batch norms: three convolutions, and like VGG, ResNet and MobileNetV2.
Prints the largest difference of a pixel's relevance, as a share of the largest one. DeepLIFT is compared on the first
alone: Captum 0.9's does not sum to the difference behind max pooling, and knows no ReLU6.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

SIDE, CLASSES, PICTURES = 16, 5, 4
LOW, HIGH = -1.0, 1.0
EPSILON = 1e-7  # of batch norms: zennit 0.5.1 leaves it in those that it has merged, which scales relevance
NETWORKS = ("plain", "vgg", "resnet", "mobilenet")
COMPOSITES = ("epsilon_plus", "epsilon_plus_flat", "epsilon_gamma_box", "epsilon_alpha2_beta1", "epsilon")
BIASES = ("absorb", "ignore")


def keras_network(kind: str) -> Any:
    """Its layers are named as those of `torch_network`."""
    from keras import Input, Model, layers

    def conv(x: Any, name: str, filters: int, size: int = 3, *, normed: bool = True) -> Any:
        x = layers.Conv2D(filters, size, padding="same", name=name)(x)
        return layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_norm")(x) if normed else x

    x = inputs = Input((SIDE, SIDE, 3))
    if kind == "plain":
        for name in "abc":
            x = layers.ReLU()(conv(x, name, 8, normed=False))
        x = layers.GlobalAveragePooling2D()(x)
    elif kind == "vgg":
        x = layers.ReLU()(conv(x, "a", 8, normed=False))
        x = layers.MaxPooling2D()(layers.ReLU()(conv(x, "b", 8, normed=False)))
        x = layers.MaxPooling2D()(layers.ReLU()(conv(x, "c", 12, normed=False)))
        x = layers.ReLU()(layers.Dense(20, name="d")(layers.Flatten()(x)))
    elif kind == "resnet":
        x = layers.ReLU()(conv(x, "a", 8))
        x = layers.ReLU()(layers.Add()([conv(layers.ReLU()(conv(x, "b", 8)), "c", 8), x]))
        x = layers.MaxPooling2D()(x)
        x = layers.ReLU()(layers.Add()([conv(layers.ReLU()(conv(x, "d", 12)), "e", 12), conv(x, "f", 12, 1)]))
        x = layers.GlobalAveragePooling2D()(x)
    else:
        x = conv(layers.ReLU(6.0)(conv(x, "a", 8)), "b", 6, 1)
        y = layers.ReLU(6.0)(conv(x, "c", 18, 1))
        y = layers.BatchNormalization(epsilon=EPSILON, name="d_norm")(
            layers.DepthwiseConv2D(3, padding="same", name="d")(y)
        )
        x = layers.Add()([conv(layers.ReLU(6.0)(y), "e", 6, 1), x])
        x = layers.GlobalAveragePooling2D()(layers.ReLU(6.0)(conv(x, "f", 16, 1)))
    return Model(inputs, layers.Dense(CLASSES, name="scores")(x))


def make(file: Path) -> None:
    """Weights, inputs and relevances of all networks."""
    from attnstudio.core.backend import import_tensorflow

    import_tensorflow()
    from attnstudio.core.compiled import CompiledModel
    from attnstudio.core.relevance.composites import composite
    from attnstudio.core.relevance.graph import Difference, Relevance

    rng, found = np.random.default_rng(1), {}
    weights = np.repeat(np.eye(1, CLASSES, dtype=np.float32), PICTURES, axis=0)
    for kind in NETWORKS:
        model = keras_network(kind)
        for variable in model.weights:
            variable.assign(_random(variable, rng))
            found[f"{kind}/{'/'.join(variable.path.split('/')[-2:])}"] = variable.numpy()
        network = CompiledModel(model)
        x, baseline = rng.uniform(LOW, HIGH, (2, PICTURES, SIDE, SIDE, 3)).astype(np.float32)
        found |= {f"{kind}/x": x, f"{kind}/baseline": baseline, f"{kind}/logits": network.logits(x)}
        ends = [np.full(x.shape[1:], end, np.float32) for end in (LOW, HIGH)]
        for name in COMPOSITES:
            for biases in BIASES:
                rules = composite(name, 1e-6, 0.25, absorbing=biases == "absorb")
                found[f"{kind}/{name}/{biases}"] = network.run(Relevance(rules), x, weights, *ends)[1]
        found[f"{kind}/deeplift"] = np.concatenate(
            [network.run(Difference(), x[one], weights[one], baseline[one])[2] for one in np.arange(PICTURES)[:, None]]
        )
    np.savez_compressed(file, **found)


def _random(variable: Any, rng: np.random.Generator) -> np.ndarray:
    if variable.path.endswith(("gamma", "variance")):
        return rng.uniform(0.5, 2, variable.shape)
    fan_in = np.prod(variable.shape[:-1]) if len(variable.shape) > 1 else 25
    return rng.normal(0, 1.4 / np.sqrt(fan_in), variable.shape)


def torch_network(kind: str, known: dict[str, np.ndarray]) -> Any:
    """With the same weights; channels first."""
    import torch
    from torch import nn
    from zennit.layer import Sum

    class Network(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            # zennit finds a batch norm behind its convolution by the order of the modules.
            for name in sorted({key.split("/")[1] for key in known if key.count("/") == 2 and key.startswith(kind)}):
                if known.keys() & {f"{kind}/{name}/kernel"}:
                    self.add_module(name, _linear(known, kind, name))
                elif known.keys() & {f"{kind}/{name}/gamma"}:
                    self.add_module(name, _norm(known, kind, name))
            for number in range(5):
                self.add_module(f"relu{number}", nn.ReLU() if kind != "mobilenet" else nn.ReLU6())
            self.first_sum, self.second_sum = Sum(), Sum()
            self.pool, self.second_pool, self.mean = nn.MaxPool2d(2), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1)

        def conv(self, x: Any, name: str) -> Any:
            x = getattr(self, name)(x)
            return getattr(self, f"{name}_norm")(x) if hasattr(self, f"{name}_norm") else x

        def forward(self, x: Any) -> Any:
            if kind == "plain":
                x = self.relu2(self.conv(self.relu1(self.conv(self.relu0(self.conv(x, "a")), "b")), "c"))
                return self.scores(self.mean(x).flatten(1))
            if kind == "vgg":
                x = self.relu1(self.conv(self.relu0(self.conv(x, "a")), "b"))
                x = self.second_pool(self.relu2(self.conv(self.pool(x), "c")))
                return self.scores(self.relu3(self.d(x.permute(0, 2, 3, 1).flatten(1))))
            if kind == "resnet":
                x = self.relu0(self.conv(x, "a"))
                inside = self.conv(self.relu1(self.conv(x, "b")), "c")
                x = self.pool(self.relu2(self.first_sum(torch.stack([inside, x], dim=-1))))
                inside = self.conv(self.relu3(self.conv(x, "d")), "e")
                x = self.relu4(self.second_sum(torch.stack([inside, self.conv(x, "f")], dim=-1)))
            else:
                x = self.conv(self.relu0(self.conv(x, "a")), "b")
                inside = self.relu2(self.conv(self.relu1(self.conv(x, "c")), "d"))
                x = self.first_sum(torch.stack([self.conv(inside, "e"), x], dim=-1))
                x = self.relu3(self.conv(x, "f"))
            return self.scores(self.mean(x).flatten(1))

    return Network().eval()


def _linear(known: dict[str, np.ndarray], kind: str, name: str) -> Any:
    import torch
    from torch import nn

    kernel, bias = known[f"{kind}/{name}/kernel"], known[f"{kind}/{name}/bias"]
    module: Any
    if kernel.ndim == 2:
        module, kernel = nn.Linear(*kernel.shape), kernel.T
    elif kernel.shape[-1] == 1:  # depthwise
        count = kernel.shape[2]
        module, kernel = nn.Conv2d(count, count, 3, padding="same", groups=count), kernel.transpose(2, 3, 0, 1)
    else:
        size, _, before, after = kernel.shape
        module, kernel = nn.Conv2d(before, after, size, padding="same"), kernel.transpose(3, 2, 0, 1)
    module.weight.data, module.bias.data = torch.tensor(kernel.copy()), torch.tensor(bias)
    return module


def _norm(known: dict[str, np.ndarray], kind: str, name: str) -> Any:
    import torch
    from torch import nn

    gamma, beta, mean, variance = (
        torch.tensor(known[f"{kind}/{name}/{part}"]) for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    module = nn.BatchNorm2d(len(gamma), eps=EPSILON)
    module.weight.data, module.bias.data, module.running_mean, module.running_var = gamma, beta, mean, variance
    return module


def compare(file: Path) -> None:
    import captum.attr
    import torch
    from zennit.canonizers import SequentialMergeBatchNorm
    from zennit.composites import COMPOSITES as THEIRS
    from zennit.composites import LayerMapComposite, layer_map_base
    from zennit.rules import Epsilon
    from zennit.types import Linear

    known = dict(np.load(file))
    print(f"| {' | '.join(['', *NETWORKS])} |\n|{'---|' * (len(NETWORKS) + 1)}")
    rows: dict[str, list[str]] = {}
    for kind in NETWORKS:
        network, x = torch_network(kind, known), torch.tensor(known[f"{kind}/x"].transpose(0, 3, 1, 2).copy())
        np.testing.assert_allclose(network(x).detach(), known[f"{kind}/logits"], rtol=1e-3, atol=1e-4)
        for name in COMPOSITES:
            for biases in BIASES:
                zeroed = ["bias"] if biases == "ignore" else None
                canonizers = [SequentialMergeBatchNorm()]
                if name == "epsilon":
                    layer_map = [*layer_map_base(), (Linear, Epsilon(zero_params=zeroed))]
                    rules = LayerMapComposite(layer_map, canonizers=canonizers)
                else:
                    ends = [torch.full((1, 3, SIDE, SIDE), end) for end in (LOW, HIGH)]
                    box = dict(zip(("low", "high"), ends, strict=True)) if name == "epsilon_gamma_box" else {}
                    rules = THEIRS[name](zero_params=zeroed, canonizers=canonizers, **box)
                with rules.context(network) as modified:
                    inputs = x.clone().requires_grad_()
                    scores = modified(inputs)
                    handed_out = scores.detach() * torch.eye(CLASSES)[0]
                    (theirs,) = torch.autograd.grad(scores, inputs, handed_out)
                label = f"{name}, biases {biases}"
                rows.setdefault(label, []).append(_difference(known[f"{kind}/{name}/{biases}"], theirs))
        if kind != "plain":
            rows["DeepLIFT, rescale (Captum)"].append("")
            continue
        baseline = torch.tensor(known[f"{kind}/baseline"].transpose(0, 3, 1, 2).copy())
        theirs = captum.attr.DeepLift(network).attribute(x, baseline, target=0)
        rows.setdefault("DeepLIFT, rescale (Captum)", []).append(_difference(known[f"{kind}/deeplift"], theirs))
    for label, cells in rows.items():
        print(f"| {' | '.join([label, *cells])} |")


def _difference(ours: np.ndarray, theirs: Any) -> str:
    others = theirs.detach().numpy().transpose(0, 2, 3, 1)
    return f"{np.abs(ours - others).max() / np.abs(others).max():.0e}"


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](Path(sys.argv[2]))
