import type { SessionFacts } from "@polyinfer/core";

/** What the engine library tells of an open session: `describe("report")`. */
interface PlanReport {
	readonly library: string;
	readonly version: string;
	readonly plan: "built" | "opened";
	readonly seconds: number;
	readonly reusedTimingBytes: number;
	readonly notes: readonly string[];
}

/** Lines of the session's report: which library it is, and where the plan comes from. */
export function describePlan(report: Readonly<Record<string, unknown>>): Pick<SessionFacts, "notes"> {
	const { library, version, plan, seconds, reusedTimingBytes, notes } = report as unknown as PlanReport;
	const timings = reusedTimingBytes > 0 ? ", by what earlier builds have measured" : "";
	const came = plan === "built" ? `built in ${seconds.toFixed(1)} s${timings}` : "opened as it was built before";
	return { notes: [`${library} ${version}: the plan was ${came}`, ...notes] };
}
