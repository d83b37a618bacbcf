import type { SessionFacts } from "@polyinfer/core";

/** What the engine tells of its nodes. */
export interface Placement {
	/** Nodes by the vendor's name of the provider. */
	readonly placement: Readonly<Record<string, number>>;
	/** Operators that the processor computes. */
	readonly onCpu: readonly string[];
}

const PROCESSOR = "CPUExecutionProvider";
const MOST_NAMES = 8;

/** For the report: nodes by device, and a line on those that are not where the caller wanted them. */
export function placementFacts(
	{ placement, onCpu }: Placement,
	device: string,
	notes: readonly string[],
): Partial<SessionFacts> {
	const { [PROCESSOR]: onProcessor = 0, ...others } = placement;
	const onDevice = Object.values(others).reduce((sum, count) => sum + count, 0);
	if (onProcessor + onDevice === 0) return {};
	const more: string[] = [];
	const { TensorrtExecutionProvider: tensorrt = 0, CUDAExecutionProvider: cuda = 0 } = others;
	if (tensorrt > 0 && cuda > 0) more.push(`TensorRT takes ${nodes(tensorrt)}, ONNX Runtime's CUDA kernels ${cuda}.`);
	if (onProcessor > 0) {
		const names = [...onCpu.slice(0, MOST_NAMES), ...(onCpu.length > MOST_NAMES ? ["..."] : [])].join(", ");
		const stay = onProcessor === 1 ? "stays" : "stay";
		more.push(`${nodes(onProcessor)} ${stay} on the processor (${names}): \`strict: true\` refuses that.`);
	}
	return {
		placement: { ...(onDevice > 0 ? { [device]: onDevice } : {}), ...(onProcessor > 0 ? { cpu: onProcessor } : {}) },
		notes: [...notes, ...more],
	};
}

function nodes(count: number): string {
	return count === 1 ? "1 node" : `${count} nodes`;
}
