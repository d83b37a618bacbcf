import { expect, test } from "vitest";
import { isRequired } from "./required.mjs";

test.each([{ CI: "true" }, { CI: "1" }, { POLYINFER_REQUIRE: "onnxruntime, addon" }])(
	"the addon is required by %o",
	(env) => {
		expect(isRequired("addon", env)).toBe(true);
	},
);

test.each([{}, { CI: "" }, { CI: "false" }, { POLYINFER_REQUIRE: "onnxruntime" }])(
	"nothing is required by %o",
	(env) => {
		expect(isRequired("addon", env)).toBe(false);
		expect(isRequired("models", env)).toBe(false);
	},
);
