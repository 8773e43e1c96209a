"""What is said when a job of a kind fails, and which kinds work on files alone."""

from __future__ import annotations

from mge_studio.studio.jobs import JobKind

FAILED_TITLES: dict[JobKind, str] = {
    "model": "The model could not be loaded",
    "import-model": "The model was not imported",
    "check-model": "The model could not be checked",
    "open": "The file could not be opened",
    "export": "The export failed",
    "export-tokens": "The tokens could not be exported",
    "open-project": "The project could not be opened",
    "save-project": "The project could not be saved",
    "autosave": "The autosave failed",
    "tokenize": "The shape could not be tokenized",
    "reconstruct": "The reconstruction failed",
    "edit": "The edited tokens could not be decoded",
    "interpolate": "The shapes between could not be made",
    "atlas": "The codes could not be drawn",
    "slice": "The slice could not be decoded",
    "complete": "The completion failed",
    "sample": "The sampling failed",
}
#: Cancelled after every job of the model, when no job is named.
FILE_JOBS: frozenset[JobKind] = frozenset(
    {
        *("open", "export", "export-tokens", "open-project", "save-project", "autosave"),
        *("import-model", "check-model"),
    }
)
