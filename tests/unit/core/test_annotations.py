"""Files of regions in every form: what they mean, pixel by pixel, and what each damaged one says."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from helpers.pictures import exif, png, saved, turned
from PIL import Image

from attnstudio.core.annotations import boxes
from attnstudio.core.annotations.base import FORMATS, load
from attnstudio.core.annotations.content import MAX_BYTES
from attnstudio.core.errors import OutputFailure, RegionFailure
from attnstudio.core.images import decode
from attnstudio.core.regions import Bitmap, Ellipse, Polygon, Rectangle, Region, Stroke, check, mask
from attnstudio.core.registry import modules

SIZE = (10, 9)
FISH = Path("pictures/fish.jpg")
# The same mask in both of COCO's ways to write it.
COUNTS, PACKED = [6, 1, 40, 4, 5, 4, 5, 4, 21], "61X13mN000`0"


def written(path: Path, content: object) -> Path:
    """Bytes as they are, anything else as JSON."""
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def region_in(path: Path, picture: Path = FISH) -> Region:
    """The region of a picture in a file that gives no notice."""
    found = load(path, [picture])
    assert found.notices == ()
    region = found.region_of(picture)
    assert region is not None and region.file == path
    return region


def pixels(region: Region, size: tuple[int, int] = SIZE) -> list[str]:
    check(region, size, "fish.jpg")
    return ["".join(".#"[int(one)] for one in row) for row in mask(region, size)]


def square(left: int, top: int, right: int, bottom: int, size: tuple[int, int] = SIZE) -> list[str]:
    """A mask with one rectangle, in rows of # and dots."""
    inside = "." * left + "#" * (right - left) + "." * (size[0] - right)
    return ["." * size[0]] * top + [inside] * (bottom - top) + ["." * size[0]] * (size[1] - bottom)


# The forms


def coco(*annotations: Mapping[str, object], **image: object) -> dict[str, object]:
    return {
        "info": {"year": 2020},
        "images": [
            {"id": 7, "file_name": "train/fish.jpg", "width": SIZE[0], "height": SIZE[1]} | image,
            {"id": 8, "file_name": "train/cat.jpg", "width": 640, "height": 480},
        ],
        "annotations": [{"id": 1, "image_id": 8, "category_id": 1, "bbox": [0, 0, 600, 400]}]
        + [{"image_id": 7, "category_id": 3} | dict(one) for one in annotations],
        "categories": [{"id": 1, "name": "cat"}, {"id": 3, "name": "fish"}],
    }


def voc(*box: object, filename: str = "fish.jpg", name: str = "fish", size: tuple[int, int] = SIZE) -> bytes:
    left, top, right, bottom = box or (3, 2, 6, 4)
    return (
        f"<annotation><folder>VOC</folder><filename>{filename}</filename>"
        f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>"
        f"<object><name>{name}</name><part><name>eye</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax>"
        f"<ymax>9</ymax></bndbox></part><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax>"
        f"<ymax>{bottom}</ymax></bndbox></object></annotation>"
    ).encode()


def labelme(*shapes: Mapping[str, object], **values: object) -> dict[str, object]:
    return {
        "version": "5.5.0",
        "flags": {},
        "shapes": [{"label": "fish", "group_id": None, "flags": {}} | dict(shape) for shape in shapes],
        "imagePath": "..\\pictures\\fish.jpg",
        "imageData": None,
        "imageWidth": SIZE[0],
        "imageHeight": SIZE[1],
    } | values


def grey(covered: list[str], value: int = 255, dtype: type = np.uint8) -> np.ndarray:
    """A mask picture from rows of # and dots."""
    return np.array([[value * (one == "#") for one in row] for row in covered], dtype)


def test_every_form_is_in_a_file_of_its_own() -> None:
    homes = [type(form).__module__ for form in FORMATS]
    assert set(FORMATS.discover()) == {"boxes", "coco", "cvat_xml", "labelme", "mask_png", "pascal_voc", "yolo"}
    assert set(homes) <= set(modules("attnstudio.core.annotations")) and len(set(homes)) == len(homes)


