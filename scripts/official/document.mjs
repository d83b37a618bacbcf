import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run/root.mjs";
import { targets } from "./targets.mjs";

/** @typedef {typeof import("../../packages/conformance/src/index.ts")} Kit */

export const documentFile = join(root, "docs/official-tests.md");

const head = `# ONNX's official node tests

Made by \`npm run conformance:full\` from the lists in each backend's \`official/\` folder; not written by hand. These are
the 1765 cases that travel in PyPI's \`onnx\` 1.22.0: a model of one operator, its inputs, and the outputs that ONNX expects.

`;

const tail = `
What is compared: dtype and shape exactly; integers, booleans and strings exactly; floating-point numbers as ONNX's own
runner does, within 1e-3 of the expected number plus 1e-7. Fourier transforms are sums that cancel out, so where 0 is
expected they may be off by a millionth of the output's largest number. \`packages/conformance/src/official/\` has the
code; [ADR 8](adr/0008-official-tests.md) says what may stand in a list.

\`npm test\` runs 150 of the cases on every backend: those that together have as many operators and types of inputs and
outputs as 150 can. \`npm run conformance:full\` runs all, in processes of their own. A case may only get better: the run
fails where one got worse, and where anything that does not pass has no reason in \`notes.json\`; what got better it writes
into the lists, to be committed.

The cases are small, and tfjs computes small tensors on the host where it can. So the 150 run once more on kernels alone
(\`packages/backend-tfjs/src/onnx/official-kernels.test.ts\`), with a count of the tensors that are left behind.

The cases are fetched once, through pip. Where they cannot be fetched \`npm test\` skips them with the reason;
\`POLYINFER_REQUIRE=onnx-node-tests\` makes that a failure.

To look at a case: \`node models/dist/main.js --all\`, then \`unzip .cache/models/onnx-node-tests/node.zip 'test_abs/*'\`.
`;

/**
 * The text of docs/official-tests.md, from the committed lists.
 *
 * @param {Pick<Kit, "officialDocument" | "parseOfficialList">} kit
 * @returns {string}
 */
export function documentOf({ officialDocument, parseOfficialList }) {
	const columns = targets.map(({ title, folder, id }) => ({
		title,
		list: parseOfficialList(textOf(join(root, folder, `${id}.txt`))),
		notes: JSON.parse(readFileSync(join(root, folder, "notes.json"), "utf8")),
	}));
	return head + officialDocument(columns) + tail;
}

/** @param {string} file */
const textOf = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");
