#!/bin/sh
# Print every figure of the bundled model and write its card:  scripts/measure_bundled.sh
set -eu

mge=${MGE_STUDIO:-.venv/bin/mge-studio}
model=models/small
figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT

# Without --mask, --variants and --count it measures more, and takes hours instead of half of one.
"$mge" eval all --mask block:0.5 --variants 2 --count 8 --json "$figures/all.json"
"$mge" sheet reconstruction --data procedural --limit 18 -o "$model/reconstruction-procedural.png"
"$mge" sheet reconstruction --data holdout --limit 18 -o "$model/reconstruction-holdout.png"
"$mge" sheet completion --data procedural --mask half:+x --variants 3 --limit 6 -o "$model/completion.png"
"$mge" sheet samples --per-class 4 -o "$model/samples.png"
"${PYTHON:-.venv/bin/python}" scripts/model_card.py "$model" "$figures/all.json"
