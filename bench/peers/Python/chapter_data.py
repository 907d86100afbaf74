"""Fashion-MNIST from its IDX files, split once into training and validation rows: the same rows for every peer and every net."""
import gzip
import struct
from pathlib import Path

import numpy as np

NAME = "fashion-mnist"
PIXELS = 784
CLASSES = 10
VALID_SHARE = 5  # one row in five validates
SPLIT_SEED = 1


class DataMissing(Exception):
    """The files are not there, or not what they should be."""


class ChapterData:
    """Bytes as published; minimum and range are the training rows', by which programs scale on the device."""

    def __init__(self, pixels, labels):
        valid = validation_rows(labels)
        self.train_images, self.train_labels = pixels[~valid], labels[~valid]
        self.valid_images, self.valid_labels = pixels[valid], labels[valid]
        self.minimum = int(self.train_images.min())
        self.range = int(self.train_images.max()) - self.minimum


def load(folder, images=None):
    """From a folder or fashion-mnist/ below it; `images` takes that many of the 60,000, for a quick try."""
    place = Path(folder)
    if (place / NAME).is_dir():
        place = place / NAME
    pixels = read(place, "train-images-idx3-ubyte", dimensions=3)
    labels = read(place, "train-labels-idx1-ubyte", dimensions=1)
    if pixels.size != labels.size * PIXELS:
        raise DataMissing(f"{place}: expected {PIXELS} pixels for each of {labels.size} labels, received {pixels.size} pixels")
    pixels = pixels.reshape(-1, PIXELS)
    return ChapterData(pixels[:images], labels[:images])


def validation_rows(labels):
    """Which rows validate: a fifth of each class, drawn at random (the sound form's stratified split)."""
    random = np.random.default_rng(SPLIT_SEED)
    valid = np.zeros(labels.size, dtype=bool)
    for label in range(CLASSES):
        rows = random.permutation(np.flatnonzero(labels == label))
        valid[rows[: len(rows) // VALID_SHARE]] = True
    return valid


def read(folder, name, dimensions):
    plain, zipped = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        content = plain.read_bytes()
    elif zipped.is_file():
        content = gzip.decompress(zipped.read_bytes())
    else:
        raise DataMissing(f"{folder}: expected {name} or {name}.gz, found neither; name the folder that holds {NAME}/")
    header = 4 + 4 * dimensions
    if len(content) < header or struct.unpack(">I", content[:4])[0] != 0x800 + dimensions:
        raise DataMissing(f"{folder}: {name} is no IDX file of bytes with {dimensions} dimensions; use the published files")
    numbers = np.frombuffer(content, dtype=np.uint8, offset=header)
    if numbers.size != np.prod(struct.unpack(f">{dimensions}I", content[4:header])):
        raise DataMissing(f"{folder}: {name} is shorter or longer than its header says; use the published files")
    return numbers
