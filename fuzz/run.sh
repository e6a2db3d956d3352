#!/usr/bin/env bash
# Fuzzes one target for some seconds: `fuzz/run.sh TARGET SECONDS [OPTION…]`. Runs on the stable toolchain; PROFILE=--dev
# compiles sooner and runs slower.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

target=$1 seconds=$2
shift 2
case $target in
  archive) dictionary=archive ;;
  manifest_and_resolver | check) dictionary=package ;;
  *) dictionary=javascript ;;
esac
node seeds.mjs
# The stable toolchain has no sanitizers; what is looked for are panics, failed properties, time and memory.
cargo fuzz run -s none "${PROFILE:---release}" "$target" -- -max_total_time="$seconds" -dict="dictionaries/$dictionary.dict" \
  -timeout=20 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 "$@"
