import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { engineFolderPlace, findRunner } from "@polyinfer/engine-host";
import { encodeLaunches } from "../../packages/ops/src/testing/recorded-launches.ts";
import { GPU_CASES } from "./cases.ts";
import { keptBoxes, nmsBoxes } from "./nms-boxes.ts";
import { type PackOptions, parsePackOptions } from "./pack-options.ts";
import { packPipeline } from "./pack-pipeline.ts";
import { GPU_PIPELINES } from "./pipelines.ts";

/** This file is a bundle in `bench/dist/gpu`. */
const root = join(import.meta.dirname, "../../..");
const LIBRARIES = ["packages/backend-native", "packages/backend-onnx"].map((folder) =>
	join(root, folder, "build/native"),
);

/** Writes the folder that a machine with a GPU needs, and no Node there. Gives the exit code. */
async function pack(options: PackOptions): Promise<number> {
	const folder = resolve(options.folder);
	for (const name of ["bin", "cases", "kernels", "models"]) mkdirSync(join(folder, name), { recursive: true });
	const lines = ["polyinfer-gpu-pack\t2"];
	const isChosen = ({ id }: { readonly id: string }): boolean =>
		options.only.length === 0 || options.only.some((word) => id.includes(word));
	const cases = GPU_CASES.filter(isChosen);
	const pipelines = GPU_PIPELINES.filter((one) => options.hasModels && isChosen(one));
	if (cases.length + pipelines.length === 0) {
		const known = [...GPU_CASES, ...GPU_PIPELINES].map(({ id }) => id).join(", ");
		throw new Error(`There is no case ${options.only.join(" or ")}. There are ${known}.`);
	}
	for (const { id, title, movedBytes, record } of cases) {
		const file = `cases/${id}`;
		writeFileSync(join(folder, file), encodeLaunches(await record()));
		lines.push(["case", id, file, movedBytes, title].join("\t"));
		console.log(`recorded ${id}`);
	}
	for (const pipeline of pipelines) {
		lines.push(await packPipeline(folder, pipeline));
		console.log(`recorded ${pipeline.id} and its model`);
	}
	writeFileSync(join(folder, "pack.txt"), `${lines.join("\n")}\n`);
	writeBoxes(folder);
	const runner = copyPrograms(folder, options.native);
	await compileKernels(folder, runner, options.architectures);
	console.log(`Take ${folder} to the machine with the GPU and type there: ./run`);
	return 0;
}

function writeBoxes(folder: string): void {
	const made = nmsBoxes();
	for (const [name, data] of Object.entries({ boxes: made.boxes, scores: made.scores, kept: keptBoxes(made) }))
		writeFileSync(join(folder, `nms-${name}.bin`), data);
}

/** The runner, the libraries of engines for GPUs, and the programs that start them. Gives the runner's path. */
function copyPrograms(folder: string, native: string | undefined): string {
	const found = findRunner();
	if (native === undefined && found.status === "missing") throw new Error(`${found.reason} ${found.advice}`);
	const places =
		native === undefined ? [dirname((found as { runner: string }).runner), ...LIBRARIES] : [resolve(native)];
	const wanted = /^(polyinfer-runner|libpolyinfer_(tensorrt|onnxruntime)\.so)$/;
	for (const place of places.filter((path) => existsSync(path)))
		for (const file of readdirSync(place).filter((name) => wanted.test(name)))
			copyFileSync(join(place, file), join(folder, "bin", file));
	const runner = join(folder, "bin/polyinfer-runner");
	if (!existsSync(runner)) throw new Error(`There is no polyinfer-runner in ${places.join(", ")}.`);
	chmodSync(runner, 0o755);
	const programs = join(root, "bench/gpu/pack");
	for (const file of readdirSync(programs)) copyFileSync(join(programs, file), join(folder, file));
	chmodSync(join(folder, "run"), 0o755);
	return runner;
}

async function compileKernels(folder: string, runner: string, architectures: readonly string[]): Promise<void> {
	const given = process.env.POLYINFER_NVRTC_LIBRARY;
	const { paths } = await engineFolderPlace("nvrtc").look();
	const library = given || paths[0];
	if (library === undefined)
		throw new Error("NVRTC, which compiles the kernels, is missing. Type: npx polyinfer engines add nvrtc");
	const builtins = readdirSync(dirname(library)).find((name) => name.startsWith("libnvrtc-builtins.so."));
	const second = builtins === undefined ? "-" : join(dirname(library), builtins);
	console.log(`compiling kernels for ${architectures.join(", ")} by ${basename(library)}`);
	execFileSync(runner, ["bench-gpu", "compile", folder, library, second, ...architectures], { stdio: "inherit" });
}

process.exitCode = await Promise.resolve()
	.then(() => pack(parsePackOptions(process.argv.slice(2))))
	.catch((error: Error) => {
		console.error(error.message);
		return 2;
	});
