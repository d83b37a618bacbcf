import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCpp } from "../harness/compile-cpp.ts";
import { installBindings, type PythonSite, pythonPeer } from "../harness/python-peer.ts";
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

/** Where peers come from. */
export interface PeerFolders {
	/** This folder as it is written: programs of other languages. */
	readonly sources: string;
	/** Where they are compiled into. */
	readonly programs: string;
	/** Bundles of the peers in TypeScript. */
	readonly scripts: string;
}

/** Makes the peers that are `wanted`, ours first: compiles programs, fetches what Python needs. Default: all. */
export function opsPeers(folders: PeerFolders, wanted?: readonly string[]): Peer[] {
	const { scripts, sources, programs } = folders;
	const native = { sources: join(sources, "native"), programs };
	const python = join(sources, "python");
	const script = (id: string, title: string, file: string, ...more: readonly string[]): Peer =>
		javascript(join(scripts, `${file}.js`), id, title, more);
	const site = (): PythonSite => installBindings(join(python, "requirements.txt"), join(programs, "../python-ops"));
	const makers: readonly (readonly [id: string, make: (id: string) => Peer])[] = [
		[OWN, (id) => script(id, "Polyinfer on the native addon", "polyinfer")],
		[
			WASM,
			(id) => inPage(script(id, "Polyinfer on WebAssembly, pictures and tensors in its heap", "polyinfer", "wasm")),
		],
		[OPENCV, (id) => openCv(id, "OpenCV in C++, its Mats kept", native, "way=chain")],
		[OPENCV_REDUCE, (id) => openCv(id, "OpenCV in C++, `reduceArgMax`", native, "way=reduce")],
		[LIBYUV, (id) => libyuv(id, native)],
		[OPENCV_PYTHON, (id) => pythonPeer("opencv", id, "OpenCV and NumPy in Python", python, site())],
		[PILLOW, (id) => pythonPeer("pillow", id, "Pillow and NumPy in Python", python, site())],
		[TORCHVISION, (id) => torchvision(id, python)],
		[SHARP, (id) => script(id, "sharp and a loop in JavaScript", "sharp")],
		[OPENCV_JS, (id) => script(id, "OpenCV in WebAssembly, pictures and tensors in its heap", "opencv-js")],
		[TFJS, (id) => script(id, "TensorFlow.js in WebAssembly", "tfjs")],
		[ONNXRUNTIME, (id) => script(id, "operators of onnxruntime-node", "onnxruntime-node")],
		[PLAIN, (id) => script(id, "plain JavaScript as people write it", "javascript", "plain")],
		[TUNED, (id) => script(id, "JavaScript with tables, in one pass, into memory that is kept", "javascript", "tuned")],
		[MEMORY, (id) => memory(id, native)],
	];
	return makers.flatMap(([id, make]) => (wanted === undefined || wanted.includes(id) ? [make(id)] : []));
}

/** A bundle of `peers`. */
function javascript(path: string, id: string, title: string, more: readonly string[]): Peer {
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

/** Where a program is written, and where it is compiled into. */
interface NativeFolders {
	readonly sources: string;
	readonly programs: string;
}

function openCv(id: string, title: string, folders: NativeFolders, way: string): Peer {
	const libraries = ["dnn", "imgproc", "core"].map((name) => `-lopencv_${name}`);
	const headers = ["-isystem", "/usr/include/opencv4"];
	return native(id, title, folders, "opencv", headers, libraries, "apt-get install libopencv-dnn-dev", way);
}

function libyuv(id: string, folders: NativeFolders): Peer {
	return native(id, "libyuv in C++", folders, "libyuv", [], ["-lyuv"], "apt-get install libyuv-dev");
}

function memory(id: string, folders: NativeFolders): Peer {
	const title = "what this machine's memory takes to read and write the same bytes, computing nothing";
	return { ...native(id, title, folders, "memory", [], [], ""), isLimit: true };
}

/** A program of `native/loop.cpp`. `line` brings a header that is not there; `more` are words beside the case's. */
function native(
	id: string,
	title: string,
	{ sources, programs }: NativeFolders,
	name: string,
	options: readonly string[],
	libraries: readonly string[],
	line: string,
	...more: readonly string[]
): Peer {
	const program = join(programs, `${id}-peer`);
	const files = [join(sources, "loop.cpp"), join(sources, `${name}_peer.cpp`)];
	const failed = compileCpp(files, program, options, libraries);
	const missing = failed?.includes("No such file") ? `type \`${line}\`` : failed;
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
function torchvision(id: string, python: string): Peer {
	const found = spawnSync("python3", ["-I", "-c", "import torchvision"]).status === 0;
	const site = found ? { path: "" } : { missing: "type `pip install torch torchvision`" };
	return pythonPeer("torchvision", id, "torchvision in Python", python, site);
}
