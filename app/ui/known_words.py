"""Words that come from below the window, where everything is English: said in the language of the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT: Final = "Known"

KNOWN_WORDS: Final = (
    # The notice, app.imaging.notice.
    QT_TRANSLATE_NOOP("Known", "Research use only, not for diagnosis"),
    # Window presets, resources/presets.toml and app.imaging.presets.
    QT_TRANSLATE_NOOP("Known", "Default"),
    QT_TRANSLATE_NOOP("Known", "Full range"),
    QT_TRANSLATE_NOOP("Known", "From file"),
    QT_TRANSLATE_NOOP("Known", "Region"),
    QT_TRANSLATE_NOOP("Known", "Abdomen / soft"),
    QT_TRANSLATE_NOOP("Known", "Lung"),
    QT_TRANSLATE_NOOP("Known", "Mediastinum"),
    QT_TRANSLATE_NOOP("Known", "Bone"),
    QT_TRANSLATE_NOOP("Known", "Brain"),
    QT_TRANSLATE_NOOP("Known", "Stroke"),
    QT_TRANSLATE_NOOP("Known", "Liver"),
    QT_TRANSLATE_NOOP("Known", "CT angio"),
    QT_TRANSLATE_NOOP("Known", "Subdural"),
    QT_TRANSLATE_NOOP("Known", "Stroke narrow"),
    QT_TRANSLATE_NOOP("Known", "Temporal bone"),
    QT_TRANSLATE_NOOP("Known", "Head-neck soft"),
    QT_TRANSLATE_NOOP("Known", "Spine soft"),
    QT_TRANSLATE_NOOP("Known", "Liver late"),
    QT_TRANSLATE_NOOP("Known", "Auto (1–99 %)"),
    QT_TRANSLATE_NOOP("Known", "0.5–99.5 %"),
    QT_TRANSLATE_NOOP("Known", "2–98 %"),
    QT_TRANSLATE_NOOP("Known", "5–95 %"),
    QT_TRANSLATE_NOOP("Known", "0.1–99.9 %"),
    QT_TRANSLATE_NOOP("Known", "1–99 %"),
    QT_TRANSLATE_NOOP("Known", "ADC"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–5"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–7"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–10"),
    # Filters of the lens, app.imaging.filters: titles, hints, parameters.
    QT_TRANSLATE_NOOP("Known", "CLAHE"),
    QT_TRANSLATE_NOOP("Known", "Mean"),
    QT_TRANSLATE_NOOP("Known", "Gaussian"),
    QT_TRANSLATE_NOOP("Known", "Median"),
    QT_TRANSLATE_NOOP("Known", "Bilateral"),
    QT_TRANSLATE_NOOP("Known", "Sigma (Lee)"),
    QT_TRANSLATE_NOOP("Known", "Wiener"),
    QT_TRANSLATE_NOOP("Known", "Unsharp mask"),
    QT_TRANSLATE_NOOP("Known", "Laplacian"),
    QT_TRANSLATE_NOOP("Known", "Outline"),
    QT_TRANSLATE_NOOP("Known", "Kernel 3×3"),
    QT_TRANSLATE_NOOP("Known", "Kernel 5×5"),
    QT_TRANSLATE_NOOP(
        "Known",
        "Contrast limited adaptive histogram equalization: shows faint detail in dark and bright parts of the window",
    ),
    QT_TRANSLATE_NOOP("Known", "Smooths evenly: less noise, softer edges"),
    QT_TRANSLATE_NOOP("Known", "Smooths gently: less noise, edges without steps"),
    QT_TRANSLATE_NOOP("Known", "Takes out specks and keeps edges"),
    QT_TRANSLATE_NOOP("Known", "Smooths where values are alike and leaves edges as they are"),
    QT_TRANSLATE_NOOP("Known", "Averages only what noise alone could make differ: specks go, fine edges stay"),
    QT_TRANSLATE_NOOP("Known", "Smooths even parts and leaves detail, by how much each part varies beyond the noise"),
    QT_TRANSLATE_NOOP("Known", "Sharpens: edges and fine detail stand out, and so does noise"),
    QT_TRANSLATE_NOOP("Known", "Shows fine lines and specks alone, bright ones bright and dark ones dark"),
    QT_TRANSLATE_NOOP("Known", "Shows edges alone, the stronger the brighter"),
    QT_TRANSLATE_NOOP("Known", "Nine weights of your own: sharpen, emboss, edges along one direction"),
    QT_TRANSLATE_NOOP("Known", "Twenty-five weights of your own"),
    QT_TRANSLATE_NOOP("Known", "Clip limit"),
    QT_TRANSLATE_NOOP("Known", "Tiles per side"),
    QT_TRANSLATE_NOOP("Known", "Size"),
    QT_TRANSLATE_NOOP("Known", "Sigma"),
    QT_TRANSLATE_NOOP("Known", "Values"),
    QT_TRANSLATE_NOOP("Known", "Noise"),
    QT_TRANSLATE_NOOP("Known", "Amount"),
    QT_TRANSLATE_NOOP("Known", "Threshold"),
    QT_TRANSLATE_NOOP("Known", "Divide by"),
    QT_TRANSLATE_NOOP("Known", "So many times contrast may grow; 1 is none"),
    QT_TRANSLATE_NOOP("Known", "More tiles adapt to smaller parts"),
    QT_TRANSLATE_NOOP("Known", "Side of the square that is averaged"),
    QT_TRANSLATE_NOOP("Known", "Width of the bell that is averaged over"),
    QT_TRANSLATE_NOOP("Known", "Side of the square whose middle value is taken"),
    QT_TRANSLATE_NOOP("Known", "Diameter of the disc that is averaged over"),
    QT_TRANSLATE_NOOP(
        "Known",
        "How far values may differ and still be averaged, in standard deviations of the picture's noise",
    ),
    QT_TRANSLATE_NOOP("Known", "Side of the square that is looked at"),
    QT_TRANSLATE_NOOP("Known", "So many times the noise that the picture is found to have; more smooths more"),
    QT_TRANSLATE_NOOP("Known", "Size of the detail that is brought out"),
    QT_TRANSLATE_NOOP("Known", "How much sharper"),
    QT_TRANSLATE_NOOP("Known", "What differs less is noise and left as it is"),
    QT_TRANSLATE_NOOP("Known", "Size of the detail that is shown"),
    QT_TRANSLATE_NOOP("Known", "More leaves out noise and fine edges"),
    QT_TRANSLATE_NOOP("Known", "Weight of this pixel"),
    QT_TRANSLATE_NOOP("Known", "What the sum is divided by; 0 divides by the sum of the weights"),
    QT_TRANSLATE_NOOP("Known", "Identity"),
    QT_TRANSLATE_NOOP("Known", "Sharpen"),
    QT_TRANSLATE_NOOP("Known", "Smooth"),
    QT_TRANSLATE_NOOP("Known", "Emboss"),
    QT_TRANSLATE_NOOP("Known", "Sobel across"),
    QT_TRANSLATE_NOOP("Known", "Sobel down"),
    QT_TRANSLATE_NOOP("Known", "Prewitt across"),
    QT_TRANSLATE_NOOP("Known", "Prewitt down"),
    QT_TRANSLATE_NOOP("Known", "Edges"),
    QT_TRANSLATE_NOOP("Known", "Laplacian of Gaussian"),
    # What a classifier answers, ai.inference.results.Verdict.
    QT_TRANSLATE_NOOP("Known", "yes"),
    QT_TRANSLATE_NOOP("Known", "no"),
    QT_TRANSLATE_NOOP("Known", "not sure"),
    # What the interval of a shipped model covers, its card.
    QT_TRANSLATE_NOOP("Known", "95 % interval from 80 held-out JSRT films; films of other machines may differ more."),
    # Curves of a run, app.ui.teach_run_page.
    QT_TRANSLATE_NOOP("Known", "training"),
    QT_TRANSLATE_NOOP("Known", "validation"),
    # Verdicts of a report, ai.training.compare.Word.
    QT_TRANSLATE_NOOP("Known", "better"),
    QT_TRANSLATE_NOOP("Known", "not worse"),
    QT_TRANSLATE_NOOP("Known", "no proof"),
    QT_TRANSLATE_NOOP("Known", "worse"),
    QT_TRANSLATE_NOOP("Known", "too few cases"),
)
"""What is known; a list, so that the tool that collects words finds them."""


def known(text: str) -> str:
    """Say a known word in the language of the window; any other text stays as it is."""
    return QCoreApplication.translate(_CONTEXT, text)
