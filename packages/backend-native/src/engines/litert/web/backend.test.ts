import { addNet, loadNet } from "@polyinfer/conformance";
import { openSession } from "@polyinfer/core";
import { expect, test } from "vitest";
import { litert } from "./backend.ts";

const open = async (options: object, device = "wasm"): Promise<unknown> =>
	openSession(litert, await loadNet(addNet, "tflite"), {}, { device, options: { ...options } });

test("nothing is fetched from a place that nobody named: UNAVAILABLE, with the line to type", async () => {
	await expect(open({})).rejects.toMatchObject({
		code: "UNAVAILABLE",
		stage: "find",
		advice: expect.stringContaining("npm install @litertjs/core"),
	});
});

test("a place without the engine's script is UNAVAILABLE each time that it is asked", async () => {
	for (let i = 0; i < 2; i++)
		await expect(open({ wasmPaths: "https://localhost:1/litert" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: expect.stringContaining("https://localhost:1/litert/litert_wasm"),
		});
});

test("other devices, unknown options and what is no URL are told apart", async () => {
	await expect(open({ wasmPaths: "/litert/" }, "npu")).rejects.toMatchObject({ code: "UNAVAILABLE" });
	await expect(open({ wasmPath: "/litert/" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(open({ wasmPaths: "//" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