def test_the_boxes_of_the_photos(photos: Path) -> None:
    pictures = sorted(photos.glob("*.jpg"))
    found = load(photos / "boxes.json", pictures)
    assert len(found.regions) == 7 and found.notices == ()
    for picture in pictures:
        region = found.region_of(picture)
        if picture.stem in ("Egyptian_cat", "acoustic_guitar", "fly", "great_white_shark", "zebra"):
            assert region is None
            continue
        assert region is not None
        height, width, _ = decode(picture).pixels.shape
        assert check(region, (width, height), picture.name) == ()
    goldfish, hammerhead = found.regions["goldfish.jpg"], found.regions["hammerhead.jpg"]
    assert (goldfish.class_index, hammerhead.class_index) == (1, 4)
    assert mask(goldfish, (500, 375)).sum() == 266 * 164
    assert mask(hammerhead, (500, 375)).sum() == 55 * 210 + 37 * 162


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    shapes = (
        Rectangle(1, 2, 3.5, 4),
        Ellipse(1, 1, 4, 5),
        Polygon(((0, 0), (5, 0), (0, 5))),
        Stroke(((1, 1), (4, 4)), 1.5, erases=True),
        Bitmap.of(np.eye(9, 10, dtype=bool)),
    )
    regions = {"fish.jpg": Region(shapes, 3, "рыба"), "cat.jpg": Region(shapes[:1])}
    file = tmp_path / "regions.json"
    boxes.save(file, regions, force=False)
    assert load(file, ["fish.jpg", "cat.jpg"]).regions == regions
    with pytest.raises(OutputFailure, match=r"regions\.json already exists"):
        boxes.save(file, {}, force=False)
    boxes.save(file, {"cat.jpg": regions["cat.jpg"]}, force=True)
    assert load(file, ["fish.jpg", "cat.jpg"]).regions == {"cat.jpg": regions["cat.jpg"]}


