import { create } from "webgpu";

/** Where Chromium's packages have the Vulkan loader and SwiftShader, a GPU in software. */
const folder = process.env.POLYINFER_SWIFTSHADER || "/usr/lib/chromium";

/** Kept, since Dawn dies with it. */
let instance: GPU | undefined;

/** Dawn on a GPU of this machine, else on SwiftShader; `undefined` where there is neither. */
export async function openDawn(): Promise<{ readonly gpu: GPU; readonly adapter: GPUAdapter } | undefined> {
	return (await tryOpen()) ?? (await tryOpen(`${folder}/vk_swiftshader_icd.json`));
}

async function tryOpen(driver?: string): Promise<{ readonly gpu: GPU; readonly adapter: GPUAdapter } | undefined> {
	if (driver !== undefined) {
		process.env.VK_ICD_FILENAMES = driver;
		// A loader that is in the process already is found by its name.
		const [lazy, noDelete] = [0x1, 0x1000];
		try {
			process.dlopen({ exports: {} }, `${folder}/libvulkan.so.1`, lazy | noDelete);
		} catch {
			// It is no addon, and not in that folder where the system has its own.
		}
	}
	instance = create([]);
	const adapter = await instance.requestAdapter();
	return adapter === null ? undefined : { gpu: instance, adapter };
}
