import { type Dim, isDType, MODEL_FORMATS } from "@polyinfer/core";
import { check, checkSame, rejects } from "../assert.ts";
import type { CaseContext, ConformanceCase } from "../case.ts";
import { EMITTERS } from "../emitters/emitters.ts";
import type { Net } from "../net.ts";
import { addNet } from "../nets/add.ts";
import { dynamicAxesNet } from "../nets/dynamic.ts";
import { scalarNet } from "../nets/scalar.ts";
import { severalNet } from "../nets/several.ts";
import { valueInfoOf } from "../value-info-of.ts";

const group = "metadata";

async function expectInfos({ open, format }: CaseContext, net: Net): Promise<void> {
	const session = await open(net);
	const hasNames = EMITTERS[format]?.axisNames ?? true;
	for (const [kind, came, wanted] of [
		["inputs", session.inputs, net.inputs],
		["outputs", session.outputs, net.outputs],
	] as const) {
		const plain = came.map(({ name, dtype, shape, dimNames }) => ({
			name,
			dtype,
			shape,
			dimNames: dimNames ?? shape?.map((): Dim => null),
		}));
		const infos = wanted
			.map(valueInfoOf)
			.map((info) => (hasNames ? info : { ...info, dimNames: info.dimNames?.map(() => null) }));
		checkSame(plain, infos, `${kind} of \`${net.name}\``);
	}
}

/** What a backend and a session say of themselves. */
export const METADATA_CASES: readonly ConformanceCase[] = [
	{
		name: "the backend has an id, formats and an availability that never rejects",
		group,
		kind: "contract",
		async run({ backend }) {
			check(/^[a-z][a-z0-9-]*$/.test(backend.id), `Expected a lower-case id but received "${backend.id}".`);
			check(backend.formats.length > 0, "Expected at least one format.");
			for (const format of backend.formats) check(MODEL_FORMATS.includes(format), `"${format}" is no known format.`);
			const { status } = await backend.availability();
			checkSame(status, "found", "status of a backend that opens sessions");
		},
	},
	{
		name: "inputs and outputs have the model's names, order, dtypes and shapes",
		group,
		kind: "contract",
		net: severalNet,
		run: (context) => expectInfos(context, severalNet),
	},
	{
		name: "a scalar has the shape []",
		group,
		kind: "contract",
		run: (context) => expectInfos(context, scalarNet),
	},
	{
		name: "free axes are null and keep their names",
		group,
		kind: "quality",
		net: dynamicAxesNet,
		async run(context) {
			if (context.capabilities.dynamicShapes) await expectInfos(context, dynamicAxesNet);
			else await rejects(context.open(dynamicAxesNet), "UNSUPPORTED");
		},
	},
	{
		name: "capabilities are complete",
		group,
		kind: "contract",
		async run({ open }) {
			const { capabilities } = await open(addNet);
			const { dtypes, maxConcurrency, cancel, dynamicShapes, outputsInPlace, eventLoopFree, syncRuns } = capabilities;
			check(
				dtypes.includes("float32") && dtypes.every(isDType),
				`Expected dtypes with float32 but received ${dtypes}.`,
			);
			check(
				Number.isInteger(maxConcurrency) && maxConcurrency >= 1,
				`Expected maxConcurrency of 1 and above but received ${maxConcurrency}.`,
			);
			check(cancel === "engine" || cancel === "queue", `Expected cancel "engine" or "queue" but received ${cancel}.`);
			for (const [name, value] of Object.entries({ dynamicShapes, outputsInPlace, eventLoopFree, syncRuns }))
				check(typeof value === "boolean", `Expected a boolean as ${name} but received ${String(value)}.`);
		},
	},
];