def test_coco_boxes_and_polygons(tmp_path: Path) -> None:
    region = region_in(written(tmp_path / "instances.json", coco({"bbox": [2, 1, 4, 3], "segmentation": []})))
    assert pixels(region) == square(2, 1, 6, 4)
    assert (region.label, region.class_index) == ("fish", None)
    two_parts = {"bbox": [0, 0, 9, 9], "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2], [1, 0, 4, 0, 4, 2, 1, 2]]}
    assert pixels(region_in(written(tmp_path / "two.json", coco(two_parts)))) == square(0, 0, 4, 2)


@pytest.mark.parametrize("counts", [COUNTS, PACKED], ids=["list", "string"])
def test_coco_runs_go_down_the_columns(tmp_path: Path, counts: object) -> None:
    masked = {"iscrowd": 0, "bbox": [0, 0, 1, 1], "segmentation": {"size": [9, 10], "counts": counts}}
    covered = np.zeros((9, 10), bool)
    covered[6, 0] = True
    covered[2:6, 5:8] = True
    np.testing.assert_array_equal(mask(region_in(written(tmp_path / "runs.json", coco(masked))), SIZE), covered)


def test_coco_masks_of_one_picture_are_joined(tmp_path: Path) -> None:
    side, count = 4000, 5000  # 80 GB, if each were unpacked
    lengths = [[start, 7, side * side - start - 7] for start in range(0, count * 5, 5)]
    lengths += [[side * side], [0, 3, side * side - 3]]
    masks = [{"segmentation": {"size": [side, side], "counts": counts}} for counts in lengths]
    region = region_in(written(tmp_path / "many.json", coco(*masks, width=side, height=side)))
    covered = mask(region, (side, side)).T.ravel()
    assert covered[: count * 5 + 2].all() and not covered[count * 5 + 2 :].any()


def test_coco_of_several_classes_is_reported(tmp_path: Path) -> None:
    box = {"bbox": [2, 1, 4, 3]}
    found = load(written(tmp_path / "two.json", coco(box, box | {"category_id": 1})), [FISH])
    assert found.regions["fish.jpg"].label == "fish, cat"
    (notice,) = found.notices
    assert str(notice) == f"{tmp_path / 'two.json'} (fish.jpg): the region joins objects of several classes: fish, cat."


def test_pascal_voc_counts_from_one_and_includes_the_last(tmp_path: Path) -> None:
    region = region_in(written(tmp_path / "a.xml", voc(3, 2, 6, 4)))
    assert pixels(region) == square(2, 1, 6, 4)
    assert region.label == "fish"
    assert pixels(region_in(written(tmp_path / "b.xml", voc(1, 1, 10, 9)))) == square(0, 0, 10, 9)
    assert pixels(region_in(written(tmp_path / "c.xml", voc("3.0", "2", "6.0", "4")))) == square(2, 1, 6, 4)


def test_labelme_shapes(tmp_path: Path) -> None:
    rectangle = {"shape_type": "rectangle", "points": [[6, 4], [2, 1]]}
    region = region_in(written(tmp_path / "a.json", labelme(rectangle)))
    assert pixels(region) == square(2, 1, 6, 4) and region.label == "fish"
    polygon = {"shape_type": "polygon", "points": [[0, 0], [4, 0], [4, 2], [0, 2]]}
    assert pixels(region_in(written(tmp_path / "b.json", labelme(polygon)))) == square(0, 0, 4, 2)
    circle = {"shape_type": "circle", "points": [[5, 4], [5, 2]]}
    assert region_in(written(tmp_path / "c.json", labelme(circle))).shapes == (Ellipse(3, 2, 7, 6),)


def test_labelme_masks_lie_at_their_place_and_are_cut_off_there(tmp_path: Path) -> None:
    picture = base64.b64encode(saved(np.full((3, 4), 1, np.uint8), "PNG")).decode()
    masks = [
        {"shape_type": "mask", "points": [[x, y], [x + 3, y + 2]], "mask": picture}
        for x, y in ((2, 1), (8, 7), (-3, 7))
    ]
    covered = np.zeros((9, 10), bool)
    covered[1:4, 2:6] = True
    covered[7:9, 8:10] = True
    covered[7:9, 0:1] = True
    np.testing.assert_array_equal(mask(region_in(written(tmp_path / "a.json", labelme(*masks))), SIZE), covered)


def test_labelme_shapes_without_an_inside_are_left_out_and_reported(tmp_path: Path) -> None:
    lines = [{"shape_type": kind, "points": [[1, 1], [2, 2]]} for kind in ("line", "point", "line")]
    rectangle = {"shape_type": "rectangle", "points": [[6, 4], [2, 1]]}
    found = load(written(tmp_path / "a.json", labelme(*lines, rectangle)), [FISH])
    assert found.regions["fish.jpg"].shapes == (Rectangle(2, 1, 6, 4),)
    name = f"{tmp_path / 'a.json'} (fish.jpg): shapes left out"
    assert list(map(str, found.notices)) == [
        f"{name} (2), #1 (fish), #3 (fish): a shape of the type line encloses no area.",
        f"{name} (1), #2 (fish): a shape of the type point encloses no area.",
    ]


# Masks

MARKED = square(2, 1, 6, 4)


def with_alpha(colour: tuple[int, int, int], ground: tuple[int, int, int, int]) -> np.ndarray:
    covered = grey(MARKED)[..., None] > 0
    return np.where(covered, np.array((*colour, 255), np.uint8), np.array(ground, np.uint8))


def indexed(*palette: int) -> Image.Image:
    image = Image.fromarray(grey(MARKED, 1))
    image.putpalette(palette)
    return image


@pytest.mark.parametrize(
    "image",
    [
        grey(MARKED),
        grey(MARKED, 1),
        grey(MARKED, 1, np.uint16),
        grey(MARKED, 1) > 0,
        np.repeat(grey(MARKED)[..., None], 3, axis=-1),
        with_alpha((255, 255, 255), (0, 0, 0, 255)),
        with_alpha((255, 255, 255), (255, 255, 255, 0)),
        with_alpha((0, 0, 0), (0, 0, 0, 0)),
        Image.fromarray(with_alpha((255, 255, 255), (0, 0, 0, 0))).convert("LA"),
        indexed(0, 0, 0, 128, 0, 0),
    ],
    ids=["white", "label", "16 bits", "1 bit", "RGB", "opaque", "white on clear", "black on clear", "LA", "indexed"],
)
def test_a_mask_is_what_is_not_black(tmp_path: Path, image: Image.Image | np.ndarray) -> None:
    assert pixels(region_in(written(tmp_path / "mask.png", saved(image, "PNG")))) == MARKED


def test_the_palette_of_a_mask_may_have_any_order(tmp_path: Path) -> None:
    image = Image.fromarray(1 - grey(MARKED, 1))
    image.putpalette((255, 255, 255, 0, 0, 0))
    assert pixels(region_in(written(tmp_path / "mask.png", saved(image, "PNG")))) == MARKED


def test_values_of_a_label_mask_all_count(tmp_path: Path) -> None:
    labels = np.zeros((9, 10), np.uint8)
    labels[0, :4] = (0, 1, 2, 254)
    region = region_in(written(tmp_path / "labels.png", saved(labels, "PNG")))
    assert pixels(region) == square(1, 0, 4, 1)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF"])
def test_masks_in_other_exact_files(tmp_path: Path, kind: str) -> None:
    assert pixels(region_in(written(tmp_path / "mask", saved(grey(MARKED), kind)))) == MARKED


@pytest.mark.parametrize("kind", ["JPEG", "WebP"])
def test_a_blurred_mask_is_what_is_bright_with_a_notice(tmp_path: Path, kind: str) -> None:
    covered = square(8, 8, 24, 16, (32, 32))
    file = written(tmp_path / "mask", saved(grey(covered), kind, quality=30))
    found = load(file, [FISH])
    (notice,) = found.notices
    assert str(notice).startswith(f"{file} (fish.jpg): JPEG and WebP blur a mask")
    assert pixels(found.regions["fish.jpg"], (32, 32)) == covered


def test_a_mask_stands_upright_as_its_picture_does(tmp_path: Path) -> None:
    stored = turned(np.repeat(grey(MARKED)[..., None], 3, axis=-1), 6)
    assert pixels(region_in(written(tmp_path / "mask.png", saved(stored, "PNG", exif=exif(6))))) == MARKED


def test_a_mask_of_another_size_is_refused_at_the_picture(tmp_path: Path) -> None:
    region = region_in(written(tmp_path / "mask.png", saved(grey(MARKED), "PNG")))
    with pytest.raises(
        RegionFailure, match=r"mask\.png \(fish\.jpg\): the mask has 10 x 9 pixels, and the picture 500 x 375"
    ):
        check(region, (500, 375), "fish.jpg")


# Whose it is


def test_a_picture_is_found_by_its_name_then_by_its_stem(tmp_path: Path) -> None:
    box = {"boxes": [[0, 0, 2, 2]]}
    file = written(tmp_path / "boxes.json", {"Fish.PNG": {"boxes": [[0, 0, 1, 1]]}, "fish.jpg": box, "CAT.JPEG": box})
    found = load(file, [FISH, "fish.png", "dir/cat.jpg", "dog.jpg"])
    assert set(found.regions) == {"fish.jpg", "fish.png", "cat.jpg"}
    assert found.region_of(Path("elsewhere/FISH.jpg")) == Region((Rectangle(0, 0, 2, 2),))
    assert found.region_of(Path("fish.png")) == Region((Rectangle(0, 0, 1, 1),))
    assert found.region_of(Path("cat.webp")) == Region((Rectangle(0, 0, 2, 2),))
    assert found.region_of(Path("dog.jpg")) is None


def test_forms_of_unicode_make_no_difference(tmp_path: Path) -> None:
    whole, parts = (unicodedata.normalize(form, "Йод.jpg") for form in ("NFC", "NFD"))
    assert whole != parts
    file = written(tmp_path / "boxes.json", {parts: {"boxes": [[0, 0, 2, 2]]}})
    found = load(file, [whole])
    assert found.region_of(Path(whole)) == found.region_of(Path(parts)) == Region((Rectangle(0, 0, 2, 2),))


def test_a_file_of_one_picture_is_found_by_its_own_stem_too(tmp_path: Path) -> None:
    assert region_in(written(tmp_path / "fish.xml", voc(filename="000001"))).shapes == (Rectangle(2, 1, 6, 4),)
    with pytest.raises(RegionFailure, match=r"other\.xml has no region for fish\.jpg"):
        load(written(tmp_path / "other.xml", voc(filename="cat.jpg")), [FISH])


def test_a_mask_belongs_to_the_one_picture_or_to_that_of_its_stem(tmp_path: Path) -> None:
    file = written(tmp_path / "fish.png", saved(grey(MARKED), "PNG"))
    assert set(load(file, ["whale.jpg"]).regions) == {"whale.jpg"}
    assert set(load(file, ["whale.jpg", "fish.jpg"]).regions) == {"fish.jpg"}


def test_a_name_that_fits_several_pictures_is_refused(tmp_path: Path) -> None:
    images = coco({"bbox": [0, 0, 2, 2]})
    images["images"] = [{"id": 7, "file_name": f"{folder}/fish.jpg"} for folder in ("train", "val")]
    with pytest.raises(RegionFailure, match=r"two\.json has several entries that match fish\.jpg"):
        load(written(tmp_path / "two.json", images), [FISH])


def test_a_picture_with_nothing_on_it_has_no_region(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match=r"empty\.json has no region for fish\.jpg, cat\.png"):
        load(written(tmp_path / "empty.json", labelme()), [FISH, "cat.png"])


def test_what_is_wrong_with_other_pictures_does_not_matter(tmp_path: Path) -> None:
    file = written(tmp_path / "b.json", {"cat.jpg": {"boxes": [[5, 0, 2, 2]]}, "fish.jpg": {"boxes": [[0, 0, 2, 2]]}})
    assert pixels(region_in(file)) == square(0, 0, 2, 2)


# Folders


def test_a_folder_of_pascal_voc_and_labelme_files(tmp_path: Path) -> None:
    written(tmp_path / "fish.xml", voc())
    written(tmp_path / "cat.json", labelme({"shape_type": "rectangle", "points": [[0, 0], [3, 2]]}))
    written(tmp_path / "dog.json", labelme())
    written(tmp_path / "broken.xml", b"<annotation")  # of no picture that is asked for
    (tmp_path / "notes.txt").touch()
    found = load(tmp_path, ["fish.jpg", "cat.png", "dog.png", "owl.jpg"])
    assert {name: pixels(region) for name, region in found.regions.items()} == {
        "fish.jpg": square(2, 1, 6, 4),
        "cat.png": square(0, 0, 3, 2),
    }
    assert found.regions["cat.png"].file == tmp_path / "cat.json"


def test_a_folder_of_masks(tmp_path: Path) -> None:
    for name in ("fish.png", "Cat.PNG"):
        written(tmp_path / name, saved(grey(MARKED), "PNG"))
    found = load(tmp_path, ["fish.png", "cat.jpg"])
    assert [pixels(region) for region in found.regions.values()] == [MARKED, MARKED]


def test_pictures_next_to_their_annotations_are_no_masks(tmp_path: Path) -> None:
    pictures = [written(tmp_path / f"{stem}.png", saved(grey(MARKED), "PNG")) for stem in ("fish", "cat")]
    written(tmp_path / "fish.xml", voc(1, 1, 2, 2))
    found = load(tmp_path, pictures)
    assert {name: pixels(region) for name, region in found.regions.items()} == {"fish.png": square(0, 0, 2, 2)}
    assert pixels(load(tmp_path, ["fish.jpg"]).regions["fish.jpg"]) == square(0, 0, 2, 2)  # a copy lies there


def test_two_files_of_one_picture_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "fish.xml", voc())
    written(tmp_path / "fish.json", labelme())
    with pytest.raises(RegionFailure, match=r"several annotation files for fish\.jpg: fish\.json, fish\.xml"):
        load(tmp_path, [FISH])


