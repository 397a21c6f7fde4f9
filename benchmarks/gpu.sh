#!/usr/bin/env bash
# Run everything that needs a GPU, in at most 8 minutes; needs only torch, triton and numpy.
#
#     benchmarks/gpu.sh [FOLDER]
#
# Writes NAME-{device}.json, a log of each part, and a summary to FOLDER (benchmarks/results by
# default). Each part is a process with a time limit. If a part fails, that is recorded and the other
# parts still run. The exit status is the number of parts that failed, or 2 if there is no GPU.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
python=${PYTHON:-python3}
export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH}
export PYTHONUNBUFFERED=1

device=$("$python" - <<'END'
import re
import sys

import torch

if not torch.cuda.is_available():
    sys.exit("no CUDA device")
print(re.sub(r"[^a-z0-9]+", "-", torch.cuda.get_device_name().lower()).strip("-"))
END
) || exit 2

folder=${1:-benchmarks/results}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
summary=$folder/gpu-$device.txt
failed=0
printf '%-12s %8s  %s\n' part seconds result >"$summary"

part() {  # NAME SECONDS COMMAND...
    local name=$1 limit=$2 log=$folder/$1-$device.log began=$SECONDS status result
    shift 2
    timeout --kill-after=10 "$limit" "$@" >"$log" 2>&1
    status=$?
    case $status in
        0) result=passed ;;
        124 | 137) result="over $limit s" ;;
        *) result="failed with $status: $(tail -n 1 "$log")" ;;
    esac
    [ "$status" -eq 0 ] || failed=$((failed + 1))
    printf '%-12s %8d  %s\n' "$name" $((SECONDS - began)) "$result" | tee -a "$summary"
}

if "$python" -c 'import pytest' 2>/dev/null; then
    part tests 80 "$python" -m pytest -q -W default -p no:cacheprovider tests/holly/render/test_cuda.py
fi
part renderer 45 "$python" benchmarks/renderer.py --device cuda --json "$folder/renderer-$device.json"
part scaling 35 "$python" benchmarks/scaling.py --device cuda --json "$folder/scaling-$device.json"
part training 45 "$python" benchmarks/training.py --device cuda --json "$folder/training-$device.json"
part replicates 260 "$python" benchmarks/replicates.py --device cuda --budget 240 \
    --json "$folder/replicates-$device.json" --clouds "$folder/clouds-$device"
cat "$summary"
exit "$failed"
