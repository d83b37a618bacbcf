/** The files of one case of ONNX's official node tests. */
export interface OfficialCase {
	/** Its folder: `test_abs`. */
	readonly name: string;
	/** `model.onnx`. */
	readonly model: Uint8Array;
	/** `test_data_set_<n>`: the values of all inputs and outputs, in the order of the graph's. */
	readonly dataSets: readonly { readonly inputs: readonly Uint8Array[]; readonly outputs: readonly Uint8Array[] }[];
}

const dataFile = /^test_data_set_(\d+)\/(input|output)_(\d+)\.pb$/;

/**
 * Sorts files into cases, by name. Paths are relative to the folder of the cases: `test_abs/model.onnx`,
 * `test_abs/test_data_set_0/input_0.pb`. Throws where a file is none of these, or missing in a row.
 */
export function officialCasesOf(files: Iterable<readonly [path: string, bytes: Uint8Array]>): readonly OfficialCase[] {
	const cases = new Map<string, Draft>();
	for (const [path, bytes] of files) {
		const [name = "", ...rest] = path.split("/");
		let draft = cases.get(name);
		if (draft === undefined) {
			draft = { dataSets: [] };
			cases.set(name, draft);
		}
		place(draft, rest.join("/"), path, bytes);
	}
	return [...cases]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, { model, dataSets }]) => {
			if (model === undefined) throw new Error(`Expected ${name}/model.onnx but there is none.`);
			return { name, model, dataSets: whole(dataSets, name).map(complete(name)) };
		});
}

interface Draft {
	model?: Uint8Array;
	readonly dataSets: { readonly input: Uint8Array[]; readonly output: Uint8Array[] }[];
}

function place(draft: Draft, file: string, path: string, bytes: Uint8Array): void {
	if (file === "model.onnx") {
		draft.model = bytes;
		return;
	}
	const [, set, side, index] = dataFile.exec(file) ?? [];
	if (set === undefined) throw new Error(`Expected a file of an official test case but received ${path}.`);
	draft.dataSets[Number(set)] ??= { input: [], output: [] };
	const values = draft.dataSets[Number(set)]?.[side as "input" | "output"];
	if (values) values[Number(index)] = bytes;
}

function complete(name: string): (set: Draft["dataSets"][number]) => OfficialCase["dataSets"][number] {
	return ({ input, output }) => ({ inputs: whole(input, name), outputs: whole(output, name) });
}

/** Throws where a number is left out. */
function whole<T>(items: readonly T[], name: string): readonly T[] {
	for (let i = 0; i < items.length; i++)
		if (items[i] === undefined)
			throw new Error(`Expected the data of ${name} without a gap but number ${i} is missing.`);
	return items;
}
