"""Terms of a query → one SQL statement. Values only ever go in as parameters."""

from __future__ import annotations

from collections.abc import Sequence

from app.index.query import LAST_DAY, Days, Term

DAY = 10**10
"""Numbers of studies (rowids) follow the calendar: the day, YYYYMMDD, times this; then the second; then who came first.

So the index of words, which hands out numbers in their order, gives the newest first and stops as soon as enough are
found; and a span of days is a span of numbers.
"""

SECOND = 10**4
"""Studies that one second has room for; HHMMSS times this is less than `DAY`."""

COLUMNS = (
    "id, uid, patient_id, patient_name, birth_date, sex, date, time, description, accession, modalities, body_parts, "
    "series_count, image_count, first_series_uid, opened_at"
)

INDEXED_LETTERS = 3
"""Letters on end that the index of words holds, spaces among them."""

Values = tuple[str | int, ...]


def statement_of(terms: Sequence[Term], limit: int, *, uses_trigrams: bool) -> tuple[str, Values]:
    """Make the statement that finds the studies which fit all terms, and its parameters.

    Parameters
    ----------
    terms
        What must fit.
    limit
        Studies at most.
    uses_trigrams
        Whether there is an index of words.
    """
    columns = ", ".join(f"study.{name}" for name in COLUMNS.split(", "))
    if not terms:
        return f"SELECT {columns} FROM study ORDER BY opened_at DESC, id DESC LIMIT ?", (limit,)
    indexed = [term for term in terms if uses_trigrams and _is_indexed(term)]
    rest = [term for term in terms if term not in indexed]
    of_one = next((term for term in rest if len(term.modalities) == 1), None)
    source, number = "study", "study.id"
    first: list[tuple[str, Values]] = []
    if indexed:
        source, number = "study_text CROSS JOIN study ON study.id = study_text.rowid", "study_text.rowid"
        first.append(("study_text MATCH ?", (" AND ".join(map(_match, indexed)),)))
    elif of_one is not None:
        source = "study_modality CROSS JOIN study ON study.id = study_modality.study_id"
        number = "study_modality.study_id"
        first.append(("study_modality.modality = ?", of_one.modalities))
        rest.remove(of_one)
    conditions = [*first, *map(_condition, rest)]
    where = " AND ".join(f"({text})" for text, _ in conditions).replace("$number", number)
    values: Values = tuple(value for _, some in conditions for value in some)
    return f"SELECT {columns} FROM {source} WHERE {where} ORDER BY {number} DESC LIMIT ?", (*values, limit)


def _is_indexed(term: Term) -> bool:
    """Whether the index of words alone can answer a term."""
    return bool(term.words) and all(len(_sought(word)) >= INDEXED_LETTERS for word in term.words)


def _sought(word: str) -> str:
    """Write what is looked for in the text of a study: a short word only after a space, as the start of one."""
    # Short words of letters that are not Latin may be whole names.
    return f" {word}" if len(word) < INDEXED_LETTERS and word.isascii() else word


def _match(term: Term) -> str:
    """Write words as the index wants them; they hold letters and digits only, and stand in quotation marks."""
    return "(" + " OR ".join(f'"{_sought(word)}"' for word in term.words) + ")"


def _condition(term: Term) -> tuple[str, Values]:
    texts: list[str] = []
    values: list[str | int] = []
    for word in term.words:
        texts.append("instr(study.words, ?) > 0")
        values.append(_sought(word))
    if term.whole:
        texts.append("instr(study.words || ' ', ?) > 0")
        values.append(f" {term.whole} ")
    for modality in term.modalities:
        texts.append("EXISTS (SELECT 1 FROM study_modality AS other WHERE modality = ? AND study_id = $number)")
        values.append(modality)
    for days in term.days:
        texts.append("$number BETWEEN ? AND ?")
        values += _numbers(days)
        if days.is_one and term.of_patient:
            texts.append("study.birth_date = ?")
            values.append(str(days.first))
    if term.uid:
        texts.append("study.uid = ?")
        values.append(term.uid)
    return " OR ".join(texts), tuple(values)


def _numbers(days: Days) -> tuple[int, int]:
    return days.first * DAY, min(days.last, LAST_DAY) * DAY + DAY - 1
