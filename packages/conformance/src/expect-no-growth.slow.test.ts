import { expect, test } from "vitest";
import { expectNoGrowth } from "./expect-no-growth.ts";

test("a step is no leak, growth without end is", async () => {
	const kept: Uint8Array[] = [];
	const keep = (bytes: number) => kept.push(new Uint8Array(bytes).fill(1));
	let turns = 0;
	const step = async (): Promise<void> => {
		if (++turns === 2000) for (let i = 0; i < 30; i++) keep(1 << 20);
	};
	await expectNoGrowth(step, { ms: 300, bytesPerTurn: 100 });
	const leak = async (): Promise<unknown> => keep(10_000);
	await expect(expectNoGrowth(leak, { ms: 300, bytesPerTurn: 5000 })).rejects.toThrow(
		/^Expected at most 5000 bytes a turn to stay \((process|JavaScript)\) but \d+ ± \d+ did, over \d+ turns\.$/,
	);
	expect(kept.length).toBeGreaterThan(0);
});
