/** Name of the file that the weights of {@link tfjsJson} lie in. */
export const SHARD = "group1-shard1of1.bin";

/** `y = x + w`, float32 `[2]`, as the JSON of a graph model; `change` may break it. */
export function tfjsJson(change: (json: ReturnType<typeof plain>) => void = () => undefined): Uint8Array<ArrayBuffer> {
	const json = plain();
	change(json);
	return new TextEncoder().encode(JSON.stringify(json));
}

/** The weight of {@link tfjsJson}: 3 and 4. */
export const tfjsWeights: Uint8Array<ArrayBuffer> = new Uint8Array(Float32Array.of(3, 4).buffer);

function plain() {
	const shape = { dim: [{ size: "2" }] };
	return {
		format: "graph-model" as unknown,
		generatedBy: "a test",
		modelTopology: {
			node: [
				{ name: "x", op: "Placeholder", attr: { dtype: { type: "DT_FLOAT" }, shape: { shape } } },
				{ name: "w", op: "Const", attr: { dtype: { type: "DT_FLOAT" } } },
				{ name: "Identity", op: "AddV2", input: ["x", "w"], attr: { T: { type: "DT_FLOAT" } } },
			] as unknown[],
			versions: { producer: 1 },
		} as Record<string, unknown>,
		signature: {
			inputs: { x: { name: "x:0", dtype: "DT_FLOAT", tensorShape: shape } },
			outputs: { y: { name: "Identity:0", dtype: "DT_FLOAT", tensorShape: shape } },
		} as Record<string, unknown> | undefined,
		weightsManifest: [{ paths: [SHARD], weights: [{ name: "w", dtype: "float32", shape: [2] }] }] as unknown,
	};
}
