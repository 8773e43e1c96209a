#!/bin/sh
# Train the bundled model and write its card:  scripts/train_bundled.sh MESHES.zip MINUTES [RUN]
# MESHES is a zip or folder of CC0 meshes; what `mge_studio.shapes.holdout` selects is never trained
# on. Half of MINUTES go to each stage. SHAPES: how many procedural ones are made, for rehearsals.
# Interrupted, the same command goes on.
set -eu

meshes=${1:?usage: scripts/train_bundled.sh MESHES MINUTES [RUN]}
minutes=${2:?usage: scripts/train_bundled.sh MESHES MINUTES [RUN]}
run=${3:-runs/bundled}
mge=${MGE_STUDIO:-.venv/bin/mge-studio}
model=models/small

# Give glibc's freed memory back late: every training step asks for the same again, and a sixth of
# the time on a CPU went into page faults.
export MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=2147483648 MALLOC_TOP_PAD_=268435456

# A GPU takes more at once than a CPU.
batch=24 shapes=${SHAPES:-24000}
if "${PYTHON:-.venv/bin/python}" -c "import sys, torch; sys.exit(not torch.cuda.is_available())"; then
    batch=192 shapes=${SHAPES:-96000}
fi

share() { awk "BEGIN { print $minutes * $1 }"; }

# Common classes only: a label of a few dozen shapes cannot be sampled.
common="--run $run --preset small --procedural-count $shapes --min-class-shapes 100 --resume"
# shellcheck disable=SC2086
"$mge" train $common --data procedural=0.65 --data "$meshes=0.35" \
    --stage tokenizer --batch-size $batch --max-minutes "$(share 0.5)"
# shellcheck disable=SC2086
"$mge" train $common --data procedural=0.75 --data "$meshes=0.25" \
    --stage generator --batch-size $batch --max-minutes "$(share 0.5)"

mkdir -p "$model"
cp "$run"/model/*.safetensors "$run"/model/codebook.json "$run"/model/config.json "$model"/
sh scripts/measure_bundled.sh
