import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as kit from "../../packages/conformance/src/index.ts";
import { documentFile, documentOf } from "./document.mjs";

test("docs/official-tests.md is what the committed lists give", () => {
	expect(readFileSync(documentFile, "utf8")).toBe(documentOf(kit));
});
