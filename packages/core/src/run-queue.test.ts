import { expect, test } from "vitest";
import { RunQueue } from "./run-queue.ts";

const pieces = (): {
	work: (name: string) => () => Promise<string>;
	started: string[];
	finish: (name: string) => void;
} => {
	const started: string[] = [];
	const waiting = new Map<string, () => void>();
	return {
		started,
		finish: (name) => waiting.get(name)?.(),
		work: (name) => () => {
			started.push(name);
			return new Promise((resolve) => waiting.set(name, () => resolve(name)));
		},
	};
};

test("starts first in, first out, at most `concurrency` at once", async () => {
	const queue = new RunQueue(2);
	const { work, started, finish } = pieces();
	const all = ["a", "b", "c", "d"].map((name) => queue.add(work(name)));
	expect(started).toEqual(["a", "b"]);
	finish("b");
	await all[1];
	await Promise.resolve();
	expect(started).toEqual(["a", "b", "c"]);
	finish("a");
	finish("c");
	await Promise.all([all[0], all[2]]);
	finish("d");
	expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});

test("waiting work leaves at once on abort and does not start later", async () => {
	const queue = new RunQueue(1);
	const { work, started, finish } = pieces();
	const first = queue.add(work("a"));
	const controller = new AbortController();
	const second = queue.add(work("b"), controller.signal);
	const third = queue.add(work("c"));
	controller.abort("why");
	await expect(second).rejects.toMatchObject({ code: "ABORTED", cause: "why" });
	finish("a");
	await first;
	await new Promise((resolve) => setTimeout(resolve));
	expect(started).toEqual(["a", "c"]);
	finish("c");
	await third;
});

test("dispose rejects what waits and leaves what runs", async () => {
	const queue = new RunQueue(1);
	const { work, finish } = pieces();
	const first = queue.add(work("a"));
	const second = queue.add(work("b"));
	queue.dispose();
	await expect(second).rejects.toMatchObject({ code: "DISPOSED" });
	finish("a");
	expect(await first).toBe("a");
});

test("failed work makes room for the next", async () => {
	const queue = new RunQueue(1);
	const first = queue.add(() => Promise.reject(new Error("no")));
	const second = queue.add(() => Promise.resolve("yes"));
	await expect(first).rejects.toThrow("no");
	expect(await second).toBe("yes");
});
