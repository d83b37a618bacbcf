import { chainNet, convNet, createFakeBackend, identityNet, matmulNet, type Net } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { bfloat16ToNumber, numberToBfloat16 } from "../half.ts";
import { Tensor } from "../tensor.ts";
import { creatorOf, failure, other, truth } from "./testing/creator.ts";
import { FAULTS, faultyBackend } from "./testing/faults.ts";

test("rounding of the last bits is within the tolerance, and told", async () => {
	const create = await creatorOf(
		matmulNet,
		faultyBackend(other(), (x) => x * (1 + 2 ** -22)),
		truth(),
	);
	const session = await create({ prefer: "other", verify: "truth" });
	const [y] = session.report.verification?.outputs ?? [];
	expect(y?.maxRelative).toBeGreaterThan(0);
	expect(y?.maxRelative).toBeLessThan(1e-6);
	expect(String(session.report)).toMatch(/checked: `y` within \S+ of truth on 2 inputs, \S+ of its range/);
	await session.dispose();
});

test.for(FAULTS.map((fault) => [fault.what, fault] as const))("catches %s every time", async ([, fault]) => {
	for (const net of fault.nets)
		for (let seed = 0; seed < 100; seed++) {
			const faulty = other();
			const create = await creatorOf(net, fault.make(faulty), truth());
			const error = await failure(create({ prefer: "other", verify: { backend: "truth", seed } }));
			expect([error.code, error.stage, error.backend], `${net.name}, seed ${seed}`).toEqual([
				"ENGINE",
				"verify",
				"other",
			]);
			expect(error.message).toMatch(fault.message);
			expect(faulty.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
		}
});

test("catches a layer that is left out and weights in bfloat16 inside the engine", async () => {
	const brain = (x: number): number => bfloat16ToNumber(numberToBfloat16(x));
	const wrong: readonly [Net, Net][] = [
		[
			chainNet,
			{ ...chainNet, nodes: chainNet.nodes.map((node) => (node.op === "relu" ? { ...node, op: "identity" } : node)) },
		],
		...[matmulNet, convNet].map((net): [Net, Net] => [
			net,
			{ ...net, constants: net.constants.map((one) => ({ ...one, values: Array.from(one.values, brain) })) },
		]),
	];
	for (const [right, net] of wrong)
		for (let seed = 0; seed < 100; seed++) {
			const create = await creatorOf(right, other({ net }), truth());
			const error = await failure(create({ prefer: "other", verify: { backend: "truth", seed } }));
			expect([error.code, error.stage], `${net.name}, seed ${seed}`).toEqual(["ENGINE", "verify"]);
		}
});

test("integers must be equal, or as near as their name allows", async () => {
	const plusOne = (right: Backend): Backend => ({
		...right,
		createSession: async (...args) => {
			const session = await right.createSession(...args);
			const add = (tensor: Tensor | undefined): Tensor | undefined =>
				tensor?.dtype === "uint8"
					? new Tensor(
							"uint8",
							(tensor.data as Uint8Array).map((x) => x + 1),
							tensor.shape,
						)
					: tensor;
			return { ...session, run: async (...run) => (await session.run(...run)).map(add) };
		},
	});
	const create = await creatorOf(identityNet("uint8"), plusOne(other()), truth());
	const open = (tolerance: number | Record<string, number>) =>
		create({ prefer: "other", verify: { backend: "truth", tolerance } });
	expect((await failure(open(0.5))).message).toContain("output `y` differs from truth by 1 and must equal it.");
	await (await open({ y: 0.02 })).dispose();
});

test("an output near 0 may be as far off as rounding around 1 is, and is told to say little", async () => {
	const tiny = (id: string, plus: number): Backend => faultyBackend(createFakeBackend({ id }), (x) => x * 1e-7 + plus);
	const create = await creatorOf(matmulNet, tiny("other", 2 ** -23), tiny("far", 2e-6), tiny("truth", 0));
	const session = await create({ prefer: ["far", "other"], verify: "truth" });
	expect(session.report.attempts.map(({ backend, code }) => [backend, code])).toEqual([
		["far", "ENGINE"],
		["other", undefined],
	]);
	expect(session.report.notes).toEqual(["`y` tells little: no number of 0.01 and above on truth"]);
	await session.dispose();
});

test("an output that is nothing but zeros is told to say little", async () => {
	const zeros = (id: string): Backend => faultyBackend(createFakeBackend({ id }), () => 0);
	const create = await creatorOf(matmulNet, zeros("other"), zeros("truth"));
	const session = await create({ prefer: "other", verify: "truth" });
	expect(session.report.notes).toEqual(["`y` tells little: no number of 0.01 and above on truth"]);
	await session.dispose();
});

test("the tolerance may be the caller's, for all outputs or by name", async () => {
	const create = await creatorOf(
		matmulNet,
		faultyBackend(other(), (x) => x * 1.01),
		truth(),
	);
	const open = (tolerance: number | Record<string, number>) =>
		create({ prefer: "other", verify: { backend: "truth", tolerance } });
	for (const tolerance of [0.02, { y: 0.02 }]) await (await open(tolerance)).dispose();
	expect((await failure(open(0))).message).toMatch(/differs from truth by \S+ and must equal it\./);
	for (const tolerance of [0.001, { y: 0.001 }, {}])
		expect((await failure(open(tolerance))).message).toMatch(/differs from truth by \S+, 0\.01 of its range where/);
});
