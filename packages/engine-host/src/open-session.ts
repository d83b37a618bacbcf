import { abortedError, onAbort } from "@polyinfer/core";
import type { OpenOptions } from "./host-session.ts";
import { nativeLog } from "./log-callback.ts";
import { nativeFiles } from "./model-files.ts";
import type { NativeAddon, NativeEngine, NativeSession } from "./native-addon.ts";
import { fromNativeError } from "./native-error.ts";

/** Opens a model; an abort reaches the engine, and a session that opened all the same is closed. */
export async function openSession(
	addon: NativeAddon,
	engine: NativeEngine,
	options: OpenOptions,
): Promise<NativeSession> {
	const { signal } = options;
	if (signal?.aborted) throw abortedError(signal);
	let ended: (() => void) | undefined;
	try {
		const request = {
			format: options.format,
			device: options.device ?? "",
			threads: options.threads ?? 0,
			maxRuns: options.maxRuns ?? 0,
			files: await nativeFiles(addon, options.files, signal),
			options: options.options,
		};
		if (signal?.aborted) throw abortedError(signal);
		const opening = addon.open(engine, request, options.onProgress, nativeLog(options.onLog));
		ended = signal && onAbort(signal, () => addon.cancelOpen(opening.ticket));
		const session = await opening.session;
		if (!signal?.aborted) return session;
		await addon.close(session);
		throw abortedError(signal);
	} catch (error) {
		throw fromNativeError(error, signal);
	} finally {
		ended?.();
	}
}
