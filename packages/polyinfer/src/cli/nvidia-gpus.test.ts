import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nvidiaGpus } from "./nvidia-gpus.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "polyinfer-nvidia-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addGpu(address: string, information: string): void {
	mkdirSync(join(folder, "gpus", address), { recursive: true });
	writeFileSync(join(folder, "gpus", address, "information"), information);
}

const OPEN_KERNEL =
	"NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs-builder@U22)\nGCC version:  gcc 12\n";
const CLOSED_KERNEL = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n";

test.each([
	["the open kernel module", OPEN_KERNEL, "580.65.06"],
	["the closed one", CLOSED_KERNEL, "535.183.01"],
	["a text that tells none", "something else\n", "unknown"],
])("tells the driver's version of %s, and the models in the order of their addresses", (_, version, driver) => {
	writeFileSync(join(folder, "version"), version);
	addGpu("0000:65:00.0", "Model: \t\t NVIDIA RTX A2000\nIRQ:   \t\t 99\n");
	addGpu("0000:01:00.0", "Model: \t\t NVIDIA H100 PCIe\n");
	expect(nvidiaGpus(folder)).toEqual({ driver, models: ["NVIDIA H100 PCIe", "NVIDIA RTX A2000"] });
});

test("is null where there is no driver of NVIDIA, or its files tell nothing", () => {
	expect(nvidiaGpus(join(folder, "missing"))).toBeNull();
	writeFileSync(join(folder, "version"), OPEN_KERNEL);
	expect(nvidiaGpus(folder)).toBeNull();
});