def test_a_folder_without_a_file_of_the_picture_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match=rf"{tmp_path.name} has no region for fish\.jpg"):
        load(tmp_path, [FISH])


def test_a_damaged_file_in_a_folder_is_named(tmp_path: Path) -> None:
    written(tmp_path / "fish.xml", b"<annotation>")
    with pytest.raises(RegionFailure, match=r"fish\.xml is damaged"):
        load(tmp_path, [FISH])


# Text of any kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_in_any_unicode(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"fish.jpg": {"boxes": [[0, 0, 2, 2]], "label": "рыба"}}, ensure_ascii=False)
    assert region_in(written(tmp_path / "a.json", text.encode(encoding))).label == "рыба"
    markup = '<?xml version="1.0"?>' + voc(name="рыба").decode()
    if encoding != "utf-16-be":  # XML wants a byte order mark
        assert region_in(written(tmp_path / "a.xml", markup.encode(encoding))).label == "рыба"


def test_a_label_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.json", {"fish.jpg": {"boxes": [[0, 0, 2, 2]], "label": "fi\x1b[2J\n\nsh " + "x" * 999}}
    )
    label = region_in(file).label
    assert label.startswith("fi[2J sh x") and len(label) == 200


# Files that are wrong

BOX = {"shape_type": "rectangle", "points": [[0, 0], [2, 2]]}
RUNS = {"size": [9, 10], "counts": COUNTS}
DOCTYPE = '<!DOCTYPE annotation [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
BAD: dict[str, tuple[object, str]] = {
    "empty.json": (b"", "is empty"),
    "text.txt": (b"fish.jpg 0 0 2 2", "is not in a supported annotation format .*COCO"),
    "other.json": ({"fish.jpg": [0, 0, 2, 2]}, "is not in a supported"),
    "results.json": ([{"image_id": 7, "bbox": [0, 0, 2, 2], "score": 0.9}], "is not in a supported"),
    "other.xml": (b"<svg><rect/></svg>", "is not in a supported"),
    "binary.json": (bytes(range(256)), "is not in a supported"),
    "cut.json": (b'{"fish.jpg": {"boxes": [[0, 0', "is damaged or incomplete"),
    "deep.json": (b'{"a": ' + b"[" * 100_000, "is nested too deeply"),
    "digits.json": (b'{"fish.jpg": {"boxes": [[0, 0, ' + b"9" * 5000 + b", 1]]}}", "is damaged"),
    "huge.json": (b'{"fish.jpg": {"boxes": [[0, 0, ' + b"9" * 4000 + b", 1]]}}", "boxes cannot be 9"),
    "endless.json": (b'{"fish.jpg": {"boxes": [[0, 0, 1e999, 1]]}}', "boxes cannot be inf"),
    "nan.json": (b'{"fish.jpg": {"boxes": [[0, 0, NaN, 1]]}}', "boxes cannot be nan"),
    "bytes.json": (b'{"fish.jpg": {"boxes": [], "label": "\xff\xfe"}}', "is damaged.*utf-8"),
    "number.json": ({"fish.jpg": 5, "cat.jpg": {"boxes": []}}, "region cannot be 5"),
    "turned.json": (
        {"fish.jpg": {"boxes": [[300, 10, 20, 50]]}},
        r"the box \[300, 10, 20, 50\] .*ends before it begins",
    ),
    "kind.json": ({"fish.jpg": {"shapes": [{"type": "cube"}]}}, "type cannot be 'cube'"),
    "many.json": ({"fish.jpg": {"boxes": [[0, 0, 1, 1]] * 10_001}}, "up to 10000 shapes"),
    "coco-image.json": (coco(file_name=None), "file_name cannot be None"),
    "coco-id.json": (coco(id=[7]), r"id cannot be \[7\]"),
    "coco-annotation.json": ({"images": [], "annotations": ["a"]}, "annotations cannot be 'a'"),
    "coco-categories.json": (coco() | {"categories": 5}, "categories cannot be 5"),
    "coco-names.json": (coco() | {"categories": [None]}, "categories cannot be None"),
    "coco-category.json": (coco({"bbox": [0, 0, 2, 2], "category_id": [3]}), r"category_id cannot be \[3\]"),
    "coco-none.json": (coco({}), "bbox cannot be None"),
    "coco-three.json": (coco({"bbox": [0, 0, 2]}), r"bbox cannot be \[0, 0, 2\]"),
    "coco-text.json": (coco({"bbox": [0, 0, "2", 2]}), "bbox cannot be '2'"),
    "coco-negative.json": (coco({"bbox": [5, 5, -3, 2]}), r"the box \[5, 5, 2, 7\] .*ends before it begins"),
    "coco-outside.json": (coco({"bbox": [11, 0, 2, 2]}), r"\[11, 0, 13, 2\] .*lies outside of the picture \(10 x 9\)"),
    "coco-line.json": (coco({"segmentation": [[0, 0, 1, 1]]}), "segmentation cannot be"),
    "coco-odd.json": (coco({"segmentation": [[0, 0, 1, 1, 2, 2, 3]]}), "segmentation cannot be"),
    "coco-string.json": (coco({"segmentation": "abc"}), "segmentation cannot be 'abc'"),
    "rle-none.json": (coco({"segmentation": {}}), "size cannot be None"),
    "rle-size.json": (coco({"segmentation": RUNS | {"size": [10**6, 10**6]}}), "size cannot be"),
    "rle-negative.json": (coco({"segmentation": RUNS | {"counts": [100, -10]}}), "counts cannot be -10"),
    "rle-short.json": (coco({"segmentation": RUNS | {"counts": [6, 1]}}), r"counts cannot be \[6, 1\]"),
    "rle-float.json": (coco({"segmentation": RUNS | {"counts": [80.0, 10]}}), "counts cannot be 80.0"),
    "rle-empty.json": (coco({"segmentation": RUNS | {"counts": ""}}), "counts cannot be ''"),
    "rle-cut.json": (coco({"segmentation": RUNS | {"counts": PACKED[:-1]}}), "counts cannot be '61X"),
    "rle-letters.json": (coco({"segmentation": RUNS | {"counts": "ÿ" * 9}}), "counts cannot be"),
    "rle-long.json": (coco({"segmentation": RUNS | {"counts": "X" * 99_999}}), "counts cannot be"),
    "rle-other-size.json": (
        coco({"segmentation": RUNS | {"size": [10, 9]}}),
        "mask has 9 x 10 pixels, and the picture 10 x 9",
    ),
    "voc-cut.xml": (voc()[:-30], r"is damaged or incomplete \("),
    "voc-doctype.xml": (DOCTYPE.encode() + voc(name="&b;"), "declares a document type"),
    "voc-utf16.xml": ((DOCTYPE + voc(name="&b;").decode()).encode("utf-16"), "declares a document type"),
    "voc-encoding.xml": (b'<?xml version="1.0" encoding="klingon"?>' + voc(), "is damaged"),
    "voc-text.xml": (voc("a", 2, 6, 4), "xmin cannot be 'a'"),
    "voc-nan.xml": (voc("nan", 2, 6, 4), "bndbox cannot be nan"),
    "voc-turned.xml": (voc(6, 2, 3, 4), r"the box \[5, 1, 3, 4\] .*ends before"),
    "voc-outside.xml": (voc(30, 2, 36, 4), r"the box \[29, 1, 36, 4\] .*outside of the picture \(10 x 9\)"),
    "voc-no-box.xml": (voc().replace(b"bndbox", b"box"), r"#1 \(fish\): it has no box: xmin cannot be None"),
    "labelme-path.json": (labelme(BOX, imagePath=3), "imagePath cannot be 3"),
    "labelme-shape.json": (labelme() | {"shapes": ["a"]}, "shapes cannot be 'a'"),
    "labelme-points.json": (labelme(BOX | {"points": None}), "points cannot be None"),
    "labelme-label.json": (labelme(BOX | {"label": 5}), "label cannot be 5"),
    "labelme-kind.json": (labelme(BOX | {"shape_type": 5}), "shape_type cannot be 5"),
    "labelme-outside.json": (labelme(BOX | {"points": [[-9, -9], [-2, -2]]}), r"the box \[-9, -9, -2, -2\]"),
    "labelme-mask.json": (labelme(BOX | {"shape_type": "mask", "mask": "abc"}), "mask cannot be 'abc'"),
    "labelme-no-size.json": (
        labelme(BOX | {"shape_type": "mask", "mask": ""}, imageWidth=None),
        "imageWidth.* cannot be",
    ),
    "labelme-true.json": (labelme(BOX | {"shape_type": "mask", "mask": ""}, imageWidth=True), "imageWidth.* cannot be"),
    "labelme-bomb.json": (
        labelme(BOX | {"shape_type": "mask", "mask": base64.b64encode(png(60_000, 60_000)).decode()}),
        "mask cannot be",
    ),
    "cut.png": (saved(grey(MARKED), "PNG")[:-30], "is a PNG picture that is damaged"),
    "bomb.png": (png(60_000, 60_000), "more than 100 million pixels"),
    "start.png": (b"\x89PNG\r\n\x1a\n", "is a PNG picture that is damaged"),
    "start.tiff": (b"II*\0", "is a TIFF picture that is damaged"),
    "start.jpg": (b"\xff\xd8\xff\xe0", "is a JPEG picture that is damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    file = written(tmp_path / name, content)
    with pytest.raises(RegionFailure, match=message) as caught:
        load(file, [FISH])
    assert str(caught.value).startswith(str(file))
    assert len(str(caught.value)) < len(str(file)) + 400


def pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(path)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, MAX_BYTES + 1)


def loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "There is no annotation file .*a.json"),
        (pipe, "a.json is a device or a pipe"),
        (sparse, "a.json is larger than 64 MB"),
        (loop, "a.json cannot be read: "),
    ],
    ids=["missing", "pipe", "too large", "loop"],
)
def test_what_is_no_file_to_read_is_refused(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    make(tmp_path / "a.json")
    with pytest.raises(RegionFailure, match=message):
        load(tmp_path / "a.json", [FISH])


def test_a_name_that_no_system_takes(tmp_path: Path) -> None:
    with pytest.raises(RegionFailure, match="cannot be read"):
        load(tmp_path / ("a" * 5000), [FISH])


def test_annotations_of_a_picture_of_another_size(tmp_path: Path) -> None:
    """The file says so itself: the boxes would lie somewhere else."""
    file = written(tmp_path / "boxes.json", coco({"bbox": [1, 1, 2, 2]}))
    region = region_in(file)
    assert check(region, SIZE, FISH.name) == ()
    with pytest.raises(RegionFailure, match=r"are of a picture of .*, and this one has 64 x 64\. Choose"):
        check(region, (64, 64), FISH.name)


def test_one_bad_box_costs_its_own_picture_only(tmp_path: Path) -> None:
    boxes_of = {"a.jpg": {"boxes": [[0, 0, 4, 4]]}, "b.jpg": {"boxes": [[4, 4, 0, 0]]}}
    found = load(written(tmp_path / "boxes.json", boxes_of), ["a.jpg", "b.jpg"])
    assert set(found.regions) == {"a.jpg"}
    assert "b.jpg" in str(found.notices[0])
    with pytest.raises(RegionFailure, match=r"b\.jpg"):
        load(tmp_path / "boxes.json", ["b.jpg"])


def test_two_pictures_of_one_name(tmp_path: Path) -> None:
    """Nobody knows whose the region is."""
    file = written(tmp_path / "boxes.json", {"a.jpg": {"boxes": [[0, 0, 4, 4]]}})
    with pytest.raises(RegionFailure, match="several of these pictures have this name"):
        load(file, [tmp_path / "one" / "a.jpg", tmp_path / "two" / "a.jpg"])
