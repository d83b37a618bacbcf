#!/bin/sh
# Builds src/kernels/ops.wasm and its record, or only the file named as the first argument. Needs clang-19 and lld-19
# (Debian: apt install clang-19 lld-19); CLANG and WASM_LD name others.
exec node "$(dirname "$0")/../../../scripts/wasm/build-wasm.mjs" "$@"
