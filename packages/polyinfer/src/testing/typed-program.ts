import {
	type BackendChoice,
	createSession,
	type DeviceResults,
	type DeviceTensor,
	type DType,
	type Feeds,
	type FeedsOf,
	type InferenceError,
	type ModelSource,
	type PinnedSession,
	type PreferEntry,
	type Results,
	type Session,
	type SessionOptions,
	type SessionStats,
	type Tensor,
	type TensorLike,
	type TimeHistogram,
} from "polyinfer";
import { expectTypeOf } from "vitest";

type Inputs = { images: "float32"; length: "int64"; bias?: "float32" };
type Outputs = { logits: "float32"; tokens: "string" };
type Given<D extends DType> = Tensor<D> | TensorLike<D> | DeviceTensor<D>;

/** Compiled, never run: what the public types promise. */
export function promises(session: Session<Inputs, Outputs>, plain: Session, pinned: PinnedSession): void {
	expectTypeOf<FeedsOf<Inputs>>().toEqualTypeOf<{
		readonly images: Given<"float32">;
		readonly length: Given<"int64">;
		readonly bias?: Given<"float32">;
	}>();
	expectTypeOf<FeedsOf>().toEqualTypeOf<Feeds>();

	expectTypeOf<Results<Outputs>["logits"]>().toExtend<Tensor<"float32">>();
	expectTypeOf<Results<Outputs>["tokens"]["data"]>().toEqualTypeOf<string[]>();
	expectTypeOf<Results<Outputs>["undeclared"]>().toEqualTypeOf<Tensor | undefined>();
	expectTypeOf<Results["logits"]>().toEqualTypeOf<Tensor | undefined>();

	expectTypeOf<DeviceResults<Outputs>["logits"]>().toExtend<DeviceTensor<"float32">>();
	expectTypeOf<DeviceResults["logits"]>().toEqualTypeOf<DeviceTensor | undefined>();
	expectTypeOf(session.runOnDevice).parameter(0).toEqualTypeOf<FeedsOf<Inputs>>();
	expectTypeOf(session.runOnDevice).returns.resolves.toEqualTypeOf<DeviceResults<Outputs>>();

	expectTypeOf(session.run).parameter(0).toEqualTypeOf<FeedsOf<Inputs>>();
	expectTypeOf(session.run).returns.resolves.toEqualTypeOf<Results<Outputs>>();
	expectTypeOf(session.runSync).returns.toEqualTypeOf<Results<Outputs>>();
	expectTypeOf(plain.run).returns.resolves.toEqualTypeOf<Record<string, Tensor | undefined>>();
	expectTypeOf(session).toExtend<AsyncDisposable>();
	expectTypeOf(createSession<Inputs, Outputs>).returns.resolves.toExtend<Session<Inputs, Outputs>>();
	expectTypeOf(createSession).returns.resolves.toEqualTypeOf<PinnedSession>();

	expectTypeOf<"cpu" | "gpu" | "npu" | "webgpu" | "wasm" | "onnxruntime" | "openvino">().toExtend<PreferEntry>();
	expectTypeOf<string>().not.toExtend<PreferEntry>();
	expectTypeOf<{ backend: "onnxruntime"; device: string }>().toExtend<PreferEntry>();
	expectTypeOf(pinned.report.pin).toExtend<BackendChoice>();
	expectTypeOf(pinned.report.pin).toExtend<NonNullable<SessionOptions["prefer"]>>();

	expectTypeOf<URL | Uint8Array | ArrayBuffer | Blob | { onnx: string; tflite: Uint8Array }>().toExtend<ModelSource>();
	expectTypeOf<SessionStats["queueTime"]>().toEqualTypeOf<TimeHistogram>();
	expectTypeOf<InferenceError["retryable"]>().toEqualTypeOf<boolean>();
}

/** Compiled, never run: what they refuse. */
export async function refusals(
	session: Session<Inputs, Outputs>,
	images: Tensor<"float32">,
	length: Tensor<"int64">,
): Promise<void> {
	// @ts-expect-error `length` is missing
	await session.run({ images });
	// @ts-expect-error `masks` is no input
	await session.run({ images, length, masks: images });
	// @ts-expect-error `length` is int64
	await session.run({ images, length: images });
	// @ts-expect-error a signal cannot stop the calling thread
	session.runSync({ images, length }, { signal: AbortSignal.timeout(1) });
	const { logits, other } = await session.run({ images, length });
	// @ts-expect-error float32 is no BigInt array
	expectTypeOf<BigInt64Array>(logits.data);
	// @ts-expect-error it may be missing
	other.data;
	// @ts-expect-error stats are read only
	session.stats.runs = 0;
	// @ts-expect-error no element type
	await createSession<{ images: "float" }>("model.onnx");
	// @ts-expect-error no option
	await createSession("model.onnx", { thread: 1 });
	// @ts-expect-error nothing that `exactOptionalPropertyTypes` allows
	await createSession("model.onnx", { threads: undefined });
	// @ts-expect-error no word, no id
	await createSession("model.onnx", { prefer: ["cuda"] });
}
