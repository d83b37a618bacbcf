import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerRequest } from "../harness/answer-request.ts";
import { measure } from "../harness/measure.ts";
import { planFile } from "./plan-file.ts";
import type { Plan, Work } from "./work.ts";

/** What is timed, and what the last run has computed. */
export interface Timed {
	readonly run: () => unknown;
	readonly output: () => Float32Array | Promise<Float32Array>;
}

type PlanOf<Op extends Work["op"]> = Extract<Plan, { readonly op: Op }>;

/** What a peer can do. `next` gives the input, or the copy of it whose turn it is. */
export type Ops = {
	readonly [Op in Work["op"]]?: (plan: PlanOf<Op>, next: () => Uint8Array<ArrayBuffer>) => Timed | Promise<Timed>;
};

type Facts = Readonly<Record<string, string | number>>;

/** Memory for an input. */
type Allocate = (bytes: number) => Uint8Array<ArrayBuffer>;

/** The main function of a peer written in JavaScript. `facts` is called after the case was opened. */
export async function answerPlan(
	peer: string,
	ops: Ops,
	facts: () => Facts | Promise<Facts>,
	allocate: Allocate = (bytes) => new Uint8Array(bytes),
): Promise<void> {
	await answerRequest(async ({ case: id, folder, task, measureMs }) => {
		const plan = JSON.parse(readFileSync(planFile(folder, id), "utf8")) as Plan;
		const open = ops[plan.op] as
			| ((plan: Plan, next: () => Uint8Array<ArrayBuffer>) => Timed | Promise<Timed>)
			| undefined;
		if (!open) throw new Error(`${peer} has no ${plan.op} here.`);
		const timed = await open(plan, rotate(plan, allocate));
		if (task === "time") {
			const { minSamples, sampleMs } = plan;
			const samples = await measure(timed.run, { measureMs, minSamples, sampleMs });
			return { samples, facts: await facts() };
		}
		await timed.run();
		const output = join(folder, `${id}.${peer}.f32`);
		const { buffer, byteOffset, byteLength } = await timed.output();
		writeFileSync(output, new Uint8Array(buffer, byteOffset, byteLength));
		return { samples: [], output, facts: {} };
	});
}

function rotate({ input, frames }: Plan, allocate: Allocate): () => Uint8Array<ArrayBuffer> {
	const bytes = readFileSync(input);
	const copies = Array.from({ length: frames }, () => {
		const copy = allocate(bytes.length);
		copy.set(bytes);
		return copy;
	});
	let turn = 0;
	return () => copies[turn++ % frames] as Uint8Array<ArrayBuffer>;
}
