import type { LoadedModel } from "../model.ts";
import type { SessionOptions } from "../session.ts";
import { compareWithReference } from "./compare-with-reference.ts";
import type { VerifyRequest } from "./read-verify.ts";
import { type Reference, runReference } from "./reference.ts";
import { TimeSlice } from "./time-slice.ts";
import type { Verified } from "./verification.ts";
import type { Verifier } from "./verifier.ts";

/** A verifier for one `createSession`: the reference is opened and run once, when it is first needed. */
export function createVerifier(
	{ entry, options: verify }: VerifyRequest,
	models: readonly LoadedModel[],
	options: Omit<SessionOptions, "prefer" | "verify">,
): Verifier {
	const slice = new TimeSlice();
	let opened: Promise<Reference> | undefined;
	const same: Verified = { checks: [], notes: [`not verified: ${entry.id} is itself the reference`] };
	return async (session, backend, engineOptions) => {
		const { device } = session.facts;
		const isAlike = backend === entry.id && JSON.stringify(engineOptions) === JSON.stringify(verify.options ?? {});
		// No backend's default device is narrower than the processor: a session there needs no second one to tell.
		const isDevice = verify.device === undefined ? /^(cpu|wasm)$/i.test(device) : verify.device === device;
		if (isAlike && isDevice) return same;
		opened ??= runReference({ entry, models, options, verify, slice });
		const reference = await opened;
		if (isAlike && reference.device === device) return same;
		const { tolerance } = verify;
		return compareWithReference(session, { id: entry.id, reference, options, tolerance, slice });
	};
}
