"""Import this before torchvision beside a CPU build of PyTorch.

PyPI's torchvision is a CUDA build, whose C library does not load there. Its Python code, which is all that timm and
segmentation_models.pytorch need, imports once the two operations that it describes are declared."""
import torch

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

if torch.version.cuda is None:
    _library = torch.library.Library("torchvision", "DEF")
    for _schema in _SCHEMAS:
        _library.define(_schema)
