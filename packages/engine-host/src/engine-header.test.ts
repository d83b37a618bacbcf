import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageFolder } from "./package-folder.ts";
import { abiBreaks } from "./testing/abi/abi-breaks.ts";
import { pastHeaders } from "./testing/abi/past-headers.ts";
import { readDeclarations } from "./testing/abi/read-declarations.ts";

const present = readFileSync(join(packageFolder() ?? ".", "include/polyinfer/engine.h"), "utf8");

describe("polyinfer/engine.h", () => {
	test.each(pastHeaders())("works with engines of $name", ({ path }) => {
		expect(abiBreaks(readFileSync(path, "utf8"), present)).toEqual([]);
	});

	test("is read whole", () => {
		const declarations = readDeclarations(present);
		expect(declarations.get("struct poly_pair")).toEqual(["const char* key", "const char* value"]);
		expect(declarations.get("struct poly_engine")?.at(-1)).toContain("tensor_copy");
		expect(declarations.get("struct poly_call")?.length).toBe(7);
		expect(declarations.get("macro POLY_STATUS_MAP")?.[0]).toBe("XX(0, OK)");
		expect(declarations.get("macro POLY_DTYPE_MAP")?.length).toBe(26);
		expect(declarations.get("enum")).toContain("POLY_CUDA = 2");
		expect(declarations.has("typedef int32_t poly_status")).toBe(true);
	});
});

describe("a change of polyinfer/engine.h", () => {
	const changed = (from: string | RegExp, to: string): string[] => {
		expect(present).toMatch(from);
		return abiBreaks(present, present.replace(from, to));
	};

	test.each([
		["a member that goes", "  uint32_t max_runs; /**<", "  /**<"],
		["a member that changes its type", "  int32_t threads; ", "  int64_t threads; "],
		["members that change places", "int32_t dtype, rank;\n  int64_t shape", "int32_t rank, dtype;\n  int64_t shape"],
		["a new member in the middle", "  void* stream; ", "  void* event;\n  void* stream; "],
		["a function that takes more", "void (*close)(poly_session*);", "void (*close)(poly_session*, int32_t);"],
		["a struct kept in arrays that grows", /(\n} poly_tensor;)/, "  uint64_t reserved;$1"],
		["a status with another number", "XX(9, ENGINE)", "XX(19, ENGINE)"],
		["a flag with another value", "POLY_STREAMS = 4", "POLY_STREAMS = 64"],
		["a flag that goes", "POLY_WAITS = 16,", ""],
		["another greatest rank", "POLY_MAX_RANK 8", "POLY_MAX_RANK 16"],
		["another exported function", "polyinfer_engine_get(uint32_t abi);", "polyinfer_engine_get(int32_t abi);"],
	])("is a break where it is %s", (_, from, to) => {
		expect(changed(from, to)).toHaveLength(1);
	});

	test.each([
		["a function at the end of the engine's table", /(\n} poly_engine;)/, "  void (*trim)(poly_runtime*);$1"],
		["a member at the end of a run", /(\n} poly_run;)/, "  void* event;$1"],
		["a status of its own number", "XX(11, BUSY)", "XX(11, BUSY) XX(12, LATE)"],
		["a flag beside the others", "POLY_RELAYS = 32,", "POLY_RELAYS = 32, POLY_SAVES = 64,"],
		["a word in a comment", "/** One file of a model", "/** A file of a model"],
	])("is none where it is %s", (_, from, to) => {
		expect(changed(from, to)).toEqual([]);
	});
});
