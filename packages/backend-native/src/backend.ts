import type { Availability, Backend } from "@polyinfer/core";
import type { NativeEngine } from "./native-engine.ts";
import { openSession, whatIsHere } from "./session.ts";

/** The backend of one engine. */
export function createNativeBackend(engine: NativeEngine): Backend {
	const { id, formats, conversions } = engine;
	return {
		id,
		formats,
		...(conversions === undefined ? {} : { conversions }),
		availability: (): Promise<Availability> => whatIsHere(engine),
		createSession: (model, options, context) => openSession(engine, model, options, context),
	};
}
