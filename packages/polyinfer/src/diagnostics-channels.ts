import { channel } from "node:diagnostics_channel";
import type { SessionChannels } from "@polyinfer/core";

/**
 * Node's channels `polyinfer:session` and `polyinfer:run`, whose messages are a `SessionEvent` and a
 * `RunEvent`.
 */
export function diagnosticsChannels(): SessionChannels {
	return { session: channel("polyinfer:session"), run: channel("polyinfer:run") };
}
