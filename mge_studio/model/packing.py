"""Subsets of rows that differ in number from sample to sample, as padded batches."""

from __future__ import annotations

from torch import Tensor


def pack(members: Tensor) -> tuple[Tensor, Tensor]:
    """Rows (B, n) int64 of the True entries of members (B, L), in order, and which of them are
    there (B, n) bool: n is the largest number of any sample, the others are padded."""
    count = int(members.sum(1).max()) if members.numel() else 0
    rows = (~members).long().argsort(dim=1, stable=True)[:, :count]
    return rows, members.gather(1, rows)


def take(values: Tensor, rows: Tensor) -> Tensor:
    """(B, n, ...) those rows (B, n) of values (B, L, ...)."""
    if values.dim() == 2:
        return values.gather(1, rows)
    return values.gather(1, rows.unsqueeze(-1).expand(-1, -1, values.shape[-1]))
