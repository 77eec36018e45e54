from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGLSLossless

from ai.words import Sentence
from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.pixels.quarantine import Quarantine
from app.dicom.pixels.quarantine_child import _Server
from app.dicom.pixels.soundness import Announced, is_sound
from app.errors import DicomReadError

JUNK = b"\x07" * 100
"""Behind the end of a stream: decoders do not mind, and it is not plainly sound."""


@pytest.fixture
def jpeg_ls(tmp_path: Path, write_image: Callable[..., Path]) -> Callable[..., Path]:
    """Write frames of JPEG-LS with junk behind them."""

    def write(*frames: np.ndarray, junk: bytes = JUNK) -> Path:
        path = write_image(tmp_path / "image.dcm", frames[0] if len(frames) == 1 else np.stack(frames))
        import pydicom

        dataset = pydicom.dcmread(path)
        dataset.PixelData = encapsulate([bytes(imagecodecs.jpegls_encode(frame)) + junk for frame in frames])
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = JPEGLSLossless
        dataset.save_as(path)
        return path

    return write


def grey(shift: int = 0) -> np.ndarray:
    return (np.add.outer(np.arange(12) * 50, np.arange(10) * 3) + shift).astype(np.uint16)


def announced(values: np.ndarray) -> Announced:
    return Announced(*values.shape[:2], 1, 8 * values.itemsize)


def fake(code: str) -> tuple[str, ...]:
    """A child that does something else."""
    return sys.executable, "-c", code


def test_a_frame_that_is_not_plainly_sound_is_decoded_in_the_child(jpeg_ls):
    frames = [grey(), grey(9)]
    path = jpeg_ls(*frames)
    assert not is_sound(bytes(imagecodecs.jpegls_encode(grey())) + JUNK, JPEGLSLossless, announced(grey()))
    with Quarantine() as quarantine:
        decoder = FrameDecoder(open_dicom(path), quarantine)
        for number, expected in enumerate(frames):
            np.testing.assert_array_equal(decoder.frame(number), expected)


def test_a_sound_frame_starts_no_child(jpeg_ls):
    path = jpeg_ls(grey(), junk=b"")
    with Quarantine(command=("/no/such/program",)) as quarantine:
        np.testing.assert_array_equal(FrameDecoder(open_dicom(path), quarantine).frame(0), grey())


def test_an_error_of_the_child_is_a_sentence(jpeg_ls):
    path = jpeg_ls(grey())
    with Quarantine() as quarantine, pytest.raises(DicomReadError, match="The image is of another size or kind"):
        quarantine.decode(path, 0, Announced(5, 5, 1, 16))
    with Quarantine() as quarantine, pytest.raises(DicomReadError, match="cannot be read"):
        quarantine.decode(path.with_name("gone.dcm"), 0, announced(grey()))


def test_an_error_of_the_child_keeps_its_template(jpeg_ls):
    with Quarantine() as quarantine, pytest.raises(DicomReadError) as caught:
        quarantine.decode(jpeg_ls(grey()).with_name("gone.dcm"), 0, announced(grey()))
    assert isinstance(caught.value.message, Sentence)
    assert caught.value.message.template == "The file cannot be read: {reason}."
    assert caught.value.message.values == {"reason": "No such file or directory"}


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.exit(3)",
        "import os; os.kill(os.getpid(), 11)",
        "input(); print('[1, 2]')",
        "input(); print('no JSON')",
        "input(); print('{}x' * 100000)",
        'input(); print(\'{"error": {"template": "{a.b}", "values": {"a": 1}}}\')',
        'input(); print(\'{"shape": [12, 10], "dtype": "<u2"}\')',
    ],
    ids=["ends", "crashes", "no answer", "no JSON", "babbles", "no sentence", "too few bytes"],
)
def test_a_child_that_breaks_down_is_a_sentence(code):
    with Quarantine(command=fake(code)) as quarantine, pytest.raises(DicomReadError, match=r"Frame 3 of .* broke down"):
        quarantine.decode(Path("image.dcm"), 2, announced(grey()))


@pytest.mark.parametrize(
    "answer", ['{"shape": [12, 10, 9], "dtype": "<u2"}', '{"shape": [12, 10], "dtype": "|O"}', "{}"]
)
def test_an_answer_of_another_kind_is_not_taken(answer):
    with (
        Quarantine(command=fake(f"input(); print('{answer}')")) as quarantine,
        pytest.raises(DicomReadError, match="another size or kind"),
    ):
        quarantine.decode(Path("image.dcm"), 0, announced(grey()))


def test_a_program_that_is_not_there_is_a_sentence():
    with Quarantine(command=("/no/such/program",)) as quarantine, pytest.raises(DicomReadError, match="be started"):
        quarantine.decode(Path("image.dcm"), 0, announced(grey()))


