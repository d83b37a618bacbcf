import type { ErrorCode, LoadedModel, ModelFile, ModelFormat } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model";
import { check, checkError, outcome, rejects } from "../assert.ts";
import type { CaseContext, ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { loadNet, loadRaw, sha256 } from "../load-net.ts";
import { addNet } from "../nets/add.ts";
import { convNet } from "../nets/conv.ts";

const group = "models";
const REFUSALS: readonly ErrorCode[] = ["INVALID_MODEL", "UNSUPPORTED", "OUT_OF_MEMORY", "ENGINE"];
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Files that are no model. */
const NO_MODELS: readonly Uint8Array[] = [
	text("<!DOCTYPE html><html><body>404</body></html>"),
	text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
	Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13),
	Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0),
	new Uint8Array(4096),
	Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + (i >> 3) * 71) & 255),
];

async function expectRefused(context: CaseContext, files: readonly Uint8Array[]): Promise<void> {
	for (const bytes of files) await rejects(context.openModel(await loadRaw(bytes, context.format)), REFUSALS);
	await expectWorks(context);
}

async function expectWorks({ open, expectRun }: CaseContext): Promise<void> {
	await expectRun(await open(addNet), addNet, feedsFor(addNet));
}

/** Some bytes as they come through our own loader, beside the files that belong to them; `undefined` where that refuses them. */
async function load(
	bytes: Uint8Array,
	format: ModelFormat,
	others: readonly ModelFile[],
): Promise<LoadedModel | undefined> {
	const fileOf = (name: string, content: Uint8Array) => new File([content as Uint8Array<ArrayBuffer>], name);
	const source = others.length === 0 ? bytes : [fileOf("", bytes), ...others.map((one) => fileOf(one.name, one.bytes))];
	const loaded = await outcome(loadModel({ [format]: source }, { trusted: true }));
	if ("value" in loaded) return loaded.value[0];
	checkError(loaded, ["INVALID_MODEL", "OUT_OF_MEMORY"]);
	return undefined;
}

/** Good, broken and foreign model files. */
export const MODEL_CASES: readonly ConformanceCase[] = [
	{
		name: "an empty file is refused",
		group,
		kind: "contract",
		run: (context) => expectRefused(context, [new Uint8Array()]),
	},
	{
		name: "what is no model is refused",
		group,
		kind: "contract",
		run: (context) => expectRefused(context, NO_MODELS),
	},
	{
		name: "truncated models are refused",
		group,
		kind: "contract",
		net: convNet,
		async run(context) {
			const bytes = (await loadNet(convNet, context.format)).files[0]?.bytes as Uint8Array;
			// The first part holds the weights: without the rest there are no outputs.
			const lengths = [1, 2, 7, 16, 64, Math.floor(bytes.length / 4), Math.floor(bytes.length / 2)];
			await expectRefused(
				context,
				lengths.map((length) => bytes.slice(0, length)),
			);
		},
	},
	{
		name: "models with flipped bits are refused or run, without harm",
		group,
		kind: "contract",
		net: convNet,
		async run(context) {
			const [main, ...others] = (await loadNet(convNet, context.format)).files;
			const bytes = main?.bytes as Uint8Array;
			for (let i = 0; i < 64; i++) {
				const copy = bytes.slice();
				const at = Math.floor((i * bytes.length) / 64);
				copy[at] = (copy[at] as number) ^ (1 << (i % 8));
				const broken = await load(copy, context.format, others);
				if (broken === undefined) continue;
				const opened = await outcome(context.openModel(broken));
				if ("error" in opened) {
					checkError(opened, REFUSALS);
					continue;
				}
				const ran = await outcome(opened.value.run(feedsFor(convNet)));
				if ("error" in ran) checkError(ran, [...REFUSALS, "INVALID_ARGUMENT"]);
				await opened.value.dispose();
			}
			await expectWorks(context);
		},
	},
	{
		name: "the model's bytes are left as they are",
		group,
		kind: "contract",
		async run({ openModel, expectRun, format }) {
			const model = await loadNet(addNet, format);
			const session = await openModel(model);
			await expectRun(session, addNet, feedsFor(addNet));
			await session.dispose();
			const came = await sha256(model.files[0]?.bytes as Uint8Array);
			check(came === model.sha256, "The model's bytes were changed.");
		},
	},
	{
		name: "one model may be open several times",
		group,
		kind: "contract",
		async run({ openModel, expectRun, format }) {
			const model = await loadNet(addNet, format);
			const sessions = await Promise.all([openModel(model), openModel(model), openModel(model)]);
			await Promise.all(sessions.map((session, seed) => expectRun(session, addNet, feedsFor(addNet, seed))));
			await sessions[0]?.dispose();
			await expectRun(sessions[1] as never, addNet, feedsFor(addNet, 9));
		},
	},
	{
		name: "a model is opened by its path",
		group,
		kind: "contract",
		unless: ({ writeFile }) => (writeFile ? undefined : "no option `writeFile`"),
		async run({ openModel, expectRun, format, writeFile }) {
			const model = await loadNet(addNet, format);
			const files = await Promise.all(
				model.files.map(async (file, i) => ({
					...file,
					path: await writeFile?.(`model ${i} ü.${format}`, file.bytes),
				})),
			);
			const session = await openModel({ ...model, files: files as LoadedModel["files"] });
			check(session.report.model.path === files[0]?.path, "Expected the model's path in the report.");
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
];
