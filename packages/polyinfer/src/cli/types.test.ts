import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compile } from "../testing/compile.ts";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { catalogueOf, runCli } from "../testing/run-cli.ts";
import { sessionTypes } from "./session-types.ts";

const folder = temporaryFolder();
const none = catalogueOf();
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What the compiler says of a program over these types. */
function faultsOf(types: string, program: string): string[] {
	return compile({ [beside("model.types.ts")]: types, [beside("program.ts")]: program });
}

test("prints types named after the file, each with its shape", async () => {
	const path = await folder.write("add-two_9.onnx", onnxBytes());
	const { exitCode, stdout } = await runCli(["types", path], none);
	expect(exitCode).toBe(0);
	expect(
		stdout.replace(/[0-9a-f]{64}/, "HASH"),
	).toBe(`/** Types of add-two_9.onnx (sha256 HASH), written by \`polyinfer types\`. */
import type { Session } from "polyinfer";

/** Element types of the inputs of add-two_9.onnx, by name. */
export type AddTwo9Inputs = {
	/** float32 [N,3] */
	readonly a: "float32";
	/** float32 [N,3] */
	readonly b: "float32";
};

/** Element types of the outputs of add-two_9.onnx, by name. */
export type AddTwo9Outputs = {
	/** float32 [N,3] */
	readonly sum: "float32";
};

/** What \`createSession<AddTwo9Inputs, AddTwo9Outputs>\` gives. */
export type AddTwo9Session = Session<AddTwo9Inputs, AddTwo9Outputs>;
`);
});

test("--out writes the file whole, --name names the types, --json tells both", async () => {
	const path = await folder.write("2.onnx", onnxBytes());
	const out = folder.path("net.ts");
	const { exitCode, stdout } = await runCli(["types", path, "--out", out, "--name", "Net"], none);
	expect([exitCode, stdout]).toEqual([0, `${out}: NetInputs, NetOutputs, NetSession\n`]);
	const source = await readFile(out, "utf8");
	expect(source).toContain("export type NetSession = Session<NetInputs, NetOutputs>;\n");
	expect((await runCli(["types", path, "--json"], none)).json()).toMatchObject({
		ok: true,
		name: "Model2",
		source: source.replaceAll("Net", "Model2"),
	});
});

test("a name that TypeScript refuses is a usage error, a folder that is not there fails", async () => {
	const path = await folder.write("net.onnx", onnxBytes());
	const named = await runCli(["types", path, "--name", "my-net"], none);
	expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"my-net"') });
	const lost = await runCli(["types", path, "--out", folder.path("no/net.ts")], none);
	expect(lost).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("net.ts") });
});

test("a format that is not parsed is UNSUPPORTED", async () => {
	const bytes = new Uint8Array(64);
	bytes.set([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
	const path = await folder.write("net.tflite", bytes);
	const { error } = (await runCli(["types", path, "--json"], none)).json() as { error: object };
	expect(error).toMatchObject({ code: "UNSUPPORTED", message: expect.stringContaining("tflite") });
});

test("what is right compiles under the strictest flags, what is wrong does not", { timeout: 60_000 }, async () => {
	const types = sessionTypes({
		name: "Net",
		path: "net.onnx",
		sha256: "0",
		inputs: [
			{ name: "images", dtype: "float32", shape: [null, 3], dimNames: ["batch", null] },
			{ name: "length", dtype: "int64", shape: [] },
			{ name: "bias", dtype: "float32", shape: [1], optional: true },
		],
		outputs: [{ name: "logits:0", dtype: "float16", shape: null }],
	});
	const program = `
import { createSession, Tensor } from "polyinfer";
import type { NetInputs, NetOutputs, NetSession } from "./model.types.ts";

const session: NetSession = await createSession<NetInputs, NetOutputs>("net.onnx");
const images = new Tensor("float32", new Float32Array(3), [1, 3]);
const length = { dtype: "int64", data: BigInt64Array.of(1n), shape: [] } as const;
const results = await session.run({ images, length });
export const bits: Uint16Array = results["logits:0"].data;
export const other: Tensor | undefined = results["other"];
await session.run({ images, length, bias: images });
session.runSync({ images, length });

// @ts-expect-error an input is missing
await session.run({ images });
// @ts-expect-error an input that the model has not
await session.run({ images, length, masks: images });
// @ts-expect-error another element type
await session.run({ images: length, length });
// @ts-expect-error an output of another element type
export const floats: Float32Array = results["logits:0"].data;
// @ts-expect-error an output that may be missing
export const data = results["other"].data;
`;
	expect(faultsOf(types, program)).toEqual([]);
});

test("names out of a model cannot leave their place in the source", { timeout: 60_000 }, () => {
	const hostile = [
		'"; evil()',
		"a\\",
		"line\nbreak",
		"\u2028evil()",
		"*/ evil() /*",
		"é",
		"class",
		"1st",
		"__proto__",
		"",
	];
	const values = hostile.map((name) => ({ name, dtype: "uint8", shape: [null], dimNames: ["*/ evil() /*"] }) as const);
	const types = sessionTypes({
		name: "Net",
		path: "*/ evil() //\u2028evil()\n.onnx",
		sha256: "0",
		inputs: values,
		outputs: [],
	});
	const program = `
import type { NetInputs, NetOutputs } from "./model.types.ts";

export const inputs: NetInputs = {
${hostile.map((name) => `\t[${JSON.stringify(name)}]: "uint8",`).join("\n")}
};
export const names: NetInputs[${hostile.map((name) => JSON.stringify(name)).join(" | ")}] = "uint8";
export const none: keyof NetOutputs | "only" = "only";
`;
	expect(faultsOf(types, program)).toEqual([]);
	expect(types).not.toMatch(/^\s*evil/m);
});

test("the compiler of these tests does find faults", { timeout: 60_000 }, () => {
	const types = sessionTypes({ name: "Net", path: "net.onnx", sha256: "0", inputs: [], outputs: [] });
	expect(faultsOf(types, 'import type { NetInput } from "./model.types.ts";\nexport const x: NetInput = 1;')).toEqual([
		expect.stringContaining("NetInput"),
	]);
});
