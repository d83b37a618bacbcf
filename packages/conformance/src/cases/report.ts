import { check, checkSame, rejects } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { loadNet } from "../load-net.ts";
import { addNet } from "../nets/add.ts";

const group = "report and options";

/** What a session says of how it runs, and what a backend says of wishes that it cannot grant. */
export const REPORT_CASES: readonly ConformanceCase[] = [
	{
		name: "the report says what runs",
		group,
		kind: "contract",
		async run({ open, backend, format }) {
			const { report } = await open(addNet);
			const { sha256 } = await loadNet(addNet, format);
			checkSame(report.backend, backend.id, "report.backend");
			checkSame(report.model.sha256, sha256, "report.model.sha256");
			for (const key of ["device", "precision", "binding", "format"] as const)
				check(typeof report[key] === "string" && report[key] !== "", `Expected a text as report.${key}.`);
			for (const key of ["conversions", "casts", "checks", "notes"] as const)
				check(Array.isArray(report[key]), `Expected a list as report.${key} but received ${String(report[key])}.`);
			for (const [key, value] of Object.entries(report.options))
				check(
					["string", "number", "boolean"].includes(typeof value),
					`Expected a plain value as report.options.${key}.`,
				);
			const last = report.attempts.at(-1);
			checkSame([last?.backend, last?.outcome], [backend.id, "ok"], "last attempt");
			check((last?.ms ?? -1) >= 0, "Expected milliseconds of the attempt.");
			if (report.library)
				check(report.library.path !== "" && report.library.version !== "", "Expected path and version of the library.");
			if (report.format !== format)
				check(report.conversions.length > 0, `Expected a conversion from ${format} to ${report.format} in the report.`);
			const text = String(report);
			check(
				text.includes(backend.id) && text.includes(report.device),
				`Expected backend and device in the text: ${text}`,
			);
		},
	},
	{
		name: "the engine that the report names counts every run",
		group,
		kind: "contract",
		async run({ open, backend, engineRuns }) {
			const session = await open(addNet);
			const counts = (): readonly (number | undefined)[] => [
				session.stats.engineRuns,
				engineRuns && (engineRuns()[backend.id] ?? 0),
			];
			const before = counts();
			const expectRuns = (runs: number, after: string): void =>
				counts().forEach((count, i) => {
					const start = before[i];
					if (start === undefined) return;
					const who = i === 0 ? "the session's engine" : `engine ${backend.id} of this process`;
					check(
						count === start + runs,
						`Expected ${who} to have run ${start + runs} times ${after} but it did ${count}.`,
					);
				});
			const feeds = feedsFor(addNet);
			for (let runs = 1; runs <= 3; runs++) {
				await session.run(feeds);
				expectRuns(runs, `after ${runs} runs`);
			}
			await Promise.all([session.run(feeds), session.run(feeds)]);
			expectRuns(5, "after two runs at once");
			if (!session.capabilities.syncRuns) return;
			session.runSync(feeds);
			expectRuns(6, "after runSync");
		},
	},
	{
		name: "report.pin opens the same again",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const { report } = await open(addNet);
			const { device, options } = report.pin;
			const again = await open(addNet, {}, { device, options });
			checkSame(again.report.device, report.device, "device of the pinned session");
			checkSame(again.report.options, report.options, "options of the pinned session");
			await expectRun(again, addNet, feedsFor(addNet));
		},
	},
	{
		name: "strict opens what needs no cast",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const plain = await open(addNet);
			if (plain.report.casts.length > 0 || Object.keys(plain.report.placement ?? {}).length > 1)
				await rejects(open(addNet, { strict: true }), "UNSUPPORTED");
			else await expectRun(await open(addNet, { strict: true }), addNet, feedsFor(addNet));
		},
	},
	{
		name: "unknown option keys are refused",
		group,
		kind: "contract",
		async run({ open, request, expectRun }) {
			const options = { ...request.options, surelyNoOptionOfThis: 1 };
			const error = await rejects(open(addNet, {}, { options }), "INVALID_ARGUMENT");
			check(error.message.includes("surelyNoOptionOfThis"), `Expected the key in the message: ${error.message}`);
			await expectRun(await open(addNet), addNet, feedsFor(addNet));
		},
	},
	{
		name: "an unknown device is refused",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			await rejects(open(addNet, {}, { device: "no-such-device:7" }), [
				"UNAVAILABLE",
				"UNSUPPORTED",
				"INVALID_ARGUMENT",
			]);
			await expectRun(await open(addNet), addNet, feedsFor(addNet));
		},
	},
];
