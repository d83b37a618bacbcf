import { InferenceError, type ValueInfo } from "@polyinfer/core";
import { dtypeOf } from "./element-types.ts";
import type { Runtime } from "./runtime.ts";
import { type CompiledModel, elementsOf, type TensorBuffer, type TensorType, type WasmModel } from "./wasm-module.ts";

/** A model inside the engine, until it is disposed. */
export interface OpenedModel {
	readonly compiled: CompiledModel;
	/** Index of the signature that runs. */
	readonly signature: number;
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	/** Memory of the inputs, written before each run. */
	readonly feeds: readonly TensorBuffer[];
	dispose(): void;
}

/** Reads and compiles a model for the processor. To be called inside {@link Runtime.call}. */
export function openModel({ wasm, environment }: Runtime, bytes: Uint8Array, wanted?: string): OpenedModel {
	const owned: { delete(): void }[] = [];
	const own = <T extends { delete(): void }>(object: T): T => {
		owned.push(object);
		return object;
	};
	const dispose = (): void => {
		for (const object of owned.splice(0).reverse()) object.delete();
	};
	try {
		// The engine reads eight bytes before it looks at the length.
		const pointer = wasm._malloc(Math.max(bytes.length, 8));
		if (pointer === 0) throw outOfMemory(bytes.length);
		own({ delete: () => wasm._free(pointer) });
		wasm.HEAPU8.fill(0, pointer, pointer + 8);
		wasm.HEAPU8.set(bytes, pointer);
		const model = own(wasm.loadModel(environment, pointer, bytes.length));
		const { index, inputNames, outputNames } = signatureOf(model, wanted);
		const inputs = inputNames.map((name, i) => describe(name, model.getInputTensorType(index, i)));
		const outputs = outputNames.map((name, i) => describe(name, model.getOutputTensorType(index, i)));
		const compiled = own(wasm.compileModel(environment, model, { accelerator: "wasm" }));
		const feeds = inputs.map((_, i) => {
			const type = model.getInputTensorType(index, i);
			const { HOST_MEMORY } = wasm.LiteRtTensorBufferType;
			const buffer = own(wasm.LiteRtTensorBuffer.createManaged(environment, HOST_MEMORY, type, type.bytes()));
			type.delete();
			return buffer;
		});
		return { compiled, signature: index, inputs, outputs, feeds, dispose };
	} catch (error) {
		dispose();
		throw error;
	}
}

function signatureOf(
	model: WasmModel,
	wanted: string | undefined,
): { readonly index: number; readonly inputNames: readonly string[]; readonly outputNames: readonly string[] } {
	const all = Array.from({ length: model.getNumSignatures() }, (_, index) => {
		const signature = model.getSignature(index);
		const key = signature.key();
		const [inputNames, outputNames] = [elementsOf(signature.inputNames()), elementsOf(signature.outputNames())];
		signature.delete();
		return { index, key, inputNames, outputNames };
	});
	const found = wanted === undefined ? all[0] : all.find(({ key }) => key === wanted);
	if (found) return found;
	const keys = all.map(({ key }) => key).join(", ");
	throw new InferenceError("INVALID_ARGUMENT", `Expected one of ${keys} as \`signature\` but received ${wanted}.`);
}

function describe(name: string, type: TensorType): ValueInfo {
	const dtype = dtypeOf(type.elementType().value);
	if (dtype === undefined)
		throw unsupported(`\`${name}\` has an element type that pages do not take (${type.elementType().value}).`);
	return { name, dtype, shape: shapeOf(name, type) } as ValueInfo;
}

function shapeOf(name: string, type: TensorType): readonly number[] {
	let shape: readonly number[];
	try {
		const layout = type.layout();
		shape = elementsOf(layout.dimensions());
		layout.delete();
		type.bytes();
	} catch {
		throw unsupported(`\`${name}\` has a free axis, which LiteRT in a browser cannot give a size.`);
	} finally {
		type.delete();
	}
	if (shape.some((size) => size < 1)) throw unsupported(`\`${name}\` has sizes ${shape}, which LiteRT cannot hold.`);
	return shape;
}

function unsupported(message: string): InferenceError {
	return new InferenceError("UNSUPPORTED", message, { backend: "litert", stage: "compile" });
}

/** The engine's heap has no `bytes` left. */
function outOfMemory(bytes: number): InferenceError {
	return new InferenceError("OUT_OF_MEMORY", `LiteRT's heap has no ${bytes} bytes left.`, { backend: "litert" });
}
