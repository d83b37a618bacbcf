import { expect, test } from "vitest";
import { foreignIncludes } from "./check-includes.mjs";

const check = (line: string) =>
	foreignIncludes("engine.cc", line, (path) => path === "vendor.h" || path === "../../../native/imports.h");

test.each([
	'#include "polyinfer/engine.h"',
	'#include "polyinfer/kit.h"',
	'#include "vendor.h"',
	'#include "../../../native/imports.h"',
	"#include <cstdint>",
	"#include <string.h>",
	"# include <sys/stat.h>",
	"// #include <onnxruntime_c_api.h>",
])("takes %s", (line) => {
	expect(check(line)).toEqual([]);
});

test.each([
	"#include <onnxruntime_c_api.h>",
	'#include "onnxruntime_c_api.h"',
	'#include "../null/vendor.h"',
	'#include "../../../native/vendor.h"',
	'#include "../../../native/sub/imports.h"',
	"#include <vendor.h>",
	"#include <napi.h>",
])("refuses %s", (line) => {
	expect(check(`int a;\n${line}`)).toEqual([`engine.cc:2: ${line}`]);
});
