const DEVICES: Readonly<Record<string, string>> = { WebGpu: "webgpu", CPU: "wasm" };

/** Where a model's nodes run, read from what ONNX Runtime prints while it opens it. */
export class Placement {
	/** Some nodes do not run on the GPU. */
	isPartial = false;
	/** Nodes by device; missing where the log is not verbose. */
	counts: Record<string, number> | undefined;

	/** Takes one line. */
	read(line: string): void {
		const [, provider, count] = /placed on \[(\w+)ExecutionProvider\]\. Number of nodes: (\d+)/.exec(line) ?? [];
		if (provider !== undefined) this.counts = { ...this.counts, [DEVICES[provider] ?? provider]: Number(count) };
		if (provider === "CPU" || /Some nodes were not assigned to the preferred execution providers/.test(line))
			this.isPartial = true;
	}

	/** A line for the report, where there is something to tell. */
	get notes(): readonly string[] {
		if (!this.isPartial) return [];
		const which = this.counts ? "" : ' The option `logSeverity: "verbose"` tells which, to onLog.';
		return [
			`Some nodes run on wasm: onnxruntime-web keeps arithmetic on shapes there, and what it lacks on the GPU.${which}`,
		];
	}
}
