import { createFakeBackend } from "../../../packages/conformance/src/index.ts";
import type { Backend } from "../../../packages/core/src/index.ts";

/** The kit's fake. */
export const fake: Backend = createFakeBackend();

/** A fake whose sums are wrong, which prints, and which breaks the page when it is aborted: a page has to tell all of it. */
export const broken: Backend = {
	...fake,
	id: "broken",
	async createSession(...given) {
		console.log("a session is opened");
		const session = await fake.createSession(...given);
		return {
			...session,
			async run(...call) {
				const results = await session.run(...call);
				for (const result of results) if (result?.dtype === "float32") (result.data as Float32Array)[0] = 7;
				return results;
			},
		};
	},
};
