import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";

/** Why there is no browser here; `undefined` where there is, and in CI, where it has to be. */
export const withoutChromium: string | undefined =
	existsSync(executablePath) || process.env.CI ? undefined : "there is no Chromium: apt install chromium";

/** WebGPU and WebGL on the processor, so that pages have both on machines without a GPU. */
const SOFTWARE_WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"];
const SOFTWARE_WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/**
 * Starts Chromium without a window. `collectsGarbage`: pages have `gc()`. `hasWebgl`: false for pages that bring videos to WebGPU,
 * of which Chromium's process for the GPU dies where WebGL is on the processor.
 */
export function launchChromium({ collectsGarbage = false, hasWebgl = true } = {}): Promise<Browser> {
	const flags = collectsGarbage ? ["--js-flags=--expose-gc", "--enable-precise-memory-info"] : [];
	return chromium.launch({
		executablePath,
		args: ["--no-sandbox", ...SOFTWARE_WEBGPU, ...(hasWebgl ? SOFTWARE_WEBGL : []), ...flags],
	});
}
