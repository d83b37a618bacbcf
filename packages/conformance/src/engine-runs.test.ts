import type { Backend } from "@polyinfer/core";
import { expect, test } from "vitest";
import { createFakeBackend, type FakeBackend } from "./fake/create-fake-backend.ts";
import { runConformance } from "./run-conformance.ts";

const CASE = "the engine that the report names counts every run";

async function verdict(backend: Backend, engine: FakeBackend): Promise<string> {
	const engineRuns = () => ({ [backend.id]: engine.calls.filter(({ method }) => method.startsWith("run")).length });
	const [result] = await runConformance(backend, { cases: [CASE], engineRuns });
	return `${result?.outcome}: ${result?.reason ?? ""}`;
}

test("a backend whose engine runs is believed", async () => {
	const fake = createFakeBackend();
	expect(await verdict(fake, fake)).toBe("passed: ");
});

test("a backend that runs elsewhere and makes its own count up is found by a witness", async () => {
	const [named, elsewhere] = [createFakeBackend(), createFakeBackend()];
	const liar: Backend = { ...named, createSession: elsewhere.createSession };
	expect(await verdict(liar, named)).toMatch(/^failed: Expected engine fake of this process to have run 1 times/);
});
