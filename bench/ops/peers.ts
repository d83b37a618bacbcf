import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCpp } from "../harness/compile-cpp.ts";
import { installBindings, pythonPeer } from "../harness/python-peer.ts";
import type { Peer } from "../harness/suite.ts";
import {
	LIBYUV,
	MEMORY,
	ONNXRUNTIME,
	OPENCV,
	OPENCV_JS,
	OPENCV_PYTHON,
	OPENCV_REDUCE,
	OWN,
	PILLOW,
	PLAIN,
	SHARP,
	TFJS,
	TORCHVISION,
	TUNED,
	WASM,
} from "./peer-ids.ts";
import { planFile } from "./plan-file.ts";
import type { Plan } from "./work.ts";

/** Every peer, ours first. `sources` is this folder as it is written; programs go into `folder`. */
export function opsPeers(sources: string, folder: string): Peer[] {
	const python = join(sources, "python");
	const site = installBindings(join(python, "requirements.txt"), join(folder, "../python-ops"));
	return [
		javascript(OWN, "Polyinfer on the native addon", "polyinfer"),
		inPage(javascript(WASM, "Polyinfer on WebAssembly, pictures and tensors in its heap", "polyinfer", "wasm")),
		...openCvPeers(join(sources, "native"), folder),
		libyuvPeer(join(sources, "native"), folder),
		pythonPeer("opencv", OPENCV_PYTHON, "OpenCV and NumPy in Python", python, site),
		pythonPeer("pillow", PILLOW, "Pillow and NumPy in Python", python, site),
		torchvisionPeer(python),
		javascript(SHARP, "sharp and a loop in JavaScript", "sharp"),
		javascript(OPENCV_JS, "OpenCV in WebAssembly, pictures and tensors in its heap", "opencv-js"),
		javascript(TFJS, "TensorFlow.js in WebAssembly", "tfjs"),
		javascript(ONNXRUNTIME, "operators of onnxruntime-node", "onnxruntime-node"),
		javascript(PLAIN, "plain JavaScript as people write it", "javascript", "plain"),
		javascript(TUNED, "JavaScript with tables, in one pass, into memory that is kept", "javascript", "tuned"),
		memoryPeer(join(sources, "native"), folder),
	];
}

/** A peer that is one of the bundles beside this one. */
function javascript(id: string, title: string, script: string, ...more: readonly string[]): Peer {
	const path = join(import.meta.dirname, "ops/peers", `${script}.js`);
	return {
		id,
		title,
		command: (request) => ({ program: process.execPath, args: [path, JSON.stringify(request), ...more] }),
	};
}

/** In a process that resolves packages as a page does. */
function inPage(peer: Peer): Peer {
	return {
		...peer,
		command(request) {
			const { program, args } = peer.command(request);
			return { program, args: ["--conditions=browser", ...args] };
		},
	};
}

function openCvPeers(sources: string, folder: string): Peer[] {
	const program = join(folder, "opencv-peer");
	const libraries = ["dnn", "imgproc", "core"].map((name) => `-lopencv_${name}`);
	const options = ["-isystem", "/usr/include/opencv4"];
	const compiled = compileCpp(sourcesOf(sources, "opencv"), program, options, libraries);
	const missing = advise(compiled, "apt-get install libopencv-dev");
	return [
		native(OPENCV, "OpenCV in C++, its Mats kept", program, missing, "way=chain"),
		native(OPENCV_REDUCE, "OpenCV in C++, `reduceArgMax`", program, missing, "way=reduce"),
	];
}

function libyuvPeer(sources: string, folder: string): Peer {
	const program = join(folder, "libyuv-peer");
	const compiled = compileCpp(sourcesOf(sources, "libyuv"), program, [], ["-lyuv"]);
	return native(LIBYUV, "libyuv in C++", program, advise(compiled, "apt-get install libyuv-dev"));
}

function memoryPeer(sources: string, folder: string): Peer {
	const program = join(folder, "memory-peer");
	const missing = compileCpp(sourcesOf(sources, "memory"), program, [], []);
	const title = "what this machine's memory takes to read and write the same bytes, computing nothing";
	return { ...native(MEMORY, title, program, missing), isLimit: true };
}

const sourcesOf = (folder: string, name: string): readonly string[] => [
	join(folder, "loop.cpp"),
	join(folder, `${name}_peer.cpp`),
];

/** Of a header that is not there, what brings it. */
function advise(missing: string | undefined, line: string): string | undefined {
	return missing?.includes("No such file") ? `type \`${line}\`` : missing;
}

/** A program of `native/loop.cpp`. */
function native(id: string, title: string, program: string, missing: string | undefined, ...more: string[]): Peer {
	return {
		id,
		title,
		...(missing === undefined ? {} : { missing }),
		command: ({ case: one, folder, task, measureMs }) => {
			const plan = JSON.parse(readFileSync(planFile(folder, one), "utf8")) as Plan;
			const words = Object.entries(plan).map(([name, value]) => `${name}=${value}`);
			const output = task === "output" ? join(folder, `${one}.${id}.f32`) : "-";
			return { program, args: [String(measureMs), output, ...words, ...more] };
		},
	};
}

/** Too large to be fetched for a bench: the one that the user's own Python has. */
function torchvisionPeer(python: string): Peer {
	const found = spawnSync("python3", ["-I", "-c", "import torchvision"]).status === 0;
	const site = found ? { path: "" } : { missing: "type `pip install torch torchvision`" };
	return pythonPeer("torchvision", TORCHVISION, "torchvision in Python", python, site);
}
