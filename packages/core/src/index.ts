/// <reference lib="esnext.disposable" preserve="true" />
export type { ArtifactCache, ArtifactKey } from "./artifact-cache.ts";
export type {
	Availability,
	Backend,
	BackendContext,
	BackendSession,
	BackendSessionOptions,
	Capabilities,
	DeviceOutputRequest,
	LogLevel,
	LogSink,
	OutputRequest,
	ReferenceCheck,
} from "./backend.ts";
export type { Catalogue, CatalogueEntry } from "./catalogue.ts";
export { checkOptions, type OptionKind, type OptionSchema } from "./check-options.ts";
export { type CreateSession, createSessionFrom, type SessionServices } from "./create-session.ts";
export { type DeviceMemory, DeviceTensor } from "./device-tensor.ts";
export {
	DTYPES,
	type DType,
	type DTypeArrays,
	type DTypeInfo,
	dtypeOfNumber,
	isDType,
	type TensorData,
	type TypedArrayConstructor,
} from "./dtype.ts";
export {
	type Attempt,
	abortedError,
	ERRORS,
	type ErrorCode,
	InferenceError,
	type InferenceErrorDetails,
	STAGES,
	type Stage,
	toInferenceError,
} from "./errors.ts";
export type { ChoiceStore } from "./fastest/choice-store.ts";
export type { Fastest, FastestOptions } from "./fastest/fastest-options.ts";
export { zeros } from "./feed-memory.ts";
export type { Feeds } from "./feeds.ts";
export { bfloat16ToNumber, halfToNumber, numberToBfloat16, numberToHalf } from "./half.ts";
export { checkBounds } from "./input-bounds.ts";
export type { LayerProfile } from "./layer-profile.ts";
export {
	type Finding,
	type LoadedModel,
	type LoadModelOptions,
	MODEL_FORMATS,
	type ModelFile,
	type ModelFileList,
	type ModelFileSource,
	type ModelFormat,
	type ModelLoader,
	type ModelMetadata,
	type ModelSource,
} from "./model.ts";
export { nearest, suggestion } from "./nearest.ts";
export { onAbort } from "./on-abort.ts";
export { type OpenRequest, openSession } from "./open-session.ts";
export type { PreferEntry } from "./prefer-entry.ts";
export type { Compiled, Move, Raced, Report, SessionFacts } from "./report.ts";
export {
	GPU_LIMITS,
	type GpuAdapterInfo,
	type GpuAdapterLike,
	type GpuDeviceFacts,
	type GpuDeviceOptions,
	type GpuLike,
	isSoftwareAdapter,
	requestGpuDevice,
} from "./request-gpu-device.ts";
export type {
	Declared,
	DeviceResults,
	DeviceRunOptions,
	FeedsOf,
	Results,
	RunOptions,
	Session,
	SessionOptions,
	SessionStats,
} from "./session.ts";
export type { EventChannel, RunEvent, SessionChannels, SessionEvent } from "./session-events.ts";
export { describeAttempt } from "./session-report.ts";
export { elementCount, formatType, shapeFits } from "./shape.ts";
export { Tensor, type TensorLike } from "./tensor.ts";
export type { TimeHistogram } from "./time-histogram.ts";
export type { Dim, InputBound, InputBounds, ValueInfo } from "./value-info.ts";
export type { NamesByFormat, ValueNames } from "./value-names.ts";
export { VERIFY_TOLERANCES } from "./verify/tolerances.ts";
export type { Verification, Verified, VerifiedOutput } from "./verify/verification.ts";
export type { VerifyOptions } from "./verify/verify-options.ts";
