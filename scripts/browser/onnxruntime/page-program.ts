import { DTYPES, type DType, type InferenceError, type Session, Tensor } from "../../../packages/core/src/index.ts";
import { createSession } from "../../../packages/polyinfer/src/browser.ts";

/** A tensor as a file of its bytes. */
export interface ServedTensor {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly url: string;
}

/** What a page opens. */
export interface PageRequest {
	/** URL of the model. */
	readonly model: string;
	readonly device: string;
	readonly options?: Readonly<Record<string, unknown>>;
}

/** How far outputs are from those expected, and what ran. */
export interface Comparison {
	readonly differences: Readonly<Record<string, number>>;
	readonly binding: string;
	readonly device: string;
	readonly notes: readonly string[];
}

/** What a test calls in the page. Each resolves to the code of the error that it ran into, where there is one. */
export interface PageScenarios {
	compare(
		request: PageRequest,
		feeds: Readonly<Record<string, ServedTensor>>,
		expected: Readonly<Record<string, ServedTensor>>,
	): Promise<Comparison>;
	failure(request: PageRequest): Promise<{ code: string; message: string; advice: string | undefined }>;
	word(model: string, word: "webgpu"): Promise<{ code: string; message: string; advice: string | undefined }>;
	loseDevice(request: PageRequest): Promise<readonly string[]>;
	shareDevice(request: PageRequest): Promise<readonly string[]>;
}

const bytesAt = async (url: string): Promise<ArrayBuffer> => (await fetch(url)).arrayBuffer();

async function tensorAt({ dtype, shape, url }: ServedTensor): Promise<Tensor> {
	const Container = DTYPES[dtype].array as unknown as new (bytes: ArrayBuffer) => Float32Array;
	return new Tensor(dtype, new Container(await bytesAt(url)) as never, shape);
}

async function tensorsAt(served: Readonly<Record<string, ServedTensor>>): Promise<Record<string, Tensor>> {
	const entries = Object.entries(served).map(async ([name, one]) => [name, await tensorAt(one)] as const);
	return Object.fromEntries(await Promise.all(entries));
}

async function open({ model, device, options = {} }: PageRequest): Promise<Session> {
	const bytes = new Uint8Array(await bytesAt(model));
	return createSession(bytes, { prefer: [{ backend: "onnxruntime", device, options }] });
}

async function failureOf(
	work: Promise<unknown>,
): Promise<{ code: string; message: string; advice: string | undefined }> {
	try {
		await work;
		return { code: "none", message: "", advice: undefined };
	} catch (error) {
		const { code, message, advice, attempts } = error as InferenceError;
		return { code, message, advice: advice ?? attempts[0]?.advice };
	}
}

async function requestDevice(): Promise<GPUDevice> {
	const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
	return adapter.requestDevice();
}

const x = (): Tensor => new Tensor("float32", Float32Array.of(1, 2, 3), [3]);

const scenarios: PageScenarios = {
	async compare(request, feeds, expected) {
		const session = await open(request);
		try {
			const given = await tensorsAt(feeds);
			const results = await session.run(given);
			const differences: Record<string, number> = {};
			for (const [name, tensor] of Object.entries(await tensorsAt(expected))) {
				const found = results[name]?.toNumbers() ?? [];
				const wanted = tensor.toNumbers();
				differences[name] = wanted.reduce(
					(most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Infinity))),
					0,
				);
			}
			const { binding, device, notes } = session.report;
			return { differences, binding, device, notes };
		} finally {
			await session.dispose();
		}
	},
	failure: (request) => failureOf(open(request)),
	word: async (model, word) => failureOf(createSession(new Uint8Array(await bytesAt(model)), { prefer: word })),
	async loseDevice(request) {
		const gpuDevice = await requestDevice();
		const session = await open({ ...request, options: { ...request.options, gpuDevice } });
		const kept = (await session.runOnDevice({ x: x() })).y;
		const inFlight = failureOf(session.run({ x: x() }));
		gpuDevice.destroy();
		const said = [(await inFlight).code, (await failureOf(session.run({ x: x() }))).code];
		said.push((await failureOf(kept?.toCpu() as Promise<unknown>)).code);
		await session.dispose();
		said.push((await failureOf(open({ ...request, options: { ...request.options, gpuDevice } }))).code);
		const next = await open(request);
		const { y } = await next.run({ x: x() });
		await next.dispose();
		return [...said, String(y?.toNumbers())];
	},
	async shareDevice(request) {
		const gpuDevice = await requestDevice();
		const open2 = () => open({ ...request, options: { ...request.options, gpuDevice } });
		const [first, second, other] = [await open2(), await open2(), await open(request)];
		const { y } = await first.runOnDevice({ x: x() });
		await first.dispose();
		const again = await second.run({ x: y as never });
		const foreign = await failureOf(other.run({ x: y as never }));
		const isShared = y?.owner === gpuDevice;
		y?.dispose();
		await second.dispose();
		await other.dispose();
		gpuDevice.destroy();
		return [String(isShared), String(again.y?.toNumbers()), foreign.code];
	},
};

Object.assign(globalThis, scenarios);
