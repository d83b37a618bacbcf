import { expect, test } from "vitest";
import { type GpuAdapterInfo, type GpuLike, requestGpuDevice } from "./request-gpu-device.ts";

interface Asked {
	readonly requiredFeatures: readonly string[];
	readonly requiredLimits: Readonly<Record<string, number>>;
}

/** A GPU that hands out what it was asked for as its device. */
function gpuOf(info: GpuAdapterInfo, refusal?: string): GpuLike<Asked> {
	return {
		requestAdapter: async () => ({
			features: new Set(["shader-f16", "depth-clip-control"]),
			limits: { maxBufferSize: 7, maxBindGroups: 3, maxTextureDimension1D: 5 },
			info,
			requestDevice: async (descriptor) => {
				if (refusal !== undefined) throw new TypeError(refusal);
				return descriptor;
			},
		}),
	};
}

const nvidia = { vendor: "nvidia", architecture: "ampere" };

test("a device has the useful features and limits that its adapter has", async () => {
	const { device, info, isSoftware } = await requestGpuDevice({ gpu: gpuOf(nvidia) });
	expect(device).toEqual({ requiredFeatures: ["shader-f16"], requiredLimits: { maxBufferSize: 7, maxBindGroups: 3 } });
	expect(info).toEqual(nvidia);
	expect(isSoftware).toBe(false);
	const few = await requestGpuDevice({ gpu: gpuOf(nvidia), limits: [] });
	expect(few.device.requiredLimits).toEqual({});
});

test.each([
	{ vendor: "google", architecture: "swiftshader" },
	{ vendor: "mesa", description: "llvmpipe (LLVM 15.0.6, 256 bits)" },
	{ vendor: "microsoft", description: "Microsoft Basic Render Driver" },
	{ vendor: "acme", isFallbackAdapter: true },
])("a software adapter is refused unless it was asked for: %o", async (info) => {
	await expect(requestGpuDevice({ gpu: gpuOf(info) })).rejects.toMatchObject({
		code: "UNAVAILABLE",
		stage: "find",
		message: expect.stringContaining(info.vendor),
		advice: expect.stringContaining("allowSoftware: true"),
	});
	expect((await requestGpuDevice({ gpu: gpuOf(info), allowSoftware: true })).isSoftware).toBe(true);
});

test("where there is no WebGPU, no adapter or no device, that is UNAVAILABLE with what to do", async () => {
	const unavailable = { code: "UNAVAILABLE", stage: "find", advice: expect.any(String) };
	// Node has no WebGPU.
	await expect(requestGpuDevice()).rejects.toMatchObject({
		...unavailable,
		message: expect.stringMatching(/navigator/),
	});
	const gpu: GpuLike<Asked> = { requestAdapter: async () => null };
	await expect(requestGpuDevice({ gpu })).rejects.toMatchObject({
		...unavailable,
		message: expect.stringMatching(/adapter/),
	});
	await expect(requestGpuDevice({ gpu: gpuOf(nvidia, "too many limits") })).rejects.toMatchObject({
		...unavailable,
		message: "WebGPU gives no device: too many limits",
		cause: expect.any(TypeError),
	});
});
