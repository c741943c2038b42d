"""Model files that must be refused. Each is made by a function; none of them may do anything."""

from __future__ import annotations

import base64
import copy
import io
import json
import marshal
import os
import pickle
import struct
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import h5py
import numpy as np

from attnstudio.core.models.scan import CONFIG, WEIGHTS
from helpers import keras_ready

METADATA = "metadata.json"
Config = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A small honest model: what its file holds, and where a test may write."""

    folder: Path
    config: Config
    weights: bytes

    @property
    def sentinel(self) -> Path:
        """What the bad files try to make."""
        return self.folder / "it ran"

    def file(
        self, config: Config | bytes | None = None, weights: bytes | None = None, name: str = "model.keras"
    ) -> Path:
        """A .keras file like this one, but for what is given."""
        said = config if isinstance(config, bytes) else json.dumps(self.config if config is None else config).encode()
        return self.zip([(METADATA, b"{}"), (CONFIG, said), (WEIGHTS, weights or self.weights)], name)

    def zip(self, entries: list[tuple[str | zipfile.ZipInfo, bytes]], name: str = "model.keras", **how: Any) -> Path:
        with zipfile.ZipFile(self.folder / name, "w", **how) as archive:
            for entry, content in entries:
                archive.writestr(entry, content)
        return self.folder / name

    def whole(self) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
        return [(METADATA, b"{}"), (CONFIG, json.dumps(self.config).encode()), (WEIGHTS, self.weights)]

    def edited(self, edit: Callable[[Config], object]) -> Path:
        config = copy.deepcopy(self.config)
        edit(config)
        return self.file(config)

    def with_layer(self, layer: Config) -> Path:
        """The layer stands between the others."""
        return self.edited(lambda config: config["config"]["layers"].insert(1, layer))

    def with_activation(self, activation: Any) -> Path:
        return self.edited(lambda config: layer_of(config, "Dense").update(activation=activation))

    def with_weights(self, change: Callable[[h5py.File], object], **how: Any) -> Path:
        stream = io.BytesIO(self.weights)
        with h5py.File(stream, "r+", **how) as container:
            change(container)
        return self.file(weights=stream.getvalue())


def layer_of(config: Config, kind: str) -> Config:
    """The config of the first layer of a class."""
    found = next(layer for layer in config["config"]["layers"] if layer["class_name"] == kind)
    inner: Config = found["config"]
    return inner


def outer(config: Config, kind: str) -> Config:
    found: Config = next(layer for layer in config["config"]["layers"] if layer["class_name"] == kind)
    return found


def written(config: Any, **more: Any) -> Config:
    """As Keras writes a layer, named so that it may stand anywhere."""
    return {"registered_name": None, "name": "extra", "inbound_nodes": [], **more, "config": config}


def whole_hdf5(made: Made, config: Config | bytes | None = None, name: str = "model.h5") -> Path:
    """The honest model as whole-model HDF5, but for what is given, and for most of its arrays."""
    said = config if isinstance(config, bytes) else json.dumps(made.config if config is None else config).encode()
    with h5py.File(made.folder / name, "w") as container:
        container.attrs.update({"model_config": said, "keras_version": b"3.0.0", "backend": b"tensorflow"})
        container.create_group("model_weights/conv").attrs["weight_names"] = [b"conv/kernel"]
        container["model_weights"].attrs["layer_names"] = [b"conv"]
        container["model_weights/conv/conv/kernel"] = np.zeros((3, 3, 3, 4), "f4")
    return made.folder / name


def function(module: str, name: str, registered: str | None = None) -> Config:
    return {"module": module, "class_name": "function", "config": name, "registered_name": registered or name}


def lambda_layer(of: Any) -> Config:
    return written({"name": "extra", "function": of, "arguments": {}}, module="keras.layers", class_name="Lambda")


def bytecode(sentinel: Path) -> Config:
    """A Python lambda that makes the sentinel, as Keras stores one."""
    code = compile(f"lambda x: open({str(sentinel)!r}, 'w') and x", "model", "eval").co_consts[0]
    packed = base64.b64encode(marshal.dumps(code)).decode()
    return {"class_name": "__lambda__", "config": {"code": packed, "defaults": None, "closure": None}}


def tensor(layer: str, *shape: int | None) -> Config:
    config = {"shape": [None, *shape], "dtype": "float32", "keras_history": [layer, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


@lru_cache
def honest() -> tuple[Config, bytes]:
    """config.json and model.weights.h5 of a compiled and trained functional model."""
    keras = keras_ready()
    layers = keras.layers
    x = inputs = keras.Input((12, 10, 3))
    x = layers.Conv2D(4, 3, activation="relu", name="conv")(x / 127.5 - 1)
    x = layers.LSTM(3, name="rows")(layers.TimeDistributed(layers.Flatten(), name="flat")(x))
    model = keras.Model(inputs, layers.Dense(3, "softmax", name="scores")(x))
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 12, 10, 3)), np.zeros((2, 3)), verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.keras")
        with zipfile.ZipFile(Path(folder) / "model.keras") as archive:
            return json.loads(archive.read(CONFIG)), archive.read(WEIGHTS)


# Refused models. Each function writes one file; the argument of its decorator is a pattern of the message.

Maker = Callable[[Made], Path]
BAD: dict[str, tuple[str, Maker]] = {}


def bad(says: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        BAD[maker.__name__] = (says, maker)
        return maker

    return register


# One for each known hole in Keras


@bad("calls the function os.system")
def cve_2025_1550(made: Made) -> Path:
    """Any function of any module, named in config.json."""
    return made.with_activation(function("os", "system"))


@bad("contains subprocess.Popen")
def cve_2025_1550_as_a_class(made: Made) -> Path:
    call = written({"args": ["touch", str(made.sentinel)]}, module="subprocess", class_name="Popen")
    return made.with_layer(call)


@bad("contains a Lambda: program code")
def cve_2025_8747(made: Made) -> Path:
    """Functions of Keras itself, here one that downloads."""
    layer = lambda_layer(function("keras.utils", "get_file"))
    layer["config"]["arguments"] = {"origin": "http://127.0.0.1:9/x", "cache_dir": str(made.folder)}
    return made.with_layer(layer)


@bad("contains a Lambda: program code")
def cve_2025_9905(made: Made) -> Path:
    """Keras ignores safe_mode for HDF5."""
    config = copy.deepcopy(made.config)
    config["config"]["layers"].insert(1, lambda_layer(bytecode(made.sentinel)))
    return whole_hdf5(made, config)


@bad("contains a Lambda: program code")
def cve_2025_9905_with_another_name(made: Made) -> Path:
    return cve_2025_9905(made).rename(made.folder / "model.keras")


@bad("calls the function keras.config.enable_unsafe_deserialization")
def cve_2025_9906(made: Made) -> Path:
    """Turns safe mode off before the Lambda behind it is built."""
    config = copy.deepcopy(made.config)
    unsafe = written("enable_unsafe_deserialization", module="keras.config", class_name="function")
    config["config"]["layers"][1:1] = [unsafe]
    return made.file(config)


@bad("contains a StringLookup, a layer for text that can read files")
def cve_2025_12058(made: Made) -> Path:
    """A vocabulary may be any file, or an address."""
    (made.folder / "secret.txt").write_text("secret")
    vocabulary = {"name": "extra", "vocabulary": str(made.folder / "secret.txt")}
    return made.with_layer(written(vocabulary, module="keras.layers", class_name="StringLookup"))


@bad("contains a IntegerLookup")
def cve_2025_12058_by_address(made: Made) -> Path:
    vocabulary = {"name": "extra", "vocabulary": "http://127.0.0.1:9/x"}
    return made.with_layer(written(vocabulary, module="keras.layers", class_name="IntegerLookup"))


@bad("calls the function keras.utils.get_file")
def cve_2025_12060(made: Made) -> Path:
    """An archive that get_file unpacks outside its folder."""
    return made.with_activation(function("keras.utils", "get_file"))


@bad("vars/bomb in model.keras declares .* MB|declares arrays of")
def cve_2026_0897(made: Made) -> Path:
    """An array of a shape beyond any memory, of which nothing is stored."""
    return made.with_weights(lambda container: container["vars"].create_dataset("bomb", (10**6, 10**6), "f4"))


@bad("contains a TFSMLayer: program code")
def cve_2026_1462(made: Made) -> Path:
    """A SavedModel next to the file."""
    layer = {"name": "extra", "filepath": str(made.folder), "call_endpoint": "serve"}
    return made.with_layer(written(layer, module="keras.layers", class_name="TFSMLayer"))


@bad("The numbers of /vars/out in model.keras lie in another file")
def cve_2026_1669(made: Made) -> Path:
    """Bytes of a local file as weights."""
    (made.folder / "secret").write_bytes(bytes(40))
    external = [(str(made.folder / "secret"), 0, 40)]
    return made.with_weights(lambda container: container["vars"].create_dataset("out", (10,), "f4", external=external))


@bad("/vars/out in model.keras is a link")
def cve_2026_1669_by_link(made: Made) -> Path:
    with h5py.File(made.folder / "secret.h5", "w") as container:
        container["numbers"] = np.arange(3)
    link = h5py.ExternalLink(str(made.folder / "secret.h5"), "/numbers")
    return made.with_weights(lambda container: container["vars"].__setitem__("out", link))


@bad("has the name ../../it ran, which leads to another folder")
def cve_2026_12479(made: Made) -> Path:
    """Keras made folders of the names of layers."""
    return made.edited(lambda config: layer_of(config, "Dense").update(name="../../it ran"))


@bad(r"has the name \.\., which leads to another folder")
def cve_2026_12479_in_short(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").update(name=".."))


@bad("contains a Lambda: program code")
def cve_2026_12481(made: Made) -> Path:
    """Bytecode, which Keras ran if safe mode was not set explicitly."""
    return made.with_layer(lambda_layer(bytecode(made.sentinel)))


@bad("/vars/bomb in model.keras declares 4,000 MB that are not stored there")
def cve_2026_12570(made: Made) -> Path:
    """An array that is all fill value: just below what Keras takes for a bomb."""
    return made.with_weights(lambda container: container["vars"].create_dataset("bomb", (10**9,), "f4"))


# Other kinds of files


@bad(r"is a folder\. Choose the \.keras or \.h5 file")
def a_folder(made: Made) -> Path:
    (made.folder / "models.keras").mkdir()
    return made.folder / "models.keras"


@bad(r"is a SavedModel.*model\.save\(\"exported\.keras\"\)")
def a_saved_model(made: Made) -> Path:
    folder = made.folder / "exported"
    folder.mkdir()
    (folder / "saved_model.pb").write_bytes(b"\x08\x01")
    return folder


@bad("was unpacked")
def an_unpacked_model(made: Made) -> Path:
    folder = made.folder / "model"
    with zipfile.ZipFile(made.file()) as archive:
        archive.extractall(folder)
    return folder


@bad("There is no model file .*missing.keras")
def a_missing_file(made: Made) -> Path:
    return made.folder / "missing.keras"


@bad("cannot be read")
def a_link_to_itself(made: Made) -> Path:
    (made.folder / "loop.keras").symlink_to("loop.keras")
    return made.folder / "loop.keras"


@bad("is a device or a pipe")
def a_pipe(made: Made) -> Path:
    os.mkfifo(made.folder / "pipe.keras")
    return made.folder / "pipe.keras"


@bad("is empty")
def an_empty_file(made: Made) -> Path:
    (made.folder / "empty.keras").touch()
    return made.folder / "empty.keras"


@bad("is not a Keras model, or it is damaged")
def a_text(made: Made) -> Path:
    (made.folder / "text.keras").write_text("no model")
    return made.folder / "text.keras"


@bad(r"is not a \.keras or \.h5 file")
def a_model_of_another_program(made: Made) -> Path:
    (made.folder / "model.onnx").write_bytes(b"\x08\x07\x12\x07pytorch")
    return made.folder / "model.onnx"


@bad(r"is not a \.keras or \.h5 file")
def a_zip_of_another_program(made: Made) -> Path:
    return made.zip([("word/document.xml", b"")], "text.docx")


@bad(r"must end in \.keras")
def a_renamed_model(made: Made) -> Path:
    return made.file(name="model.keras.zip")


class Pickled:
    def __init__(self, sentinel: Path) -> None:
        self.sentinel = sentinel

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.sentinel,)


@bad("can run program code when it is opened")
def a_pickle(made: Made) -> Path:
    (made.folder / "model.pkl").write_bytes(pickle.dumps(Pickled(made.sentinel)))
    return made.folder / "model.pkl"


@bad("can run program code when it is opened")
def a_pickled_npz(made: Made) -> Path:
    np.savez(made.folder / "model.npz", weights=np.array([Pickled(made.sentinel)], object))
    return made.folder / "model.npz"


@bad("holds weights only.*load_weights")
def weights_only(made: Made) -> Path:
    (made.folder / "model.weights.h5").write_bytes(made.weights)
    return made.folder / "model.weights.h5"


@bad("is damaged")
def a_damaged_hdf5_file(made: Made) -> Path:
    (made.folder / "model.h5").write_bytes(made.weights[:100])
    return made.folder / "model.h5"


# Zip files


@bad("is damaged or incomplete")
def a_cut_file(made: Made) -> Path:
    path = made.file()
    path.write_bytes(path.read_bytes()[:-1])
    return path


@bad("is damaged or incomplete")
def something_behind_the_end(made: Made) -> Path:
    path = made.file()
    path.write_bytes(path.read_bytes() + b"more")
    return path


@bad("is damaged or incomplete")
def a_wrong_checksum(made: Made) -> Path:
    path = made.file()
    content = bytearray(path.read_bytes())
    content[content.index(b"\x89HDF") + len(made.weights) // 2] ^= 1
    path.write_bytes(content)
    return path


@bad("it has no config.json")
def no_config(made: Made) -> Path:
    return made.zip([(WEIGHTS, made.weights)])


@bad("it has no model.weights.h5")
def no_weights(made: Made) -> Path:
    return made.zip(made.whole()[:2])


@bad(r"are an \.npz file")
def weights_as_npz(made: Made) -> Path:
    return made.zip([*made.whole()[:2], ("model.weights.npz", b"PK")])


@bad("holds assets/layers/extra/vocabulary.txt, which does not belong")
def an_asset(made: Made) -> Path:
    return made.zip([*made.whole(), ("assets/layers/extra/vocabulary.txt", b"word")])


@bad(r"would write outside its folder, to assets/\.\./\.\./it ran")
def a_way_up(made: Made) -> Path:
    return made.zip([*made.whole(), ("assets/../../it ran", b"x")])


@bad("would write outside its folder, to /tmp/it ran")
def an_absolute_name(made: Made) -> Path:
    return made.zip([*made.whole(), ("/tmp/it ran", b"x")])


@bad("would write outside its folder")
def a_way_up_on_windows(made: Made) -> Path:
    return made.zip([*made.whole(), ("..\\it ran", b"x")])


@bad("would write outside its folder")
def a_drive(made: Made) -> Path:
    return made.zip([*made.whole(), ("C:it ran", b"x")])


@bad("which does not belong in a model")
def a_name_cut_by_a_zero(made: Made) -> Path:
    """zipfile reads it as config.json."""
    path = made.zip([(CONFIG + "_..", b"{}"), *made.whole()])
    path.write_bytes(path.read_bytes().replace(b"config.json_..", b"config.json\0.."))
    return path


@bad("which does not belong in a model")
def an_unprintable_name(made: Made) -> Path:
    return made.zip([*made.whole(), ("\x1b[2J", b"x")])


@bad("holds config.json more than once")
def an_entry_twice(made: Made) -> Path:
    path = made.zip([*made.whole(), ("CONFIG.json", b"{}")])
    path.write_bytes(path.read_bytes().replace(b"CONFIG.json", b"config.json"))
    return path


@bad("far more entries")
def many_entries(made: Made) -> Path:
    return made.zip([*made.whole(), *((f"assets/{number:060}", b"") for number in range(1000))])


@bad("model.weights.h5 in model.keras is a link")
def a_symbolic_link(made: Made) -> Path:
    entry = zipfile.ZipInfo(WEIGHTS)
    entry.external_attr = 0o120777 << 16
    return made.zip([*made.whole()[:2], (entry, b"/etc/passwd")])


def patched(path: Path, name: str, *changes: tuple[int, int, str, Any], local: bool = True) -> Path:
    """The zip with fields of one entry changed: (place in the list of entries, in the entry's header, kind, value)."""
    content = bytearray(path.read_bytes())
    central = content.rindex(
        b"PK\x01\x02" + content[content.rindex(name.encode()) - 42 : content.rindex(name.encode())]
    )
    (start,) = struct.unpack_from("<L", content, central + 42)
    for in_list, in_header, kind, value in changes:
        struct.pack_into(kind, content, central + in_list, value)
        if local:
            struct.pack_into(kind, content, start + in_header, value)
    path.write_bytes(content)
    return path


@bad("is encrypted")
def an_encrypted_entry(made: Made) -> Path:
    return patched(made.file(), CONFIG, (8, 6, "<H", 1))


@bad("uses an unsupported compression")
def a_rare_packing(made: Made) -> Path:
    return made.zip(made.whole(), compression=zipfile.ZIP_LZMA)


@bad("is damaged or incomplete")
def two_methods(made: Made) -> Path:
    return patched(made.file(), WEIGHTS, (10, 8, "<H", 8), local=False)


@bad("is damaged or incomplete")
def two_names(made: Made) -> Path:
    """What is in the list under one name has another one where it stands."""
    path = made.file()
    content = path.read_bytes()
    path.write_bytes(content.replace(WEIGHTS.encode(), b"model.weights.h6", 1))
    return path


@bad("is damaged or incomplete")
def two_sizes(made: Made) -> Path:
    path = made.file()
    content = bytearray(path.read_bytes())
    struct.pack_into("<L", content, content.index(b"PK\x03\x04", 4) + 22, 1)
    path.write_bytes(content)
    return path


@bad("is damaged or incomplete")
def a_comment_that_was_cut(made: Made) -> Path:
    path = made.file()
    path.write_bytes(path.read_bytes()[:-2] + b"\5\0")
    return path


@bad("config.json in model.keras unpacks to 9 MB")
def a_large_config(made: Made) -> Path:
    return made.file(b" " * 9 * 10**6)


@bad("config.json in model.keras unpacks to 4 MB")
def a_packed_bomb(made: Made) -> Path:
    return made.zip([(CONFIG, bytes(4 * 10**6)), (WEIGHTS, made.weights)], compression=zipfile.ZIP_DEFLATED)


@bad("model.weights.h5 in model.keras unpacks to 50 MB")
def a_packed_bomb_of_weights(made: Made) -> Path:
    return made.zip([*made.whole()[:2], (WEIGHTS, bytes(50 * 10**6))], compression=zipfile.ZIP_DEFLATED)


@bad("is damaged or incomplete")
def a_bomb_that_lies(made: Made) -> Path:
    """It unpacks to 100 MB, and declares its first bytes only, with their checksum."""
    path = made.zip([(CONFIG, bytes(10**8)), (WEIGHTS, made.weights)], compression=zipfile.ZIP_DEFLATED)
    declared = bytes(10**6)
    checksum = zipfile.crc32(declared)  # type: ignore[attr-defined]
    return patched(path, CONFIG, (24, 22, "<L", len(declared)), (16, 14, "<L", checksum))


@bad("is damaged or incomplete")
def a_false_list_of_a_large_file(made: Made) -> Path:
    path = made.file()
    content = path.read_bytes()
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    path.write_bytes(content[:-22] + bytes(56) + locator + content[-22:])
    return path


@bad("is damaged or incomplete")
def a_false_place_of_the_list_of_a_large_file(made: Made) -> Path:
    with patch.object(zipfile, "ZIP64_LIMIT", 1000):
        path = made.file()
    content = bytearray(path.read_bytes())
    content[-34] ^= 1
    path.write_bytes(content)
    return path


@bad("is damaged or incomplete")
def a_long_list_behind_a_short_one(made: Made) -> Path:
    """The short one is no such list, so that zipfile reads the other one."""
    last = zipfile.ZipInfo("assets/last")
    last.comment = bytes(56) + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    path = made.zip([*((f"assets/{number:060}", b"") for number in range(1000)), (last, b"")])
    content = bytearray(path.read_bytes())
    struct.pack_into("<Q", content, len(content) - 34, len(content) - 98)
    path.write_bytes(content)
    return path


@bad("is damaged or incomplete")
def a_damaged_list_of_entries(made: Made) -> Path:
    path = made.file()
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    return path


# config.json


@bad("its config.json describes no model")
def no_json(made: Made) -> Path:
    return made.file(b"{")


@bad("its config.json describes no model")
def json_of_two_bytes_a_letter(made: Made) -> Path:
    return made.file(json.dumps(made.config).encode("utf-16"))


@bad("its config.json describes no model")
def a_list(made: Made) -> Path:
    return made.file(b"[]")


@bad("its config.json describes no model")
def no_class(made: Made) -> Path:
    return made.file({"config": {}})


@bad("its config.json describes no model")
def a_single_layer(made: Made) -> Path:
    return made.file(outer(made.config, "Dense"))


@bad("nested too deeply")
def deep_json(made: Made) -> Path:
    return made.file(b"[" * 10**6 + b"]" * 10**6)


@bad("nested too deeply")
def deep_json_behind_strings(made: Made) -> Path:
    return made.file(b'{"]]]\\"]]]": "}}}", "a": ' + b'{"]": ' * 70 + b"1" + b"}" * 71)


@bad("describes no model")
def quotes_without_end(made: Made) -> Path:
    return made.file(b'"' + b'\\"' * 19 * 10**5)


@bad("holds class_name more than once")
def a_key_twice(made: Made) -> Path:
    content = json.dumps(made.config).encode()
    return made.file(content.replace(b'"class_name": "Dense"', b'"class_name": "Lambda", "class_name": "Dense"'))


@bad("contains a Lambda: program code")
def a_lambda_of_a_private_module(made: Made) -> Path:
    layer = lambda_layer(bytecode(made.sentinel))
    return made.with_layer({**layer, "module": "keras.src.layers.core.lambda_layer"})


@bad("contains a Lambda: program code")
def a_lambda_in_the_old_format(made: Made) -> Path:
    layer = lambda_layer(["code", None, None])
    del layer["module"]
    return made.with_layer(layer)


@bad("contains a Lambda: program code")
def a_lambda_in_a_model_in_a_wrapper(made: Made) -> Path:
    inner = {"name": "inner", "layers": [lambda_layer(bytecode(made.sentinel))]}
    model = written(inner, module="keras", class_name="Sequential")
    return made.with_layer(
        written({"name": "extra", "layer": model}, module="keras.layers", class_name="TimeDistributed")
    )


@bad("contains a __lambda__: program code")
def a_python_lambda_as_activation(made: Made) -> Path:
    return made.with_activation(bytecode(made.sentinel))


@bad("contains a __lambda__: program code")
def a_python_lambda_as_argument(made: Made) -> Path:
    def edit(config: Config) -> None:
        outer(config, "Dense")["inbound_nodes"][0]["kwargs"]["mask"] = bytecode(made.sentinel)

    return made.edited(edit)


@bad("contains a TorchModuleWrapper: program code")
def a_torch_module(made: Made) -> Path:
    return made.with_layer(written({"module": "x"}, module="keras.layers", class_name="TorchModuleWrapper"))


@bad("contains keras.__typespec__")
def a_type_spec(made: Made) -> Path:
    spec: Config = {
        "class_name": "__typespec__",
        "spec_name": "VideoCapture",
        "module": "keras",
        "config": [],
        "name": None,
    }
    return made.with_activation(spec)


@bad("contains __bytes__")
def some_bytes(made: Made) -> Path:
    return made.with_activation({"class_name": "__bytes__", "config": {"value": "x"}})


@bad("contains my_layers.MyPackage>Attention, .* built from Keras's own layers")
def a_registered_class(made: Made) -> Path:
    own = {"module": "my_layers", "class_name": "Attention", "registered_name": "MyPackage>Attention"}
    return made.with_layer(written({"name": "extra"}, **own))


@bad("contains MyLayer")
def a_class_of_the_users_script(made: Made) -> Path:
    own = {"module": None, "class_name": "MyLayer", "registered_name": "MyLayer"}
    return made.with_layer(written({"name": "extra"}, **own))


@bad("contains keras.layers.Custom>Dense")
def a_registered_class_behind_a_layer(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").update(registered_name="Custom>Dense"))


@bad(r"contains __main__\.MyModel")
def a_model_of_a_class_of_its_own(made: Made) -> Path:
    return made.edited(lambda config: config.update(module="__main__", class_name="MyModel", registered_name=None))


@bad("contains keras.src.ops.core.Map")
def an_operation_that_takes_a_function(made: Made) -> Path:
    return made.with_layer(written({"name": "extra"}, module="keras.src.ops.core", class_name="Map"))


@bad("contains Dense")
def a_class_of_no_module(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").pop("module"))


@bad("contains")
def a_class_that_is_no_text(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").update(class_name=["Dense"], module=["keras.layers"]))


@bad("calls the function my_activation")
def an_activation_by_name(made: Made) -> Path:
    return made.with_activation("my_activation")


@bad("calls the function deserialize")
def a_function_that_is_no_activation(made: Made) -> Path:
    return made.with_activation(function("builtins", "deserialize", "function"))


@bad("calls the function builtins.relu")
def a_registered_function(made: Made) -> Path:
    return made.with_activation(function("builtins", "relu", "Custom>relu"))


@bad("calls the function os.system")
def what_an_inner_model_was_compiled_with(made: Made) -> Path:
    """Keras leaves out only what the whole model was compiled with."""
    inner = written({"name": "extra", "layers": []}, module="keras", class_name="Sequential")
    return made.with_layer({**inner, "compile_config": {"loss": function("os", "system")}})


@bad("inbound_nodes in model.keras is not as Keras writes it")
def an_operation_on_numbers(made: Made) -> Path:
    """Keras would compute it while it loads."""
    tile = written({"name": "extra", "repeats": [10**9]}, module="keras.src.ops.numpy", class_name="Tile")
    return made.with_layer({**tile, "inbound_nodes": [{"args": [[1.0]], "kwargs": {}}]})


@bad("inbound_nodes in model.keras is not as Keras writes it")
def a_tensor_where_keras_sees_none(made: Made) -> Path:
    tile = written({"name": "extra", "repeats": [10**9]}, module="keras.src.ops.numpy", class_name="Tile")
    hidden = written({"x": tensor("conv", 3)}, module="keras.layers", class_name="ReLU")
    return made.with_layer({**tile, "inbound_nodes": [{"args": [[1.0], hidden], "kwargs": {}}]})


@bad("inbound_nodes in model.keras is not as Keras writes it")
def connections_in_the_old_format(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").update(inbound_nodes=[[["rows", 0, 0, {}]]]))


@bad("__keras_tensor__ in model.keras is not as Keras writes it")
def a_tensor_from_nowhere(made: Made) -> Path:
    def edit(config: Config) -> None:
        outer(config, "Dense")["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = None

    return made.edited(edit)


@bad("__numpy__ in model.keras is not as Keras writes it")
def an_array_of_long_texts(made: Made) -> Path:
    """Gigabytes for each value."""
    array = {"class_name": "__numpy__", "config": {"value": ["x"], "dtype": "<U500000000"}}
    return made.edited(lambda config: layer_of(config, "Dense").update(kernel_initializer=array))


# Sizes that are declared


@bad("declares arrays of 12 GB")
def many_units(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Dense").update(units=10**9))


@bad("declares arrays of")
def many_units_without_a_shape(made: Made) -> Path:
    def edit(config: Config) -> None:
        layer_of(config, "Dense").update(units=3 * 10**9)
        del outer(config, "Dense")["build_config"]

    return made.edited(edit)


@bad("declares arrays of")
def many_filters(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Conv2D").update(filters=10**8))


@bad("declares arrays of")
def a_large_kernel(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Conv2D").update(kernel_size=[10**4, 10**4]))


@bad("declares arrays of")
def many_recurrent_units(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "LSTM").update(units=30_000))


@bad("declares arrays of")
def many_words(made: Made) -> Path:
    embedding = {"name": "extra", "input_dim": 10**6, "output_dim": 10**4}
    return made.with_layer(written(embedding, module="keras.layers", class_name="Embedding"))


@bad("declares arrays of 10 GB")
def many_layers(made: Made) -> Path:
    def edit(config: Config) -> None:
        dense = outer(config, "Dense")
        dense["config"]["units"] = 10_000
        dense["build_config"] = {"input_shape": [None, 10_000]}
        config["config"]["layers"] += [dense] * 24

    return made.edited(edit)


@bad("declares arrays of")
def a_large_shape_to_build_for(made: Made) -> Path:
    return made.edited(lambda config: outer(config, "Dense").update(build_config={"input_shape": [None, 3 * 10**9]}))


@bad("declares arrays of 16 GB")
def layers_with_many_channels(made: Made) -> Path:
    norm = written({"name": "extra"}, module="keras.layers", class_name="BatchNormalization")
    norm["build_config"] = {"input_shape": [None, 10**9]}
    return made.edited(lambda config: config["config"]["layers"].extend([norm] * 4))


@bad("declares arrays of")
def a_large_picture(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "InputLayer").update(batch_shape=[None, 10**5, 10**5, 3]))


@bad("declares arrays of")
def a_large_tensor(made: Made) -> Path:
    def edit(config: Config) -> None:
        outer(config, "Dense")["inbound_nodes"][0]["args"] = [tensor("rows", 10**5, 10**5)]

    return made.edited(edit)


@bad("declares the size -1")
def a_negative_size(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Dense").update(units=-1))


@bad("declares the size True")
def a_size_that_is_true(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Dense").update(units=True))


@bad("declares the size 1e")
def a_size_that_is_no_whole_number(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Dense").update(units=1e30))


@bad("declares the size 1000000")
def a_size_of_many_digits(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Dense").update(units=10**3000))


@bad("declares the size")
def a_shape_of_many_sizes(made: Made) -> Path:
    return made.edited(lambda config: layer_of(config, "Conv2D").update(kernel_size=[10**9] * 10**5))


# model.weights.h5


@bad("are damaged")
def weights_that_are_no_hdf5(made: Made) -> Path:
    return made.file(weights=b"weights")


@bad("are damaged")
def weights_that_were_cut(made: Made) -> Path:
    return made.file(weights=made.weights[: len(made.weights) // 2])


@bad("/vars/out in model.keras is a link")
def a_soft_link(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", h5py.SoftLink("/layers")))


@bad("/out in model.keras is a link")
def a_soft_link_to_nothing(made: Made) -> Path:
    return made.with_weights(lambda container: container.__setitem__("out", h5py.SoftLink("/nothing")))


@bad("The numbers of /vars/out in model.keras lie in another file")
def a_virtual_array(made: Made) -> Path:
    layout = h5py.VirtualLayout((3,), "f4")
    layout[:] = h5py.VirtualSource(str(made.folder / "secret.h5"), "numbers", (3,))
    return made.with_weights(lambda container: container["vars"].create_virtual_dataset("out", layout), libver="latest")


@bad("/vars/out in model.keras is not as Keras writes it")
def references(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        container["vars"].create_dataset("out", data=container.ref, dtype=h5py.ref_dtype)

    return made.with_weights(change)


@bad("/vars/out in model.keras is not as Keras writes it")
def references_to_regions(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        container["vars"]["numbers"] = np.arange(9)
        region = container["vars/numbers"].regionref[2:4]
        container["vars"].create_dataset("out", data=region, dtype=h5py.regionref_dtype)

    return made.with_weights(change)


@bad("/vars/out in model.keras is not as Keras writes it")
def texts(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", ["a", "b"]))


@bad("/vars/out in model.keras is not as Keras writes it")
def records(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", np.zeros(2, "f4,f4")))


@bad("/vars/out in model.keras is not as Keras writes it")
def wide_numbers(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", np.zeros(2, "V99")))


@bad("/vars/out in model.keras is not as Keras writes it")
def numbers_of_sixteen_bytes(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", np.zeros(2, np.longdouble)))


@bad("/vars/out in model.keras is not as Keras writes it")
def a_packed_array(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        container["vars"].create_dataset("out", data=np.zeros(10**6, "f4"), chunks=(10**6,), compression="gzip")

    return made.with_weights(change)


@bad("declares arrays of 40 GB")
def an_array_larger_than_memory(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        container["vars"].create_dataset("out", (10**10,), "f4", chunks=(1000,), fillvalue=1)

    return made.with_weights(change)


@bad("/vars/out in model.keras is not as Keras writes it")
def a_named_type(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", np.dtype("f4")))


@bad("/vars/out in model.keras is not as Keras writes it")
def a_group_within_itself(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", container["/"]))


@bad("/vars/out in model.keras is not as Keras writes it|/layers.*is not as Keras writes it")
def a_group_under_two_names(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].__setitem__("out", container["layers"]))


@bad("/a/a.* in model.keras is not as Keras writes it")
def deep_groups(made: Made) -> Path:
    return made.with_weights(lambda container: container.create_group("a/" * 100))


@bad("/vars in model.keras is not as Keras writes it")
def a_large_attribute(made: Made) -> Path:
    return made.with_weights(lambda container: container["vars"].attrs.create("dtype", np.zeros(2000)))


@bad("/vars in model.keras is not as Keras writes it")
def many_attributes(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        for number in range(20):
            container["vars"].attrs[str(number)] = 1

    return made.with_weights(change)


@bad("/vars/out in model.keras is not as Keras writes it")
def a_large_attribute_of_an_array(made: Made) -> Path:
    def change(container: h5py.File) -> None:
        container["vars"]["out"] = np.zeros(3)
        container["vars/out"].attrs["dtype"] = np.zeros(2000)

    return made.with_weights(change)


@bad("model.weights.h5 in model.keras is not as Keras writes it")
def arrays_that_share_their_bytes(made: Made) -> Path:
    """As many times the file's size as there are arrays."""

    def change(container: h5py.File) -> None:
        for name in "ab":
            container["vars"][name] = np.full(20_000, ord(name), "f8")
        offsets.extend(container["vars"][name].id.get_offset() for name in "ab")

    offsets: list[int] = []
    path = made.with_weights(change)
    with zipfile.ZipFile(path) as archive:
        content = archive.read(WEIGHTS)
    first, second = (struct.pack("<QQ", offset, 160_000) for offset in offsets)
    assert content.count(second) == 1
    shared = content.replace(second, first)[: -160_000 + 8]
    end = struct.pack("<Q", len(content))
    return made.file(weights=shared.replace(end, struct.pack("<Q", len(shared)), 1))


# Whole models in HDF5


def edited_hdf5(made: Made, change: Callable[[h5py.File], object]) -> Path:
    path = whole_hdf5(made)
    with h5py.File(path, "r+") as container:
        change(container)
    return path


@bad("contains a Lambda: program code")
def an_hdf5_lambda_of_keras_2(made: Made) -> Path:
    """As Keras 2 wrote it, without modules, in a model in a wrapper."""
    code = bytecode(made.sentinel)["config"]["code"]
    layer = {"class_name": "Lambda", "config": {"name": "extra", "function": [code, None, None]}}
    inner = {"class_name": "Sequential", "config": {"name": "inner", "layers": [layer]}}
    wrapper = {"class_name": "TimeDistributed", "config": {"name": "outer", "trainable": True, "layer": inner}}
    return whole_hdf5(made, {"class_name": "Sequential", "config": {"name": "model", "layers": [wrapper]}})


@bad("contains a __lambda__: program code")
def an_hdf5_lambda_as_activation(made: Made) -> Path:
    config = copy.deepcopy(made.config)
    layer_of(config, "Dense")["activation"] = bytecode(made.sentinel)
    return whole_hdf5(made, config)


@bad("contains MyPackage>Conv2D, which is not a supported layer")
def an_hdf5_layer_of_its_own(made: Made) -> Path:
    layer = {"class_name": "MyPackage>Conv2D", "config": {"name": "extra"}}
    return whole_hdf5(made, {"class_name": "Sequential", "config": {"name": "model", "layers": [layer]}})


@bad("calls the function os.system")
def an_hdf5_function_of_another_module(made: Made) -> Path:
    config = copy.deepcopy(made.config)
    layer_of(config, "Dense")["activation"] = function("os", "system")
    return whole_hdf5(made, config)


@bad("calls TensorFlow's io.read_file between its layers")
def an_hdf5_function_that_reads_files(made: Made) -> Path:
    """tf.io.read_file, as Keras 2 lets any function of TensorFlow stand between layers."""
    reads = {"name": "read", "trainable": True, "function": "io.read_file"}
    constant = ["_CONSTANT_VALUE", -1, "/etc/passwd", {}]
    layers: list[Config] = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 4, 4, 3], "name": "in"}},
        {"class_name": "TFOpLambda", "config": reads, "name": "read", "inbound_nodes": [constant]},
    ]
    ends = {"input_layers": [["in", 0, 0]], "output_layers": [["read", 0, 0]]}
    layers[0] |= {"name": "in", "inbound_nodes": []}
    return whole_hdf5(made, {"class_name": "Functional", "config": {"name": "model", "layers": layers, **ends}})


@bad(r"/model_weights/conv/out in model\.h5 is a link")
def an_hdf5_link_to_another_file(made: Made) -> Path:
    link = h5py.ExternalLink(str(made.folder / "secret.h5"), "/numbers")
    return edited_hdf5(made, lambda container: container["model_weights/conv"].__setitem__("out", link))


@bad(r"/model_weights/conv/out in model\.h5 is a link")
def an_hdf5_soft_link(made: Made) -> Path:
    return edited_hdf5(made, lambda container: container["model_weights/conv"].__setitem__("out", h5py.SoftLink("/")))


@bad(r"The numbers of /model_weights/out in model\.h5 lie in another file")
def an_hdf5_array_in_another_file(made: Made) -> Path:
    external = [(str(made.folder / "secret"), 0, 40)]
    return edited_hdf5(
        made, lambda container: container["model_weights"].create_dataset("out", (10,), "f4", external=external)
    )


@bad("declares .* MB that are not stored there")
def an_hdf5_array_that_is_not_there(made: Made) -> Path:
    return edited_hdf5(made, lambda container: container["model_weights"].create_dataset("bomb", (10**8,), "f4"))


@bad(r"model\.h5 is damaged \(model_config is too long\)")
def an_hdf5_config_without_end(made: Made) -> Path:
    return whole_hdf5(made, b" " * 5 * 10**6)


@bad(r"model\.h5 is damaged \(model_config is no text\)")
def an_hdf5_config_of_numbers(made: Made) -> Path:
    return edited_hdf5(made, lambda container: container.attrs.create("model_config", np.zeros(9)))


@bad("nested too deeply")
def an_hdf5_config_too_deep(made: Made) -> Path:
    return whole_hdf5(made, b"[" * 10**5 + b"]" * 10**5)


@bad("model_config in model.h5 is not as Keras writes it")
def an_hdf5_config_of_another_kind(made: Made) -> Path:
    return whole_hdf5(made, b'{"class_name": "Functional", "config": {"name": "model", "layers": [1]}}')


@bad("declares arrays of")
def an_hdf5_layer_of_any_size(made: Made) -> Path:
    config = copy.deepcopy(made.config)
    layer_of(config, "Dense")["units"] = 4 * 10**9
    return whole_hdf5(made, config)


@bad("calls the function my_activation")
def an_hdf5_activation_by_name(made: Made) -> Path:
    config = copy.deepcopy(made.config)
    layer_of(config, "Dense")["activation"] = "my_activation"
    return whole_hdf5(made, config)


@bad(r"must end in \.h5")
def an_hdf5_file_of_another_name(made: Made) -> Path:
    return whole_hdf5(made).rename(made.folder / "model.bin")


@bad("inbound_nodes in model.keras is not as Keras writes it")
def a_keras_2_call_on_numbers(made: Made) -> Path:
    config = copy.deepcopy(made.config)
    config["module"] = "keras.src.engine.functional"
    reshape = {"name": "extra", "trainable": True, "function": "reshape"}
    constant = ["_CONSTANT_VALUE", -1, [1.0], {"shape": [10**9]}]
    part = {"class_name": "TFOpLambda", "config": reshape, "name": "extra", "inbound_nodes": [constant]}
    config["config"]["layers"].insert(1, part)
    return made.file(config)


def without_end(made: Made) -> Path:
    """A list of free places in the file that leads back to itself, on which the HDF5 library never comes to an end."""
    weights = bytearray(made.weights)
    heap = weights.index(b"HEAP")
    (data,) = struct.unpack_from("<Q", weights, heap + 24)
    struct.pack_into("<Q", weights, heap + 16, 16)  # the first free place
    struct.pack_into("<QQ", weights, data + 16, 16, 16)  # the next one, and its size
    return made.file(weights=bytes(weights), name="without_end.keras")
