"""Expected pixels of lib/imaging: lib/imaging/testdata/{polygons,resized,pictures}.json.

Run in an environment with numpy and Pillow 10.4.0 (its polygon rule, that of 9.5 to 11.0, is the one that gives the
published MoNuSeg masks; 11.2 changed it):
    python tools/oracles/imaging.py
The polygons and pictures are drawn anew in the tests; the fixtures hold CRC-32 of Pillow's pixels, and small files
that Pillow wrote with the pixels it reads from them.
"""

import base64
import io
import json
import pathlib
import sys
import zlib

import numpy as np
import PIL
from PIL import Image, ImageDraw, ImageOps

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from random_source import RandomSource

TARGET = pathlib.Path(__file__).parents[2] / "lib" / "imaging" / "testdata"


def write(name, value):
    TARGET.mkdir(exist_ok=True)
    (TARGET / name).write_text(json.dumps({"pillow": PIL.__version__, **value}, indent=2) + "\n")


def crc(data):
    return f"{zlib.crc32(data):08x}"


def polygon(seed):
    """As `drawPolygon` in rasterize_polygon_test.ts: inside, partly outside, whole-pixel, tiny, very wide."""
    random = RandomSource(seed, "polygon")
    width, height = 1 + random.integer(60), 1 + random.integer(60)
    low, high, whole = [
        (lambda side: 0, lambda side: side, False),
        (lambda side: -side, lambda side: 2 * side, False),
        (lambda side: 0, lambda side: side, True),
        (lambda side: -3, lambda side: 6, True),
        (lambda side: -300, lambda side: 300, False),
    ][seed % 5]
    points = []
    for _ in range(2 + random.integer(11)):
        x = random.uniform(low(width), high(width))
        y = random.uniform(low(height), high(height))
        points.append((float(np.floor(x)), float(np.floor(y))) if whole else (x, y))
    if random.chance(0.2):
        points.append(points[0])
    return width, height, points


def polygons():
    result = []
    for seed in range(4000):
        width, height, points = polygon(seed)
        mask = Image.new("L", (width, height))
        ImageDraw.Draw(mask).polygon(points, fill=1, outline=1)
        result.append(crc(mask.tobytes()))
    # One string, so that the file stays short however it is formatted.
    write("polygons.json", {"crc32": " ".join(result)})


def resized():
    images, masks = [], []
    for seed in range(60):
        random = RandomSource(seed, "resize")
        channels = 3 if seed % 2 else 1
        width, height, to_width, to_height = (1 + random.integer(70) for _ in range(4))
        values = [random.integer(256) for _ in range(width * height * channels)]
        pixels = np.array(values, np.uint8).reshape(height, width, channels)
        image = Image.fromarray(pixels if channels == 3 else pixels[..., 0])
        images.append(crc(image.resize((to_width, to_height), Image.Resampling.BILINEAR).tobytes()))
        mask = Image.fromarray(pixels[..., 0] & 1)
        masks.append(crc(mask.resize((to_width, to_height), Image.Resampling.NEAREST).tobytes()))
    write("resized.json", {"bilinear": " ".join(images), "nearest": " ".join(masks)})


def encoded(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return base64.b64encode(file.getvalue()).decode()


def ramp(width, height, step, modulus):
    return (np.arange(width * height) * step % modulus).reshape(height, width)


def quadrants():
    """Red, green; blue, white: each 16 x 8, whole JPEG blocks."""
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:8, :16] = (255, 0, 0)
    pixels[:8, 16:] = (0, 255, 0)
    pixels[8:, :16] = (0, 0, 255)
    pixels[8:, 16:] = 255
    return Image.fromarray(pixels)


def corners(image):
    """Colours near the four corners, rows first, each channel as light (1) or dark (0)."""
    pixels = np.asarray(image.convert("RGB"))
    return ["".join("01"[int(c > 127)] for c in pixels[y, x]) for y in (3, -4) for x in (3, -4)]


def pictures():
    pngs = []
    palette = [int(c) for c in ramp(256, 3, 7, 256).ravel()]

    def png(image, expected, **options):
        values = " ".join(str(int(v)) for v in np.asarray(expected).ravel())
        pngs.append({"name": f"{image.mode} {options}", "file": encoded(image, "PNG", **options), "samples": values})

    for bits in (1, 2, 4, 8):
        indices = ramp(13, 5, 5, 1 << bits).astype(np.uint8)
        image = Image.fromarray(indices, "P")
        image.putpalette(palette[: 3 << bits])
        png(image, indices, bits=bits)
    grey = ramp(13, 5, 37, 256).astype(np.uint8)
    png(Image.fromarray(grey), grey)
    png(Image.fromarray((grey > 90).astype(np.uint8) * 255).convert("1"), grey > 90)
    deep = ramp(13, 5, 4099, 65536).astype(np.uint16)
    png(Image.fromarray(deep), deep)
    colours = ramp(13 * 4, 5, 61, 256).astype(np.uint8).reshape(5, 13, 4)
    for mode, channels in (("LA", 2), ("RGB", 3), ("RGBA", 4)):
        part = np.ascontiguousarray(colours[..., :channels])
        png(Image.fromarray(part, mode), part)

    turned = []
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = encoded(quadrants(), "JPEG", quality=95, exif=exif)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(base64.b64decode(file))))
        turned.append({"file": file, "width": upright.width, "height": upright.height, "corners": corners(upright)})
    write(
        "pictures.json",
        {
            "pngs": pngs,
            "turned": turned,
            "cmyk": encoded(quadrants().convert("CMYK"), "JPEG", quality=95),
            "progressive": {"file": encoded(quadrants(), "JPEG", progressive=True), "corners": corners(quadrants())},
        },
    )


if __name__ == "__main__":
    if PIL.__version__ != "10.4.0":
        sys.exit(f"Cannot make the fixtures: Pillow must be 10.4.0, current version is {PIL.__version__}")
    polygons()
    resized()
    pictures()