ONE_GOOD_ANSWER = (
    "import sys; o = sys.stdout.buffer; sys.stdin.readline();"
    'o.write(b\'{"shape": [2, 2], "dtype": "|u1"}\\n1234\'); o.flush(); sys.stdin.readline(); sys.exit(7)'
)


def test_what_an_earlier_frame_broke_is_tried_again_in_a_new_child():
    with Quarantine(command=fake(ONE_GOOD_ANSWER)) as quarantine:
        for _ in range(3):
            assert quarantine.decode(Path("image.dcm"), 0, Announced(2, 2, 1, 8)).tobytes() == b"1234"


def real_child(change: str) -> tuple[str, ...]:
    return fake(f"import app.dicom.pixels.quarantine_child as child; import time; {change}; child.main()")


def test_a_frame_that_takes_too_long_is_given_up_and_the_next_are_not_tried(jpeg_ls):
    path = jpeg_ls(grey())
    slow = real_child("child.SECONDS = 2.0; child._Server.answer = (lambda *_: time.sleep(60))")
    with Quarantine(command=slow) as quarantine:
        started = time.monotonic()
        with pytest.raises(DicomReadError, match="took too long"):
            quarantine.decode(path, 0, announced(grey()))
        assert time.monotonic() - started < 15
        started = time.monotonic()
        with pytest.raises(DicomReadError, match="not tried"):
            quarantine.decode(path, 1, announced(grey()))
        assert time.monotonic() - started < 0.5


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux only")
def test_a_frame_that_wants_too_much_memory_is_a_sentence(jpeg_ls):
    giant = np.zeros((8000, 8000), np.uint16)
    path = jpeg_ls(giant)
    tight = real_child("child.MEMORY_BYTES = 24 << 20")
    with Quarantine(command=tight) as quarantine, pytest.raises(DicomReadError, match="wants more memory"):
        quarantine.decode(path, 0, announced(giant))
    with Quarantine() as quarantine:
        assert not quarantine.decode(path, 0, announced(giant)).any()


def test_the_child_ends_with_the_quarantine(jpeg_ls):
    path = jpeg_ls(grey())
    quarantine = Quarantine()
    quarantine.decode(path, 0, announced(grey()))
    process = quarantine._process
    assert process is not None
    assert process.poll() is None
    del quarantine
    assert process.poll() == 0


def test_a_closed_quarantine_starts_again(jpeg_ls):
    path = jpeg_ls(grey())
    with Quarantine() as quarantine:
        quarantine.decode(path, 0, announced(grey()))
        quarantine.close()
        np.testing.assert_array_equal(quarantine.decode(path, 0, announced(grey())), grey())


def test_a_frame_that_kills_a_new_child_as_well_is_damaged(tmp_path):
    once = tmp_path / "once"
    answers_once = f"import os, sys; os.path.exists({str(once)!r}) and sys.exit(9); open({str(once)!r}, 'w').close();"
    with Quarantine(command=fake(answers_once + ONE_GOOD_ANSWER)) as quarantine:
        quarantine.decode(Path("image.dcm"), 0, Announced(2, 2, 1, 8))
        with pytest.raises(DicomReadError, match="broke down"):
            quarantine.decode(Path("image.dcm"), 1, Announced(2, 2, 1, 8))


def test_a_frame_that_takes_too_long_is_not_tried_in_a_new_child():
    with Quarantine(command=fake(ONE_GOOD_ANSWER.replace("sys.exit(7)", "sys.exit(1)"))) as quarantine:
        quarantine.decode(Path("image.dcm"), 0, Announced(2, 2, 1, 8))
        with pytest.raises(DicomReadError, match="took too long"):
            quarantine.decode(Path("image.dcm"), 1, Announced(2, 2, 1, 8))


def test_what_the_child_answers(jpeg_ls):
    path = jpeg_ls(grey())
    server, answers = _Server(), io.BytesIO()
    for name, frame in ((path, 0), (path, 0), (path.with_name("gone"), 0)):
        server.answer(json.dumps({"path": str(name), "frame": frame}).encode(), answers)
    answers.seek(0)
    for _ in range(2):
        assert json.loads(answers.readline()) == {"shape": [12, 10], "dtype": "<u2"}
        assert answers.read(240) == grey().astype("<u2").tobytes()
    told = json.loads(answers.readline())
    assert told["error"]["template"].startswith("The file cannot be read")
    assert not answers.read()


def test_a_child_that_dies_before_it_has_read_its_task_is_a_sentence():
    # Longer than a pipe holds, so that the child is gone in the middle of it.
    path = Path("x" * 300_000)
    gone = fake("import os, sys; os.read(0, 10); sys.exit(3)")
    with Quarantine(command=gone) as quarantine, pytest.raises(DicomReadError, match="broke down"):
        quarantine.decode(path, 0, announced(grey()))
