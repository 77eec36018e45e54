"""Formats that are known and not taken, each with what to do instead."""

from __future__ import annotations

from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.words import say

_AS_ONNX = say("Ask the publisher for the model as ONNX.")
_AS_STATE_DICT = say("Ask the publisher for the weights alone (state dict), as safetensors if possible.")

_SUFFIXES = {
    ".h5": say("Keras"),
    ".hdf5": say("Keras"),
    ".keras": say("Keras"),
    ".pb": "TensorFlow",
    ".tflite": "TensorFlow Lite",
    ".engine": "TensorRT",
    ".plan": "TensorRT",
    ".trt": "TensorRT",
    ".caffemodel": "Caffe",
    ".mlmodel": "Core ML",
    ".gguf": "GGUF",
    ".pdparams": "PaddlePaddle",
}


def whole_module(contents: Contents) -> Recognised | None:
    """Refuse pickles of whole modules, or of anything else that is no plain dict of tensors."""
    if contents.kind in ("torch-zip", "torch-legacy") and not contents.tensors:
        return Recognised(
            title=say("Whole PyTorch model (pickle)"),
            refusal=say("The file holds a whole pickled model, whose code would run when it is read."),
            hint=_AS_STATE_DICT,
        )
    if contents.kind == "pickle":
        return Recognised(
            title="pickle",
            refusal=say("The file is a pickle, whose code would run when it is read."),
            hint=_AS_STATE_DICT,
        )
    return None


def other_makers(contents: Contents) -> Recognised | None:
    """Name the formats of other frameworks."""
    maker = _SUFFIXES.get(contents.path.suffix.lower(), "")
    if "saved_model.pb" in contents.members:
        maker = "TensorFlow"
    if not maker:
        return None
    return Recognised(
        title=maker, refusal=say("This is a model of {maker}, which is not taken.", maker=maker), hint=_AS_ONNX
    )
