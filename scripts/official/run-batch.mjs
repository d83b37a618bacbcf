import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cleanEnv } from "../run/clean-env.mjs";

/** @typedef {import("../../packages/conformance/src/official/run-official-case.ts").OfficialResult} Result */

const program = fileURLToPath(new URL("run-cases.mjs", import.meta.url));
/** A case that takes longer hangs. */
const caseTimeoutMs = 60_000;

/**
 * Runs cases in a process of their own, and again in a new one where it dies: the case that was running is a crash.
 *
 * @param {import("./run-cases.mjs").Order} order
 * @param {{ program?: string, caseTimeoutMs?: number }} [settings]
 * @returns {Promise<Result[]>} one for each name, in the order of the names
 */
export async function runBatch(order, settings = {}) {
	/** @type {Map<string, Result>} */
	const results = new Map();
	for (let names = order.names; names.length > 0; names = order.names.filter((name) => !results.has(name))) {
		const { running, ending } = await runUntilDeath({ ...order, names }, results, settings);
		if (ending === undefined) break;
		// A process that dies outside a case would die again.
		for (const name of running === undefined ? names.filter((left) => !results.has(left)) : [running])
			results.set(name, { name, outcome: "crash", message: ending });
	}
	return order.names.map((name) => results.get(name) ?? { name, outcome: "crash", message: "The case was not run." });
}

/**
 * @param {import("./run-cases.mjs").Order} order
 * @param {Map<string, Result>} results filled
 * @param {{ program?: string, caseTimeoutMs?: number }} settings
 * @returns {Promise<{ running?: string, ending?: string }>} `ending` where it ended too early, with the case that was running
 */
function runUntilDeath(order, results, settings) {
	return new Promise((resolve) => {
		const child = fork(settings.program ?? program, {
			env: cleanEnv(process.env),
			stdio: ["ignore", "inherit", "pipe", "ipc"],
		});
		/** @type {string | undefined} */
		let running;
		let said = "";
		const limitMs = settings.caseTimeoutMs ?? caseTimeoutMs;
		const timer = setTimeout(() => {
			said = `no answer within ${limitMs} ms`;
			child.kill("SIGKILL");
		}, limitMs);
		child.stderr?.setEncoding("utf8").on("data", (text) => {
			said = (said + text).slice(-1000);
		});
		child.on("message", (/** @type {{ start?: string, result?: Result }} */ { start, result }) => {
			timer.refresh();
			running = start;
			if (result !== undefined) results.set(result.name, result);
		});
		child.on("error", (error) => {
			said ||= error.message;
		});
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			const isWhole = code === 0 && running === undefined;
			const ending = isWhole ? {} : { ending: `${signal ?? `exit code ${code}`}: ${said.trim()}` };
			resolve(running === undefined ? ending : { running, ...ending });
		});
		child.send(order, () => {
			// A child that is gone already says so by its end.
		});
	});
}
