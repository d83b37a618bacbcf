import { InferenceError } from "./errors.ts";

/** What an adapter says of itself. */
export interface GpuAdapterInfo {
	readonly vendor?: string;
	readonly architecture?: string;
	readonly device?: string;
	readonly description?: string;
	readonly isFallbackAdapter?: boolean;
}

/** The part of a `GPUAdapter` that is used; structural, so that users need no WebGPU types. */
export interface GpuAdapterLike<Device> {
	readonly features: Iterable<string>;
	readonly limits: object;
	readonly info?: GpuAdapterInfo;
	readonly isFallbackAdapter?: boolean;
	requestDevice(descriptor: {
		readonly requiredFeatures: readonly string[];
		readonly requiredLimits: Readonly<Record<string, number>>;
	}): Promise<Device>;
}

/** The part of `navigator.gpu`, or of Dawn's, that is used. */
export interface GpuLike<Device> {
	requestAdapter(options?: { readonly powerPreference?: string }): Promise<GpuAdapterLike<Device> | null>;
}

/** Options of {@link requestGpuDevice}. */
export interface GpuDeviceOptions<Device> {
	/** Default: `navigator.gpu`. */
	readonly gpu?: GpuLike<Device>;
	/** Take an adapter that computes on the processor, too. Default: false. */
	readonly allowSoftware?: boolean;
	/** Default: `"high-performance"`. */
	readonly powerPreference?: "high-performance" | "low-power";
	/** Limits that are raised to what the adapter has, `[]` for none. Default: {@link GPU_LIMITS}. */
	readonly limits?: readonly string[];
}

/** A device, and what it runs on. */
export interface GpuDeviceFacts<Device> {
	readonly device: Device;
	readonly info: GpuAdapterInfo;
	/** It computes on the processor. */
	readonly isSoftware: boolean;
}

/** Limits that large tensors and kernels meet first. */
export const GPU_LIMITS: readonly string[] = [
	"maxBufferSize",
	"maxStorageBufferBindingSize",
	"maxStorageBuffersPerShaderStage",
	"maxComputeWorkgroupStorageSize",
	"maxComputeWorkgroupsPerDimension",
	"maxComputeInvocationsPerWorkgroup",
	"maxComputeWorkgroupSizeX",
	"maxComputeWorkgroupSizeY",
	"maxComputeWorkgroupSizeZ",
	"maxBindGroups",
];

/** Features that kernels take where they are there. */
const FEATURES = ["shader-f16", "subgroups", "timestamp-query"];

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/**
 * The one rule by which Polyinfer takes a WebGPU device of its own accord, for backends and ops alike: the adapter that
 * `powerPreference` names, never one that computes on the processor unless `allowSoftware` is set, with the usual
 * features where the adapter has them. A caller's own device is not subject to it. The caller owns the device.
 * Rejects with UNAVAILABLE, stage find: no WebGPU here, no adapter, a software adapter, or a refused device.
 */
export async function requestGpuDevice<Device = unknown>(
	options: GpuDeviceOptions<Device> = {},
): Promise<GpuDeviceFacts<Device>> {
	const gpu = options.gpu ?? (globalThis as { navigator?: { gpu?: GpuLike<Device> } }).navigator?.gpu;
	if (gpu === undefined) throw unavailable(...whyNoGpu());
	const adapter = await ask(() =>
		gpu.requestAdapter({ powerPreference: options.powerPreference ?? "high-performance" }),
	);
	if (adapter === null)
		throw unavailable(
			"WebGPU is here but gives no adapter: the browser or driver blocks this GPU.",
			"Update the graphics driver; chrome://gpu says what is blocked. On Linux start Chrome with --enable-unsafe-webgpu --enable-features=Vulkan.",
		);
	const info = adapter.info ?? {};
	const isSoftware = isSoftwareAdapter(adapter);
	if (isSoftware && options.allowSoftware !== true)
		throw unavailable(
			`The only WebGPU adapter computes on the processor (${nameOf(info)}), which is slower than WebAssembly.`,
			"Use the device `wasm`; to insist on this adapter name backend and device with options: { allowSoftware: true }.",
		);
	const has = new Set(adapter.features);
	const limits = adapter.limits as Readonly<Record<string, unknown>>;
	const raised = (options.limits ?? GPU_LIMITS).filter((name) => typeof limits[name] === "number");
	const device = await ask(() =>
		adapter.requestDevice({
			requiredFeatures: FEATURES.filter((feature) => has.has(feature)),
			requiredLimits: Object.fromEntries(raised.map((name) => [name, limits[name] as number])),
		}),
	);
	return { device, info, isSoftware };
}

/** Whether an adapter computes on the processor: by its own word, or by the name of a known software renderer. */
export function isSoftwareAdapter(adapter: {
	readonly info?: GpuAdapterInfo;
	readonly isFallbackAdapter?: boolean;
}): boolean {
	const { info = {} } = adapter;
	return adapter.isFallbackAdapter === true || info.isFallbackAdapter === true || SOFTWARE.test(nameOf(info));
}

function nameOf({ vendor, architecture, device, description }: GpuAdapterInfo): string {
	return [vendor, architecture, device, description].filter(Boolean).join(" ") || "without a name";
}

function whyNoGpu(): [string, string] {
	const { isSecureContext } = globalThis as { isSecureContext?: boolean };
	if (isSecureContext === false)
		return ["Browsers give WebGPU to secure pages only.", "Serve the page over https, or from http://localhost."];
	return [
		"There is no WebGPU here (`navigator.gpu`).",
		"Use the device `wasm`, or a browser with WebGPU: Chrome or Edge 113, Safari 26, Firefox 141 and later; Chrome on Linux may need --enable-unsafe-webgpu.",
	];
}

async function ask<T>(request: () => Promise<T>): Promise<T> {
	try {
		return await request();
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		throw unavailable(`WebGPU gives no device: ${why}`, "Reload the page, or use the device `wasm`.", cause);
	}
}

function unavailable(message: string, advice: string, cause?: unknown): InferenceError {
	return new InferenceError("UNAVAILABLE", message, {
		stage: "find",
		advice,
		...(cause === undefined ? {} : { cause }),
	});
}
