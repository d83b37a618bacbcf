import type { Attempt } from "./errors.ts";
import type { Compiled, Move, Report, SessionFacts } from "./report.ts";

/** One line on one attempt: what became of it, why, and what to type. */
export function describeAttempt(attempt: Attempt): string {
	const name = attempt.device ? `${attempt.backend} (${attempt.device})` : attempt.backend;
	const by = attempt.entry === attempt.backend ? "" : `, by "${attempt.entry}"`;
	if (attempt.outcome === "ok") return `${name}: runs${by}`;
	const advice = attempt.advice ? ` -> ${attempt.advice}` : "";
	return `${name}: not used${by}, ${attempt.code} at ${attempt.stage}: ${attempt.message}${advice}`;
}

/** Facts of an open session and the attempts before it, with their text. */
export function makeReport(facts: SessionFacts, rest: Omit<Report, keyof SessionFacts | "toString">): Report {
	const report = { ...facts, ...rest };
	const print = (): string => reportLines(report).join("\n");
	Object.defineProperty(report, "toString", { value: print });
	Object.defineProperty(report, Symbol.for("nodejs.util.inspect.custom"), { value: print });
	return report as Report;
}

function reportLines(report: Omit<Report, "toString">): string[] {
	const engine = report.library ? `${report.backend} ${report.library.version}` : report.backend;
	const chosen = report.attempts.findLast((attempt) => attempt.outcome === "ok");
	const by = chosen && chosen.entry !== chosen.backend ? ` by "${chosen.entry}"` : "";
	const ms = chosen ? `, ready in ${Math.round(chosen.ms)} ms` : "";
	return [
		...report.attempts.filter((attempt) => attempt.outcome === "failed").map(describeAttempt),
		`${engine} runs on ${report.device}${by}: ${report.format}, ${report.precision}, through ${report.binding}${ms}`,
		...(report.move ? [`  ${describeMove(report.move)}`] : []),
		...report.conversions.map((text) => `  converted: ${text}`),
		...(report.compiled ? [`  ${describeCompiled(report.compiled)}`] : []),
		...report.casts.map((text) => `  cast: ${text}`),
		...report.checks.map((text) => `  checked: ${text}`),
		...report.notes.map((text) => `  note: ${text}`),
	];
}

function describeCompiled({ from, ms, path }: Compiled): string {
	if (from === "cache") return `compiled before, opened in ${Math.round(ms)} ms from ${path}`;
	return `compiled in ${Math.round(ms)} ms${path === undefined ? "" : `, kept in ${path}`}`;
}

function describeMove({ from, to, state, ms = 0, runs }: Move): string {
	if (state === "opening") return `serves until ${to} is open`;
	const when = `after ${Math.round(ms)} ms and ${runs} runs`;
	return state === "done" ? `moved over from ${from} ${when}` : `stays on ${from}: ${to} failed ${when}`;
}
