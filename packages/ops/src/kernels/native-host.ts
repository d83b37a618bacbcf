import { type ErrorCode, InferenceError } from "@polyinfer/core";
import { requireNative } from "@polyinfer/engine-host/native";
import type { KernelHost, KernelPlan, KernelSpec } from "./kernel-host.ts";
import { KERNEL_NAMES } from "./kernel-names.ts";
import { KERNELS_HASH } from "./kernels-hash.ts";
import type { NativeAddon } from "./native-addon.ts";

/** From so much work on, a run leaves the event loop. */
const ASYNC_US = 1000;

/** What runs kernels natively here: one for each instruction set, the widest first. */
export interface NativeKernels {
	readonly hosts: readonly KernelHost[];
	/** Why there is none; `undefined` where there is. */
	readonly reason: string | undefined;
}

let found: NativeKernels | undefined;

/** Loads `ops.node` the first time. Never throws. */
export function nativeKernels(): NativeKernels {
	found ??= look();
	return found;
}

function look(): NativeKernels {
	const { addon, reason } = requireNative("@polyinfer/ops", import.meta.url, "ops.node");
	if (addon === undefined) return { hosts: [], reason };
	const native = addon as NativeAddon;
	if (native.kernels !== KERNELS_HASH) return { hosts: [], reason: "ops.node is of another version of @polyinfer/ops" };
	const hosts = native.instructionSets.flatMap((name, index) =>
		name === undefined ? [] : [{ name, plan: (spec, threads) => plan(native, index, spec, threads) } as KernelHost],
	);
	return { hosts, reason: hosts.length > 0 ? undefined : "this processor has no instruction set of ops.node" };
}

function plan(addon: NativeAddon, instructionSet: number, spec: KernelSpec, threads: number): KernelPlan {
	const { kernel, block, arrays, rows, scratchBytes } = spec;
	const sizes = arrays.map(({ bytes }) => bytes);
	const handle = addon.plan(
		instructionSet,
		KERNEL_NAMES.indexOf(kernel),
		block,
		sizes,
		rows,
		scratchBytes,
		rows > 1 ? threads : 1,
	);
	const run: KernelPlan["run"] = (call, given) => {
		try {
			return addon.run(handle, call, ...given);
		} catch (error) {
			throw typed(error);
		}
	};
	return {
		run,
		runAsync: async (call, given) => {
			const lastUs = addon.lastUs(handle);
			if (lastUs >= 0 && lastUs < ASYNC_US) return run(call, given);
			try {
				return await addon.runAsync(handle, call, ...given);
			} catch (error) {
				throw typed(error);
			}
		},
	};
}

function typed(error: unknown): unknown {
	if (!(error instanceof Error) || !("code" in error)) return error;
	return new InferenceError(error.code as ErrorCode, error.message, { cause: error });
}
