import type { Tensor } from "@polyinfer/core";
import type { ChosenHost } from "../kernels/implementation.ts";
import type { KernelPlan } from "../kernels/kernel-host.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { floatBelow } from "./float-below.ts";
import { regionsReference } from "./reference.ts";
import type { FindRegions, RegionRule, Regions } from "./regions.ts";

/** For how many regions there is room at first. */
const FIRST_CAPACITY = 256;
const noLabels = new Int32Array(0);

/**
 * Prepares {@link FindRegions} with a kernel for bytes and one for float32, or the reference. Maps of uint8 and bool are
 * foreground where they are not 0. Throws INVALID_ARGUMENT for other integers.
 */
export function planFindRegions(rule: RegionRule, hasLabels: boolean, chosen: ChosenHost | undefined): FindRegions {
	const bytesRule = { ...rule, threshold: 0 };
	const finders = new Map<"bytes" | "floats", Finder>();
	const find = (data: Uint8Array | Float32Array, kind: "bytes" | "floats", labels: Int32Array): Regions => {
		let finder = finders.get(kind);
		if (finder === undefined) {
			finder = new Finder(rule, kind, hasLabels, chosen as ChosenHost);
			finders.set(kind, finder);
		}
		return finder.find(data, labels);
	};
	return (map: Tensor, labels = noLabels) => {
		const isBytes = map.dtype === "uint8" || map.dtype === "bool";
		const numbers = isBytes ? (map.data as Uint8Array) : floatNumbers(map);
		if (chosen !== undefined && !(numbers instanceof Float64Array))
			return find(numbers, isBytes ? "bytes" : "floats", labels);
		return regionsReference(numbers, isBytes ? bytesRule : rule, hasLabels ? labels : undefined);
	};
}

/** The kernel for one element type, with room for what it finds. */
class Finder {
	readonly #plan: KernelPlan;
	readonly #call = Int32Array.of(FIRST_CAPACITY);
	#boxes = new Int32Array(4 * FIRST_CAPACITY);
	#sums = new Float64Array(3 * FIRST_CAPACITY);

	constructor(rule: RegionRule, kind: "bytes" | "floats", hasLabels: boolean, { host }: ChosenHost) {
		const { width, height, diagonal, threshold } = rule;
		const isFloat = kind === "floats";
		const block = new PlanBlock()
			.int(isFloat ? 1 : 0, width, height, diagonal ? 1 : 0, hasLabels ? 1 : 0)
			.float(floatBelow(threshold))
			.bytes();
		const arrays = [
			{ bytes: width * height * (isFloat ? 4 : 1), access: "read" },
			{ bytes: hasLabels ? width * height * 4 : 0, access: "write" },
			{ bytes: this.#boxes.byteLength, access: "update" },
			{ bytes: this.#sums.byteLength, access: "update" },
		] as const;
		const mostRuns = height * Math.ceil(width / 2);
		const scratchBytes = (height + 1) * 4 + 64 + (width >> 6) * 8 + 8 + mostRuns * 12;
		this.#plan = host.plan({ kernel: "connected_components", block, arrays, rows: 1, scratchBytes }, 1);
	}

	find(data: Uint8Array | Float32Array, labels: Int32Array): Regions {
		let count = this.#run(data, labels);
		if (count > (this.#call[0] as number)) {
			this.#call[0] = 2 * count;
			this.#boxes = new Int32Array(8 * count);
			this.#sums = new Float64Array(6 * count);
			count = this.#run(data, labels);
		}
		return { count, boxes: this.#boxes, sums: this.#sums };
	}

	#run(data: Uint8Array | Float32Array, labels: Int32Array): number {
		return this.#plan.run(this.#call, [data, labels, this.#boxes, this.#sums]);
	}
}
