import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dynamicBatchNet, loadNet } from "@polyinfer/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lacksFakes, loadFakes } from "./fakes.ts";

const MISUSES: Readonly<Record<string, string>> = {
	nothing: "",
	flag: "setFlag is given 31",
	slot: "is called, slot 15 of TensorRT",
	network: "is called on a deleted INetworkDefinition",
	builder: "is called on a deleted IOptimizationProfile",
	parser: "after the parser, which has the weights, is deleted",
	shape: "before all input shapes are set",
	host: "what are no 32 bytes of device memory",
	aligned: "not aligned to 256 bytes",
	address: "before the address of x is set",
	thread: "on a thread without a CUDA context",
	deleted: "enqueueV3 is called on a deleted IExecutionContext",
	streams: "on a second stream while a run of the same context is on another",
	flight: "is deleted while",
	engine: "An ICudaEngine is deleted before 1 of its execution contexts",
	runtime: "An IRuntime is deleted before 1 of its engines",
};
// They need a run that is still on its stream.
const UNDERWAY = ["streams", "flight"];
// Nothing sensible can follow: the process ends with the sentence.
const FATAL = ["slot", "network", "builder", "deleted"];

describe.skipIf(lacksFakes !== "")(`the fake TensorRT${lacksFakes}`, () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-"));
	const program = join(folder, "misuse_test");
	const model = join(folder, "model.onnx");
	afterAll(() => rmSync(folder, { recursive: true }));
	beforeAll(async () => {
		const source = fileURLToPath(new URL("test/misuse_test.cc", import.meta.url));
		const include = fileURLToPath(new URL("../..", import.meta.url));
		execFileSync(process.env.CXX || "g++", ["-std=c++17", "-I", include, source, "-o", program, "-ldl"]);
		writeFileSync(model, (await loadNet(dynamicBatchNet, "onnx")).files[0]?.bytes ?? "");
	});

	test.each([10, 11] as const)("tells what is done wrong with %i", { timeout: 180_000 }, (major) => {
		const { tensorrt, driver } = loadFakes(major);
		const parser = join(dirname(tensorrt.library), `libnvonnxparser.so.${major}`);
		for (const [misuse, says] of Object.entries(MISUSES)) {
			const { stdout, stderr, signal } = spawnSync(program, [tensorrt.library, parser, driver.library, model, misuse], {
				encoding: "utf8",
				env: {
					...process.env,
					POLYINFER_CUDA_LIBRARY: driver.library,
					POLYINFER_FAKE_CUDA_DELAY_US: UNDERWAY.includes(misuse) ? "300000" : "100",
				},
			});
			expect(`${stdout}${stderr}`, misuse).toContain(says);
			if (misuse === "nothing") expect(stdout).toBe("");
			expect(signal, misuse).toBe(FATAL.includes(misuse) ? "SIGABRT" : null);
		}
	});
});
