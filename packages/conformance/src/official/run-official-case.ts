import {
	type Backend,
	type ErrorCode,
	formatType,
	type OpenRequest,
	openSession,
	type Session,
	Tensor,
	toInferenceError,
} from "@polyinfer/core";
import type { OnnxValue } from "@polyinfer/model";
import { ConformanceFailure, check } from "../assert.ts";
import { compare } from "../compare.ts";
import { exact } from "../exact-tensor.ts";
import { DISPUTED_CASES } from "./disputed-cases.ts";
import type { OfficialCase } from "./official-case.ts";
import { isRandomCase, officialTolerance } from "./official-tolerance.ts";
import { type OfficialRun, readOfficialCase, tensorOfValue } from "./read-official-case.ts";

/** What became of one official case on one backend. */
export interface OfficialResult {
	readonly name: string;
	/**
	 * `pass`: every output has the expected dtype, shape and numbers; `random`: dtypes and shapes, for the numbers are
	 * random; `disputed`: as the operator's text wants it, which the data contradicts; `unsupported`: rejects with UNSUPPORTED; `error`: rejects with another code; `wrong`: an output differs, or
	 * a model with inputs or outputs that are no tensors was opened; `crash`: the process died, which only a caller with
	 * processes of its own can tell.
	 */
	readonly outcome: "pass" | "random" | "disputed" | "unsupported" | "error" | "wrong" | "crash";
	readonly code?: ErrorCode;
	/** The error's text, or what differs. */
	readonly message?: string;
}

/** Runs one official case on a backend. Never rejects. */
export async function runOfficialCase(
	backend: Backend,
	one: OfficialCase,
	request: OpenRequest = {},
): Promise<OfficialResult> {
	const { name } = one;
	let session: Session | undefined;
	try {
		const { model, runs } = await readOfficialCase(one);
		session = await openSession(backend, model, {}, request);
		let outcome: OfficialResult["outcome"] = isRandomCase(name) ? "random" : "pass";
		for (const run of runs) if (await checkRun(name, session, run)) outcome = "disputed";
		return { name, outcome };
	} catch (error) {
		if (error instanceof ConformanceFailure) return { name, outcome: "wrong", message: error.message };
		const { code, message } = toInferenceError(error);
		return { name, outcome: code === "UNSUPPORTED" ? "unsupported" : "error", code, message };
	} finally {
		await session?.dispose();
	}
}

/** True where the numbers are right by the operator's text only. Throws {@link ConformanceFailure} where they are wrong. */
async function checkRun(name: string, session: Session, { feeds, expected }: OfficialRun): Promise<boolean> {
	const tensors: Record<string, Tensor> = {};
	for (const [input, value] of feeds) {
		const tensor = expressed(input, value);
		if (tensor !== undefined) tensors[input] = tensor;
	}
	const results = await session.run(tensors);
	let isDisputed = false;
	for (const [output, value] of expected) {
		const tensor = expressed(output, value);
		if (tensor === undefined) continue;
		const what = `output \`${output}\``;
		if (isRandomCase(name)) checkType(results[output], tensor, what);
		else {
			const byText = disputedTensor(name, output, tensor);
			if (byText !== undefined && holds(results[output], byText)) isDisputed = true;
			else compare(results[output], exact(tensor), what, officialTolerance(name, tensor));
		}
	}
	return isDisputed;
}

function disputedTensor(name: string, output: string, { shape }: Tensor): Tensor | undefined {
	const disputed = DISPUTED_CASES[name];
	if (disputed?.output !== output) return undefined;
	return new Tensor("float32", Float32Array.from(disputed.values), shape);
}

function holds(actual: Tensor | undefined, expected: Tensor): boolean {
	try {
		compare(actual, exact(expected), "the output", officialTolerance("", expected));
		return true;
	} catch {
		return false;
	}
}

function checkType(actual: Tensor | undefined, { dtype, shape }: Tensor, what: string): void {
	const [came, wanted] = [actual && formatType(actual.dtype, actual.shape), formatType(dtype, shape)];
	check(came === wanted, `Expected ${wanted} as ${what} but received ${came ?? "nothing"}.`);
}

/** A session that was opened has tensors of the contract's dtypes only. */
function expressed(name: string, value: OnnxValue): Tensor | undefined {
	try {
		return tensorOfValue(value);
	} catch (error) {
		throw new ConformanceFailure(
			`Expected UNSUPPORTED, since \`${name}\` is no tensor of a dtype, but the model was opened. ${(error as Error).message}`,
		);
	}
}
