import { existsSync } from "node:fs";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import { expect, test, vi } from "vitest";
import { engineWorld } from "./testing/engine-world.ts";
import { tinyEngine, writeTinyWheel } from "./testing/tiny-engine.ts";

const world = engineWorld();
const folder = (id: string): string => join(world.cache, "engines", id, "1.0.0");

/** Providers, and the libraries that they need; neither is a backend. */
async function pair(prove: NonNullable<EngineSource["prove"]> = async () => ({ state: "found" as const })) {
	const wheel = await writeTinyWheel(world.index);
	return [
		tinyEngine([wheel], { id: "providers", needs: ["libraries"], prove }),
		tinyEngine([wheel], { id: "libraries", prove: async () => ({ state: "found" }) }),
	];
}

test("an engine brings those that it needs, before itself", async () => {
	const result = await world.engines(["add", "providers", "--from", world.index, "--json"], await pair());
	expect(result.exitCode).toBe(0);
	expect(result.json().engines).toMatchObject([
		{ id: "libraries", ok: true, state: "found", folder: folder("libraries") },
		{ id: "providers", ok: true, state: "found", folder: folder("providers") },
	]);
	expect(world.tried, "no smoke model").toEqual([]);
});

test("--alone leaves them out, and belongs to add", async () => {
	const sources = await pair();
	expect((await world.engines(["add", "providers", "--alone", "--from", world.index], sources)).exitCode).toBe(0);
	expect([existsSync(folder("providers")), existsSync(folder("libraries"))]).toEqual([true, false]);
	expect(await world.engines(["list", "--alone"], sources)).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining("`--alone` belongs to `polyinfer engines add`."),
	});
});

test("what an engine says of its own files is told by add, list and test", async () => {
	const prove = vi.fn(async () => ({ state: "loads" as const, reason: "no GPU here", advice: "nvidia-smi" }));
	const sources = await pair(prove);
	const add = await world.engines(["add", "providers", "--from", world.index, "--json"], sources);
	const again = await world.engines(["add", "providers", "--json"], sources);
	const list = await world.engines(["list", "--json"], sources);
	const tested = await world.engines(["test", "--json"], sources);
	for (const { exitCode, json } of [add, again, list, tested]) {
		expect(exitCode).toBe(0);
		const rows = json().engines as { id: string }[];
		expect(rows.find(({ id }) => id === "providers")).toMatchObject({
			state: "loads",
			reason: "no GPU here",
			advice: "nvidia-smi",
		});
	}
	expect(prove).toHaveBeenCalledWith(expect.objectContaining({ folder: folder("providers") }));
});

test("an engine whose files can never be used is not kept", async () => {
	const sources = await pair(async () => {
		throw new InferenceError("UNAVAILABLE", "Expected 1.0.0 but it is 2.0.0.", { advice: "type this" });
	});
	const { exitCode, stdout } = await world.engines(["add", "providers", "--from", world.index], sources);
	expect(exitCode).toBe(1);
	expect(stdout).toContain("Expected 1.0.0 but it is 2.0.0.");
	expect(stdout).toContain("-> type this");
	expect(existsSync(folder("providers"))).toBe(false);
	const list = await world.engines(["list"], sources);
	expect(list.stdout).toMatch(/providers +missing/);
	expect(list.stdout).toContain("`polyinfer engines add providers` has not been run");
});
