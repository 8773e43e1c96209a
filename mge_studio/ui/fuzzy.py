"""How well typed words fit a text: the beginnings of words first, scattered letters last."""

from __future__ import annotations

#: What a typed word is worth at the start of the text, of a word, inside one, and scattered.
START, WORD, INSIDE, SCATTERED = 8.0, 6.0, 3.0, 1.0


def fit(typed: str, text: str) -> float | None:
    """Higher is better; None where some typed word is not in `text` at all."""
    text = text.lower()
    total = 0.0
    for word in typed.lower().split():
        worth = _fit_word(word, text)
        if worth is None:
            return None
        total += worth
    return total - len(text) / 1000


def _fit_word(word: str, text: str) -> float | None:
    if text.startswith(word):
        return START
    if f" {word}" in text:
        return WORD
    if word in text:
        return INSIDE
    return SCATTERED if _scattered(word, text) else None


def _scattered(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in order, the first at the start of a word."""
    starts = [at for at, letter in enumerate(text) if at == 0 or text[at - 1] == " "]
    return any(_in_order(word, text[at:]) for at in starts if text[at] == word[0])


def _in_order(word: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in word)
