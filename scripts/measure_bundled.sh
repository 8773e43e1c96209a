#!/bin/sh
# Print every figure of the bundled model and write its card:  scripts/measure_bundled.sh
set -eu

mge=${MGE_STUDIO:-.venv/bin/mge-studio}
model=models/small
figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT

"$mge" eval reconstruction --data procedural --limit 170 --json "$figures/procedural.json"
"$mge" eval reconstruction --data holdout --json "$figures/holdout.json"
"$mge" eval completion --mask block:0.5 --limit 34 --variants 2 --json "$figures/completion.json"
"$mge" eval generation --count 8 --json "$figures/generation.json"
"$mge" sheet reconstruction --data procedural --limit 18 -o "$model/reconstruction-procedural.png"
"$mge" sheet reconstruction --data holdout --limit 18 -o "$model/reconstruction-holdout.png"
"$mge" sheet completion --data procedural --mask half:+x --variants 3 --limit 6 -o "$model/completion.png"
"$mge" sheet samples --per-class 4 -o "$model/samples.png"
"${PYTHON:-.venv/bin/python}" scripts/model_card.py "$model" "$figures"
