#!/usr/bin/env bash
# A short run of every target, for CI: finds what is easy to find, and that the targets still compile. Always from the same
# seed, so that it does not fail by luck.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked --quiet
seconds=${1:-10}
for target in archive manifest_and_resolver cjs_lexer module_reader check; do
  echo "fuzzing $target for $seconds seconds"
  log=$(mktemp)
  PROFILE=--dev ./run.sh "$target" "$seconds" -seed=1 >"$log" 2>&1 || { tail -n 60 "$log" >&2; exit 1; }
  grep -E 'stat::number_of_executed_units|cov: ' "$log" | tail -n 2
  rm "$log"
done
