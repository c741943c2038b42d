"""All that the window says in Russian is Russian, but for names and acronyms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest
from helpers.desk import DEFAULTS, Desk
from helpers.seen import painted, texts_of
from helpers.walk import Walk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.base import all_specs
from attnstudio.core.translations import texts_of as translations
from attnstudio.settings import Settings
from attnstudio.ui.help.licences_dialog import LicencesDialog

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
# Not language: links and papers, files and folders, keys, forms of names and of commands.
CODE = re.compile(
    r"<[^>]*>|\w+://\S+|(arXiv|doi) [\w./:-]+|\S*/\S+/\S*|[\w*.+-]*\.(png|jpe?g|bmp|gif|tiff?|webp|svg|pdf|csv|tsv|"
    r"txt|npy|npz|bin|gz|json|xml|ya?ml|keras|h5|hdf5|attn|docx|html)\b|\b(Ctrl|Shift|Alt)\+\S+|\b(F\d+|Esc|Enter|Return|"
    r"Tab|Home|End|PgUp|PgDown|Backspace|Del|Ins|Menu)\b|\([A-Z]\)$|^[A-Z]$|\t.*|\d+x\d+|e-\d|-ubyte|%[YmdHM]\b",
    re.IGNORECASE,
)
NAMES = {
    # methods and metrics that Russian textbooks call by their English names or acronyms
    *(
        "CAM",
        "Grad",
        "GradCAM",
        "Eigen",
        "Score",
        "Faster",
        "Ablation",
        "Layer",
        "LayerCAM",
        "HiResCAM",
        "XGrad",
        "KPCA",
    ),
    *("Seg", "FEM", "Finer", "FullGrad", "Refine", "RefineCAM", "Shapley", "ShapleyCAM", "Guided", "SmoothGrad"),
    *(
        "SquareGrad",
        "VarGrad",
        "XRAI",
        "LIME",
        "RISE",
        "HSIC",
        "SHAP",
        "KernelSHAP",
        "Gradient",
        "Attention",
        "rollout",
    ),
    *("attention", "MuFidelity", "ROAD", "IoU", "SSIM", "ECE", "F1"),
    *("eps", "FGSM", "PGD", "BIM", "MI", "DeepFool", "Carlini", "Wagner", "SPSA", "Square", "attack", "L", "L2", "L0"),
    *("square", "spsa", "Eps", "margin", "dlr", "F"),
    # names of methods and of checks for backdoors, and a layer's name as it is typed
    *("AGI", "DeepLIFT", "IDGI", "LeGrad", "MaCo", "Opti", "Recipro", "SmoothDiff"),
    *("Neural", "Cleanse", "STRIP", "block"),
    *("LRP", "AttnLRP", "CP", "SRG", "SaCo", "AGI", "DeepLIFT", "FORGrad", "IDGI", "LeGrad", "MaCo", "Opti", "Recipro"),
    *("SmoothDiff", "Neural", "Cleanse", "STRIP", "Adam", "RMSprop"),
    # values of parameters that are typed, and authors
    *("away", "process", "thread", "Athalye", "et", "al", "arXiv"),
    # programs, libraries, file formats and data sets
    *("attnstudio", "Keras", "TensorFlow", "Python", "Qt", "NumPy", "tf", "keras", "vis", "Word", "OpenCV", "Caffe"),
    *("Linux", "zennit"),
    *(
        "PNG",
        "JPEG",
        "WebP",
        "TIFF",
        "PDF",
        "SVG",
        "HTML",
        "CSV",
        "IDX",
        "CIFAR",
        "ImageNet",
        "WordNet",
        "COCO",
        "YOLO",
    ),
    # words that are no different in Russian texts, units and processors
    *("ReLU", "softmax", "Softmax", "float32", "CPU", "GPU", "OK", "LIN"),
    # colormaps, by the names of matplotlib
    *("inferno", "magma", "viridis", "cividis", "turbo", "jet", "RdBu", "coolwarm"),
    # a letter for a map, and languages in themselves
    *("A", "B", "N", "x", "English"),
    # keys of the keyboard, and the logarithm
    *("Ctrl", "Shift", "Enter", "log"),
}
LAYERS = re.compile(
    r"\b(conv|bn|relu|block_)\d\b|\b(pool|predictions|picture)\b|\b\w+(Layer|Normalization|2D)\b|\bDense\b"
)
OF_THE_USER = {"sphere", "colour", "kind", "net", "scenes", "maps"}  # classes, outputs and folders of the walk
CUT = re.compile(r"\S*…")  # what does not fit is painted with an ellipsis
LIBRARIES_SAY = re.compile(r"Truncated File Read")  # why a file cannot be decoded, in their own words


def english_in(text: str, names: set[str]) -> set[str]:
    """Words of a text that are neither names nor code."""
    for pattern in (LIBRARIES_SAY, CODE, LAYERS, CUT):
        text = pattern.sub(" ", text)
    return {word for word in WORD.findall(text) if word not in names}


@pytest.fixture
def names() -> set[str]:
    """With those that data have: of models, their classes, components of the program."""
    specs = all_specs().values()
    demo = next(spec for spec in specs if spec.id == "demo")
    return NAMES | OF_THE_USER | {spec.name for spec in specs} | set(demo.class_names())


def test_a_walk_through_the_window(
    open_app: Callable[..., Desk], names: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_app(Settings(DEFAULTS | {"language": "ru"}))
    found: dict[str, str] = {}

    def look(stop: str, seen: QWidget) -> None:
        assert seen.isVisible(), stop
        for text in read(stop, seen) | painted(seen, monkeypatch):
            for word in english_in(text, names):
                found.setdefault(word, f"{stop}: {text}")

    try:
        Walk(desk, look, tmp_path, monkeypatch).all()
    finally:
        desk.window.language_requested.emit("en")
    assert not found, "\n".join(sorted(f"{word}: {text}" for word, text in found.items()))


def read(stop: str, seen: QWidget) -> set[str]:
    """The texts that are the program's or Qt's: not the components of the program, and not the files of the disk."""
    texts = texts_of(seen)
    if isinstance(seen, LicencesDialog):
        headings = (seen.table.model().headerData(column, Qt.Orientation.Horizontal) for column in range(3))
        return {seen.windowTitle(), seen.filter.placeholderText(), *map(str, headings)}
    if isinstance(seen, QFileDialog):
        labels = {one.text() for one in seen.findChildren(QLabel)} | {
            one.text() for one in seen.findChildren(QAbstractButton)
        }
        return labels | {seen.windowTitle(), *seen.nameFilters()}
    return texts


# In messages of the command line, of notebooks and about files: commands, options, calls, quoted words, constants.
COMMANDS = re.compile(
    r"--[\w-]+|attnstudio( [a-z]+)+|sudo .*|`[^`]*`|'[^']*'|\"[^\"]*\"|\w+://\S*|\w*_\w*|\w+[.=]\w+|\w+\([^)]*\)|\b[A-Z]{2,}\b"
)

IN_MESSAGES = {
    # attacks: the bound, norms, losses and methods by their names in papers, and places of a patch as they are typed
    *("Eps", "eps", "l0", "l2", "linf", "spsa", "square", "dlr", "margin", "Neural", "Cleanse", "abort"),
    *("J", "c", "t", "z", "F", "X", "Y", "anywhere", "centre"),
    # optimisers, parameters and their values as they are typed, and the form of a date
    *("Adam", "RMSprop", "FORGrad", "MaCo", "LeGrad", "p", "all", "absorb", "biases", "composite", "folder"),
    *("d", "m", "H", "M"),
    # letters of formulas and of the shapes of arrays, and words of TeX
    *("G", "L", "Z", "a", "b", "i", "j", "k", "n", "y"),
    # programs and libraries
    *("Dask", "Debian", "Pascal", "Pillow", "Ubuntu", "bokeh", "cryptography", "distributed", "tensorflow", "pickle"),
    # Keras's words for layers and files, values of Python
    *("Rescaling", "SavedModel", "HDF5", "BLAKE2", "argmax", "shape", "inputs", "NaN", "None", "True", "true", "false"),
    # arguments of the command line and of notebooks, and their values
    *("auto", "cpu", "gpu", "local", "top", "top1", "top2", "label", "best", "wrong", "right", "unsure", "region"),
    *("failed", "annotated", "images", "regions", "preprocessing", "none", "explain", "gradcam", "cluster", "baseline"),
    *("authors", "normaliser", "weighting", "channels", "layers"),
    # columns and keys of files, and values of the file of settings
    *(
        "bbox",
        "xmin",
        "labels",
        "path",
        "index",
        "name",
        "left",
        "bottom",
        "dark",
        "light",
        "last",
        "processes",
        "list",
    ),
    *("grid", "table", "count", "all", "folder", "biases", "absorb", "composite", "p"),
}


def test_no_translation_is_left_in_english(names: set[str]) -> None:
    left = []
    for forms in translations("ru").values():
        for form in forms:
            text = COMMANDS.sub(" ", "".join(text for text, *_ in Formatter().parse(form)))
            if words := english_in(text, names | IN_MESSAGES):
                left.append(f"{sorted(words)}: {form}")
    assert not left, "\n".join(left)


def test_methods_have_the_names_of_textbooks() -> None:
    assert translations("ru")[METHODS.discover()["integrated_gradients"].name] == ("Интегрированные градиенты",)


def test_english_is_found() -> None:
    assert english_in("Выберите layer или Grad-CAM (Ctrl+K) в fish.png", NAMES) == {"layer"}
