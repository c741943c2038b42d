"""What the cells of the Pictures table say."""

from __future__ import annotations

import math
from datetime import datetime

from attnstudio.core.errors import Failure
from attnstudio.core.picture_columns import NO_CLASS, NO_RANK, Column, State
from attnstudio.core.predicted_row import TOP_COUNT
from attnstudio.core.review import NAMES, Review
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell import numbers
from attnstudio.ui.shell.i18n import class_name, message, tr
from attnstudio.ui.state.dataset import DatasetState

HEADINGS = {
    Column.NAME: tr_noop("Picture"),
    Column.LABEL: tr_noop("Label"),
    Column.PREDICTED: tr_noop("Top-1"),
    Column.PROBABILITY: tr_noop("Probability"),
    Column.MARGIN: tr_noop("Margin"),
    Column.ENTROPY: tr_noop("Entropy"),
    Column.RIGHT: tr_noop("Right?"),
    Column.RANK: tr_noop("Rank"),
    Column.LOSS: tr_noop("Loss"),
    Column.REGION: tr_noop("Region"),
    Column.STATE: tr_noop("Job"),
    Column.REVIEW: tr_noop("Review"),
    Column.DATE: tr_noop("Date"),
}
EXPLANATIONS = {
    Column.NAME: tr_noop("File name, or the array and the number in it"),
    Column.LABEL: tr_noop("The class that the data set, or you, gave the picture"),
    Column.PREDICTED: tr_noop("The most probable class by the model"),
    Column.PROBABILITY: tr_noop("Of the most probable class"),
    Column.MARGIN: tr_noop("The probability of the first class minus that of the second"),
    Column.ENTROPY: tr_noop("Of the probabilities of all classes, in nats: high where the model is unsure"),
    Column.RIGHT: tr_noop("Whether the most probable class is the label"),
    Column.RANK: tr_noop("Rank of the label among all classes, by probability"),
    Column.LOSS: tr_noop("Cross entropy: -log(probability of the label), in nats"),
    Column.REGION: tr_noop("Whether the object is marked on the picture"),
    Column.STATE: tr_noop("What a background job does with the picture"),
    Column.REVIEW: tr_noop("What you say of the map: Explain > Review maps"),
    Column.DATE: tr_noop("When the file was changed last"),
}
NUMBERS = frozenset({Column.PROBABILITY, Column.MARGIN, Column.ENTROPY, Column.RANK, Column.LOSS})
RIGHT_SIGN, WRONG_SIGN = "\N{CHECK MARK}", "\N{BALLOT X}"
_STATES = {
    State.NONE: "",
    State.WAITING: tr_noop("Waiting"),
    State.DONE: tr_noop("Explained"),
    State.FAILED: tr_noop("Failed"),
}


def number(value: float, digits: int) -> str:
    """With the decimal sign of the window's language; empty where it is not known."""
    return "" if math.isnan(value) else numbers.number(value, digits)


def percent(value: float) -> str:
    """A probability; empty where it is not known."""
    return "" if math.isnan(value) else numbers.percent(value)


def cell_text(state: DatasetState, row: int, column: Column) -> str:
    """Of a row of the list; not the name, which the list has."""
    columns = state.columns
    match column:
        case Column.LABEL:
            return class_name(state.label_text(row))
        case Column.PREDICTED:
            index = int(columns.top[row, 0])
            return "" if index == NO_CLASS else class_name(state.class_name(index))
        case Column.PROBABILITY:
            return percent(float(columns.probabilities[row, 0]))
        case Column.MARGIN:
            first, second = map(float, columns.probabilities[row, :2])
            return percent(first - (0.0 if math.isnan(second) else second))
        case Column.ENTROPY:
            return number(float(columns.entropy[row]), 2)
        case Column.RIGHT:
            return {1: RIGHT_SIGN, 0: WRONG_SIGN, -1: ""}[is_right(state, row)]
        case Column.RANK:
            return _rank(state, row)
        case Column.LOSS:
            share = float(columns.label_probability[row])
            return number(share if math.isnan(share) else -math.log(max(share, 1e-38)), 2)
        case Column.REGION:
            return tr("yes") if columns.regions[row] else ""
        case Column.STATE:
            text = _STATES[State(int(columns.states[row]))]
            return tr(text) if text else ""
        case Column.REVIEW:
            review = Review(int(columns.reviews[row]))
            return "" if review is Review.NONE else tr(NAMES[review])
        case Column.DATE:
            seconds = state.modified(row)
            return "" if math.isnan(seconds) else f"{datetime.fromtimestamp(seconds):{tr('%Y-%m-%d %H:%M')}}"
    return ""


def is_right(state: DatasetState, row: int) -> int:
    """1 right, 0 wrong, -1 not known."""
    label, predicted = int(state.columns.labels[row]), int(state.columns.top[row, 0])
    return -1 if NO_CLASS in (label, predicted) else int(label == predicted)


def tool_tip(state: DatasetState, row: int, column: Column) -> str:
    """What a cell has no room for; empty: nothing."""
    failure: Failure | None = state.columns.failures.get(row)
    if failure is not None and column in (Column.STATE, Column.PREDICTED):
        return message(failure)
    if column is Column.RIGHT:
        return {1: tr("Right"), 0: tr("Wrong"), -1: ""}[is_right(state, row)]
    if column in (Column.PREDICTED, Column.PROBABILITY, Column.MARGIN):
        top, shares = state.columns.top[row], state.columns.probabilities[row]
        lines = [
            f"{class_name(state.class_name(int(one)))}  {percent(float(p))}"
            for one, p in zip(top, shares, strict=True)
            if one >= 0
        ]
        return "\n".join(lines)
    return cell_text(state, row, column)


def _rank(state: DatasetState, row: int) -> str:
    rank = int(state.columns.ranks[row])
    if rank != NO_RANK:
        return str(rank)
    is_known = NO_CLASS not in (int(state.columns.labels[row]), int(state.columns.top[row, 0]))
    return f"> {TOP_COUNT}" if is_known else ""
