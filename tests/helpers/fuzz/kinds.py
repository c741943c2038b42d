"""The kinds of files that are made wrong: honest ones to begin with, how they are changed, and who reads them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from helpers import annotation_files
from helpers.fuzz import mutate

Seeds = dict[str, bytes]  # by the name of the file


@dataclass(frozen=True)
class Kind:
    """
    Attributes:
        seeds: honest files, made in a folder where they may need others.
        changed: a file's name and content, of the seeds.
        warm: what readers do once, in a folder of honest files.
        read: reads the file; what it raises but a Failure is an error. It calls its second argument when what follows
            would be done by a child process of the program, which may hang or crash.
        megabytes: of memory, at most.
    """

    seeds: Callable[[Path], Seeds]
    changed: Callable[[Random, Seeds], tuple[str, bytes]]
    read: Callable[[Path, Callable[[], None]], object]
    megabytes: int = 512
    warm: Callable[[Path], object] = lambda _: None


Change = Callable[[Random, Sequence[bytes]], bytes]


def _by_suffix(change: Change) -> Callable[[Random, Seeds], tuple[str, bytes]]:
    """One of the files, changed with the help of those of its kind."""

    def changed(rng: Random, seeds: Seeds) -> tuple[str, bytes]:
        name = rng.choice(sorted(seeds))
        suffix = Path(name).suffix
        return f"given{suffix}", change(rng, [seeds[one] for one in sorted(seeds) if one.endswith(suffix)])

    return changed


# Pictures


def _pictures(_: Path) -> Seeds:
    noise = np.random.default_rng(0).integers(0, 256, (24, 20, 4), np.uint8)
    colour, found = Image.fromarray(noise).convert("RGB"), Seeds()

    def add(name: str, image: Image.Image, kind: str, **how: object) -> None:
        content = io.BytesIO()
        image.save(content, kind, **how)
        found[name] = content.getvalue()

    others = [Image.new("RGB", (20, 24), name) for name in ("red", "blue")]
    exif = Image.Exif()
    exif[0x0112] = 6
    add("plain.jpg", colour, "JPEG", exif=exif)
    add("progressive.jpg", colour, "JPEG", progressive=True)
    add("inks.jpg", colour.convert("CMYK"), "JPEG")
    add("plain.png", colour, "PNG")
    add("alpha.png", Image.fromarray(noise), "PNG", exif=exif)
    add("palette.png", colour.quantize(16), "PNG", transparency=bytes(range(0, 256, 16)))
    add("deep.png", Image.fromarray(noise[..., 0].astype(np.uint16) * 250), "PNG")
    add("moving.png", colour, "PNG", save_all=True, append_images=others)
    add("plain.webp", colour, "WEBP", lossless=True)
    add("lossy.webp", Image.fromarray(noise), "WEBP")
    add("moving.webp", colour, "WEBP", save_all=True, append_images=others)
    add("plain.bmp", colour, "BMP")
    add("palette.bmp", colour.quantize(16), "BMP")
    add("moving.gif", colour, "GIF", save_all=True, append_images=others)
    for packed in (None, "tiff_lzw", "jpeg", "packbits", "tiff_adobe_deflate"):
        add(f"{packed}.tif", colour, "TIFF", compression=packed)
    add("float.tif", Image.fromarray(noise[..., 0].astype(np.float32)), "TIFF")
    add("fax.tif", colour.convert("1"), "TIFF", compression="group4")
    return found


def _picture(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.core import images

    return images.decode(path)


# Models


def _models(folder: Path) -> Seeds:
    from helpers.bad_models import Made, honest, whole_hdf5

    made = Made(folder, *honest())
    return {
        "model.keras": made.file().read_bytes(),
        "model.h5": whole_hdf5(made).read_bytes(),
        "config.json": json.dumps(made.config).encode(),
        "weights": made.weights,
    }


def _model(rng: Random, seeds: Seeds) -> tuple[str, bytes]:
    """At one of four levels: the zip, its config, its weights, a whole model in HDF5."""
    config, weights = seeds["config.json"], seeds["weights"]
    match rng.randrange(4):
        case 0:
            return "given.keras", mutate.data(rng, [seeds["model.keras"]])
        case 1:
            config = mutate.json_of(rng, [config])
        case 2:
            weights = mutate.data(rng, [weights])
        case 3:
            return "given.h5", mutate.data(rng, [seeds["model.h5"]])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, one in (("metadata.json", b"{}"), ("config.json", config), ("model.weights.h5", weights)):
            archive.writestr(name, one)
    return "given.keras", content.getvalue()


def _scanned(path: Path, by_a_child: Callable[[], None]) -> object:
    from attnstudio.core.models import sandbox, scan

    scan.check_file(path)
    by_a_child()
    with sandbox.with_memory(sandbox.SCAN_MEMORY + path.stat().st_size):
        scan.scan(path)
    return None


def _loaded(path: Path, by_a_child: Callable[[], None]) -> object:
    from attnstudio.core.errors import ModelFailure
    from attnstudio.core.models import keras_file, sandbox

    _scanned(path, by_a_child)
    try:
        return sandbox.describe(keras_file.load(path))
    except ModelFailure as failure:  # as vetting says it: the file in place of the name that Keras made up
        raise ModelFailure(failure.template, **failure.values | {"model": path}) from failure


# Files of the program's own


def _sessions(folder: Path) -> Seeds:
    from attnstudio.core.contrast import Contrast, Contrasts
    from attnstudio.core.models.options import ModelOptions
    from attnstudio.core.regions import Ellipse, Rectangle, Region, Stroke
    from attnstudio.core.request import MethodCall
    from attnstudio.export import session

    pictures = (folder / "b.png", folder / "sub" / "a.png")
    given = session.Session(
        pictures=pictures,
        picture=pictures[1],
        model=str(folder / "model.keras"),
        options=ModelOptions(folder / "names.txt", "caffe", "kind", (64, 48), "regression"),
        methods=(MethodCall("smoothgrad", (("noise", 0.3), ("samples", 9))), MethodCall("gradcam")),
        target="3-1",
        layer="conv",
        inputs={"resize": "letterbox", "interpolation": "nearest", "levels": "percentiles", "seed": 7},
        display={"colormap": "viridis", "opacity": 0.25, "normalisation": "shared", "view": "map"},
        contrasts=Contrasts(Contrast(0.01, 0.99, 0.5, by_percentile=True)),
        regions={
            pictures[0]: Region((Rectangle(1, 2, 3, 4), Stroke(((1.5, 2), (3, 4)), 5, True)), 3, "кот"),
            pictures[1]: Region((Ellipse(0, 0, 8, 6),)),
        },
    )
    session.write(folder / "given.attn", given, force=True)
    return {"given.attn": (folder / "given.attn").read_bytes()}


def _session(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.export import session

    return session.read(path)


def _settings(folder: Path) -> Seeds:
    from attnstudio.settings import Settings

    Settings().save(folder / "all.json")
    values = {"opacity": 0.4, "colormap": "viridis", "model": "demo", "methods": "gradcam,saliency", "recent": ["a"]}
    options = {"labels": "a", "preprocessing": "caffe", "output": "x", "input_size": [4, 5], "output_kind": ""}
    whole = (folder / "all.json").read_bytes()
    return {
        "all.json": whole,
        "settings.json": json.dumps(values).encode(),
        "own.json": json.dumps({"/a.keras": options}).encode(),
    }


def _read_settings(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.core.models.user_model_store import UserModelStore
    from attnstudio.settings import Settings

    store = UserModelStore.load(path)
    return Settings.load(path), store.options(Path("/a.keras"))


def _annotations(_: Path) -> Seeds:
    polygon = [[1, 1, 9, 1, 9, 9]]
    run = {"segmentation": {"counts": [5, 9, 1186], "size": [30, 40]}, "bbox": [1, 2, 3, 4], "iscrowd": 1}
    mask = io.BytesIO()
    Image.fromarray((np.arange(1200).reshape(30, 40) % 7 == 0).astype(np.uint8) * 255).save(mask, "PNG")
    return {
        "coco.json": json.dumps(annotation_files.coco({"bbox": [1, 2, 9, 8], "segmentation": polygon}, run)).encode(),
        "labelme.json": json.dumps(
            annotation_files.labelme({"shape_type": "rectangle", "points": [[1, 2], [9, 8]]})
        ).encode(),
        "voc.xml": annotation_files.voc(annotation_files.voc_box(1, 2, 9, 8)).encode(),
        "cvat.xml": annotation_files.cvat(annotation_files.cvat_box(1, 2, 9, 8)).encode(),
        "fish.txt": b"0 0.5 0.5 0.2 0.3\n1 0.1 0.1 0.2 0.1 0.3 0.4\n",
        "fish.png": mask.getvalue(),
    }


def _annotation(rng: Random, seeds: Seeds) -> tuple[str, bytes]:
    name = rng.choice(sorted(seeds))
    change = {".json": mutate.json_of, ".png": mutate.picture}.get(Path(name).suffix, mutate.text)
    return f"fish{Path(name).suffix}", change(rng, [seeds[name]])


def _regions(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.core.annotations.base import load
    from attnstudio.core.regions import check, mask

    found = load(path, [Path("fish.jpg")])
    for region in found.regions.values():
        check(region, annotation_files.SIZE, "fish.jpg")
        mask(region, annotation_files.SIZE)
    return found


def _names(_: Path) -> Seeds:
    return {
        "lines.txt": b"cat\ndog\nfish\n",
        "numbered.txt": "0 кот\n1 пёс\n2 рыба\n".encode(),
        "synsets.txt": b"n01440764 tench\nn01443537 goldfish\n",
        "windows.txt": "кот\nпёс\n".encode("cp1251"),
        "wide.txt": "cat\ndog\n".encode("utf-16"),
        "table.csv": b'index,name\n0,cat\n1,"dog, large"\n',
        "list.json": b'["cat", "dog"]',
        "index.json": b'{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}',
        "objects.json": b'{"names": [{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}]}',
    }


def _class_names(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.core.models import class_name_files

    return class_name_files.read(path, 2)


def _journals(folder: Path) -> Seeds:
    from attnstudio.core.images import Source
    from attnstudio.runs.journal import Journal

    with Journal(folder, {"command": "explain", "layer": "auto"}, {}) as journal:
        journal.enlist([Path("/p/a.jpg"), Path("/p/b.jpg")])
        journal.done(1, Source(Path(), 1, 2, "abc"), 0.1, {"maps": {}})
        name = journal.file.name
    return {name: (folder / name).read_bytes()}


def _journal(rng: Random, seeds: Seeds) -> tuple[str, bytes]:
    ((name, content),) = seeds.items()
    return name, mutate.data(rng, [content])


def _status(path: Path, _: Callable[[], None]) -> object:
    from attnstudio.runs.status import Status

    found = Status.of(path.parent)
    return [*found.lines()], found.as_json()


KINDS = {
    "pictures": Kind(_pictures, _by_suffix(mutate.picture), _picture),
    "models": Kind(_models, _model, _scanned),
    "loading": Kind(_models, _model, _loaded, 2048, lambda folder: _loaded(folder / "model.keras", lambda: None)),
    "sessions": Kind(_sessions, _by_suffix(mutate.json_of), _session),
    "settings": Kind(_settings, _by_suffix(mutate.json_of), _read_settings),
    "annotations": Kind(_annotations, _annotation, _regions),
    "names": Kind(_names, _by_suffix(mutate.text), _class_names),
    "journals": Kind(_journals, _journal, _status),
}
