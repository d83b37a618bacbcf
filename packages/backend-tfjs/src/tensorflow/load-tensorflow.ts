import { engineError, unavailable } from "../errors.ts";
import type { TensorFlow } from "../program.ts";
import type { DeviceName, LoadedTensorFlow, LoadTensorFlow } from "./loaded-tensorflow.ts";
import { openWebgpu } from "./open-webgpu.ts";
import { importPart, installLine, type Part, type PartName } from "./parts.ts";
import { TensorFlowDevice } from "./tensorflow-device.ts";
import { watchThreads } from "./watch-threads.ts";

/** Parts that a device needs beside core and converter. */
const PARTS_OF: { readonly [D in DeviceName]: readonly PartName[] } = {
	node: [],
	wasm: ["wasm", "cpu"],
	javascript: ["cpu"],
	webgl: ["webgl"],
	webgpu: ["webgpu"],
};

/** Imports TensorFlow.js for one device and nothing else of it. Rejects with UNAVAILABLE. */
export async function loadTensorFlow(request: LoadTensorFlow): Promise<LoadedTensorFlow> {
	const { device, options, print, importNode } = request;
	if (device === "node" && importNode === undefined)
		throw unavailable("tfjs-node needs Node.", 'Use device "wasm", "webgl" or "webgpu".', { stage: "find" });
	const parts = PARTS_OF[device];
	const tf = device === "node" ? await (importNode as () => Promise<TensorFlow>)() : await importPart("core", parts);
	const converter =
		device === "node"
			? (tf as unknown as Pick<Part<"converter">, "loadGraphModelSync">)
			: await importPart("converter", parts);
	const state = tf.engine() as unknown as { backendName: string; backendInstance: unknown };
	const before = { backendName: state.backendName, backendInstance: state.backendInstance };
	// Each part brings flags of its own, which cannot be set before.
	if (parts[0] !== undefined) await importPart(parts[0], parts);
	for (const [name, value] of Object.entries(options.flags ?? {})) tf.env().set(name, value);
	try {
		const opened = await OPEN[device](tf, request);
		const mine = { backendName: state.backendName, backendInstance: state.backendInstance };
		return {
			device: new TensorFlowDevice(tf, mine, print),
			converter,
			version: tf.version_core ?? (tf as unknown as { version: { "tfjs-core": string } }).version["tfjs-core"],
			precision: "float32",
			notes: [],
			dispose: () => undefined,
			...opened,
			options: { ...(options.flags ?? {}), ...opened.options },
		};
	} finally {
		Object.assign(state, before);
	}
}

type Opened = Partial<Omit<LoadedTensorFlow, "device" | "converter" | "version">>;

/** How each device becomes the current one. */
const OPEN: { readonly [D in DeviceName]: (tf: TensorFlow, request: LoadTensorFlow) => Promise<Opened> } = {
	node: (tf) => setBackend(tf, "tensorflow"),
	wasm: openWasm,
	javascript: async (tf) => {
		await importPart("cpu");
		return setBackend(tf, "cpu");
	},
	webgl: async (tf) => {
		await importPart("webgl");
		await setBackend(tf, "webgl", "The page or the machine has no WebGL.");
		const isFull = tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED");
		const notes = isFull ? [] : ["This device's textures hold 16-bit floats, so results are coarser."];
		return { precision: isFull ? "float32" : "float16", notes };
	},
	webgpu: (tf, { options }) => openWebgpu(tf, () => importPart("webgpu"), options),
};

const THREADS = "WASM_HAS_MULTITHREAD_SUPPORT";

async function openWasm(tf: TensorFlow, { options, threads, wasmFolder }: LoadTensorFlow): Promise<Opened> {
	const parts: readonly PartName[] = PARTS_OF.wasm;
	const wasm = await importPart("wasm", parts);
	const paths = options.wasmPaths ?? wasmFolder;
	const isOpen = "wasm" in (tf.engine() as unknown as { registry: object }).registry;
	const wantsThreads = threads !== undefined && threads > 1;
	if (!isOpen) {
		// Threads are only for those who ask: a page that was bundled may not be able to start them.
		if (!wantsThreads && options.flags?.[THREADS] === undefined) tf.env().set(THREADS, false);
		if (paths !== undefined) wasm.setWasmPaths(paths as string);
		if (threads !== undefined) wasm.setThreadsCount(threads);
	}
	const opening = setBackend(tf, "wasm", "Its .wasm files were not found or do not load.", [
		`Serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name the folder: { wasmPaths: "/wasm/" }`,
	]);
	await watchThreads(opening);
	const [hasSimd, hasThreads] = await Promise.all([
		tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"),
		tf.env().getAsync(THREADS),
	]);
	const usedThreads = hasThreads ? wasm.getThreadsCount() : 1;
	const notes: string[] = [];
	if (isOpen && options.wasmPaths !== undefined)
		notes.push("`wasmPaths` came too late: TensorFlow.js has opened wasm before.");
	if (!hasThreads && wantsThreads) notes.push(whyNoThreads());
	return { options: { simd: Boolean(hasSimd), threads: usedThreads }, notes };
}

function whyNoThreads(): string {
	const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
	return crossOriginIsolated === false
		? "One thread: the page is not cross-origin isolated, so it has no shared memory. Serve it with COOP and COEP headers."
		: "One thread: TensorFlow.js has no more here.";
}

async function setBackend(tf: TensorFlow, name: string, why = "", advice: readonly string[] = []): Promise<Opened> {
	try {
		if (await tf.setBackend(name)) return {};
	} catch (error) {
		const { message } = engineError(error, "run");
		throw unavailable(`${message} ${why}`.trim(), advice[0] ?? "Use another device of tfjs.", { cause: error });
	}
	throw unavailable(
		`TensorFlow.js cannot open its backend ${name}. ${why}`.trim(),
		advice[0] ?? installLine(PARTS_OF[name as DeviceName] ?? []),
	);
}
