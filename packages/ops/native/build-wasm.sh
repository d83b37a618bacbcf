#!/bin/sh
# Builds src/kernels/ops.wasm, or the file named as the first argument. Needs clang-19 and lld-19 (Debian: apt install
# clang-19 lld-19); CLANG and WASM_LD name others. The same sources and compiler give the same bytes in every folder.
set -eu
cd "$(dirname "$0")/.."
out=${1:-src/kernels/ops.wasm}
clang=${CLANG:-clang-19}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
objects=
for source in native/isa.cc native/wasm.cc src/*/kernel.cc; do
	object=$work/$(echo "$source" | tr / -).o
	"$clang" --target=wasm32 -nostdlib -msimd128 -mbulk-memory -mnontrapping-fptoint -std=c++17 -O3 -ffp-contract=off \
		-fno-exceptions -fno-rtti -fno-threadsafe-statics -fvisibility=hidden -DPOLY_ISA=wasm -Wall -Wextra -Werror \
		-c "$source" -o "$object"
	objects="$objects $object"
done
# shellcheck disable=SC2086
"${WASM_LD:-wasm-ld-19}" --no-entry --strip-all --import-memory --max-memory=1073741824 -z stack-size=65536 --stack-first \
	--export=__heap_base $objects -o "$out"
