"""Image work with the usual Python libraries on one 1716x942 image. Arguments: the work, then a file it needs."""
import sys

import numpy
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage import measure

from protocol import serve

WORK, PATH = sys.argv[1:3]


def decode():
    numpy.asarray(Image.open(PATH).convert("RGB"))


if WORK == "decode":
    serve(decode)

if WORK == "rasterize":
    points = numpy.loadtxt(PATH).reshape(-1, 64, 2)
    polygons = [[tuple(point) for point in polygon] for polygon in points]

    def rasterize():
        image = Image.new("1", (1716, 942))
        draw = ImageDraw.Draw(image)
        for polygon in polygons:
            draw.polygon(polygon, outline=1, fill=1)
        numpy.asarray(image)

    serve(rasterize)

if WORK in ("components", "fill_holes"):
    mask = numpy.asarray(Image.open(PATH)) > 0

    def components():
        labels, count = measure.label(mask, connectivity=2, return_num=True)
        numpy.bincount(labels.ravel(), minlength=count + 1)
        ndimage.find_objects(labels)

    def fill_holes():
        ndimage.binary_fill_holes(mask)

    serve(components if WORK == "components" else fill_holes)
