import {
	type Backend,
	type Capabilities,
	MODEL_FORMATS,
	type ModelFormat,
	openSession,
	type Session,
} from "@polyinfer/core";
import type { ConformanceCase, Setup } from "./case.ts";
import { CASES } from "./cases/cases.ts";
import { EMITTERS } from "./emitters/emitters.ts";
import { loadNet } from "./load-net.ts";
import { addNet } from "./nets/add.ts";
import { type ConformanceOptions, DEFAULT_LIMITS, type Gap } from "./options.ts";
import { findSlowNet, type SlowNet } from "./slow-net.ts";

/** The cases of one backend in one format, ready to run. */
export interface FormatPlan {
	readonly format: ModelFormat;
	readonly setup: Setup;
	readonly cases: readonly { readonly one: ConformanceCase; readonly gap?: string }[];
}

/** What is to be run: plans by format, or why the backend cannot be tested here. */
export type Plan =
	| { readonly kind: "here"; readonly formats: readonly FormatPlan[] }
	| { readonly kind: "missing"; readonly reason: string; readonly isRequired: boolean };

/**
 * Finds out whether `backend` is here and what to run on it. Throws where the options name an unknown case or format,
 * or declare a gap for a case that is no function.
 */
export async function makePlan(backend: Backend, options: ConformanceOptions): Promise<Plan> {
	checkNames(options);
	const formats = options.formats ?? backend.formats.filter((format) => EMITTERS[format]);
	for (const format of formats)
		if (!EMITTERS[format]) throw new Error(`Expected formats that the kit can write but received ${format}.`);
	if (formats.length === 0) throw new Error(`The kit can write none of ${backend.id}'s formats: ${backend.formats}.`);
	const availability = await backend.availability();
	if (availability.status === "missing") return missing(backend, availability.reason, options);
	const plans: FormatPlan[] = [];
	for (const format of formats) {
		const probed = await probe(backend, format, options);
		if ("reason" in probed) return missing(backend, probed.reason, options);
		plans.push({ format, setup: probed, cases: select(format, options) });
	}
	return { kind: "here", formats: plans };
}

function missing(backend: Backend, reason: string, options: ConformanceOptions): Plan {
	const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
	const environment = options.environment ?? host.process?.env ?? {};
	const required = (environment.POLYINFER_REQUIRE ?? "").split(",").map((id) => id.trim());
	return { kind: "missing", reason, isRequired: required.includes(backend.id) };
}

/** Opens the smallest net: says what sessions can do, or why there are none. */
async function probe(
	backend: Backend,
	format: ModelFormat,
	options: ConformanceOptions,
): Promise<Setup | { readonly reason: string }> {
	const { open = openSession, request = {}, counters, engineRuns, writeFile, memory } = options;
	const limits = { ...DEFAULT_LIMITS, ...options.limits };
	let session: Session;
	try {
		session = await open(backend, await loadNet(addNet, format), {}, request);
	} catch (error) {
		if ((error as { code?: string }).code === "UNAVAILABLE") return { reason: (error as Error).message };
		throw error;
	}
	const capabilities: Capabilities = session.capabilities;
	await session.dispose();
	let slow: Promise<SlowNet> | undefined;
	return {
		backend,
		format,
		capabilities,
		openSession: open,
		request,
		limits,
		...(counters === undefined ? {} : { counters }),
		...(engineRuns === undefined ? {} : { engineRuns }),
		...(writeFile === undefined ? {} : { writeFile }),
		...(memory === undefined ? {} : { memory }),
		slowNet: () => {
			slow ??= findSlowNet(
				async (net) => open(backend, await loadNet(net, format), { threads: 1 }, request),
				limits.slowRunMs,
			);
			return slow;
		},
	};
}

function select(format: ModelFormat, { gaps = [], only, cases }: ConformanceOptions): FormatPlan["cases"] {
	const gapOf = (name: string): Gap | undefined =>
		gaps.find((gap) => gap.cases.includes(name) && (gap.formats?.includes(format) ?? true));
	return CASES.filter((one) => only === undefined || (only === "slow") === (one.slow ?? false))
		.filter((one) => cases?.includes(one.name) ?? true)
		.map((one) => {
			const gap = gapOf(one.name)?.reason;
			return gap === undefined ? { one } : { one, gap };
		});
}

function checkNames({ gaps = [], cases = [] }: ConformanceOptions): void {
	const kinds = new Map(CASES.map(({ name, kind }) => [name, kind]));
	for (const name of [...cases, ...gaps.flatMap((gap) => gap.cases)])
		if (!kinds.has(name)) throw new Error(`There is no case named "${name}".`);
	for (const { reason, cases: names, formats = [] } of gaps) {
		if (reason.trim() === "") throw new Error(`Expected a reason for the gap of ${names.join(", ")}.`);
		for (const name of names)
			if (kinds.get(name) !== "function")
				throw new Error(`"${name}" is a ${kinds.get(name)} case: only function cases may be gaps.`);
		for (const format of formats)
			if (!MODEL_FORMATS.includes(format)) throw new Error(`There is no format named "${format}".`);
	}
}
