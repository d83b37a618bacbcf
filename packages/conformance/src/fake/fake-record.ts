import type { BackendSessionOptions, LoadedModel, OutputRequest, Tensor } from "@polyinfer/core";

/** One call of a member of the fake or of one of its sessions. Sessions are numbered from 0. */
export type FakeCall =
	| { readonly method: "availability" }
	| { readonly method: "createSession"; readonly model: LoadedModel; readonly options: BackendSessionOptions }
	| {
			readonly method: "run" | "runSync";
			readonly session: number;
			readonly feeds: readonly (Tensor | undefined)[];
			readonly outputs: readonly OutputRequest[];
	  }
	| { readonly method: "allocate" | "dispose"; readonly session: number };

/** How many calls a record keeps, the latest ones. */
const KEPT_CALLS = 1000;

/** What happened to a fake: calls, breaches of the contract by its caller, and what it holds. */
export class FakeRecord {
	readonly calls: FakeCall[] = [];
	/** Breaches of the contract between core and backend, as sentences. Empty where core does its part. */
	readonly violations: string[] = [];
	/** Open sessions, runs inside the engine or waiting, pool blocks handed out. */
	readonly held: { sessions: number; runs: number; blocks: number } = { sessions: 0, runs: 0, blocks: 0 };
	#sessions = 0;

	/** Notes a call. */
	add(call: FakeCall): void {
		this.calls.push(call);
		if (this.calls.length > KEPT_CALLS) this.calls.shift();
	}

	/** Notes a breach where `holds` is false. */
	demand(holds: boolean, breach: string): void {
		if (!holds) this.violations.push(breach);
	}

	/** The number of a new session. */
	nextSession(): number {
		return this.#sessions++;
	}
}
