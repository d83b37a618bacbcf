import { existsSync } from "node:fs";
import type { Gpu } from "../webgpu/gpu.ts";
import { openGpu } from "../webgpu/open-gpu.ts";

/** Where Chromium's packages have the Vulkan loader and SwiftShader, a Vulkan device in software. */
const folder = process.env.POLYINFER_SWIFTSHADER || "/usr/lib/chromium";
const driver = `${folder}/vk_swiftshader_icd.json`;

/** Why there is no WebGPU for tests; `undefined` where there is. */
export const noDawn: string | undefined = existsSync(driver)
	? undefined
	: `there is no ${driver}: apt install chromium`;

/** Tests without WebGPU are skipped visibly, but fail where CI runs. */
export const skipsDawn: boolean = noDawn !== undefined && !process.env.CI;

/** Kept, since Dawn dies with it. */
let instance: GPU | undefined;

/** WebGPU in Node: Dawn on SwiftShader. */
async function dawn(): Promise<GPU> {
	if (instance !== undefined) return instance;
	process.env.VK_ICD_FILENAMES = driver;
	// A loader that is in the process already is found by its name: Dawn would look for it in the system's folders only.
	const [lazy, noDelete] = [0x1, 0x1000];
	try {
		process.dlopen({ exports: {} }, `${folder}/libvulkan.so.1`, lazy | noDelete);
	} catch {
		// It is no addon, and not in that folder where the system has its own.
	}
	const { create } = await import("webgpu");
	instance = create([]);
	return instance;
}

/** {@link openGpu} on {@link dawn}. */
export async function openDawn(): Promise<Gpu> {
	return openGpu({ gpu: await dawn(), allowSoftware: true });
}
