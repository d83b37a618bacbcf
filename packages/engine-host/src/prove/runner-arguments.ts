import type { ModelFile } from "@polyinfer/core";
import type { ModelProof } from "./proof-request.ts";
import { inputName } from "./start-runner.ts";

/** Options of an engine's `load` as arguments of the runner. */
export function inLoadOptions(options: Readonly<Record<string, string>> = {}): string[] {
	return Object.entries(options).flatMap(([key, value]) => ["--load", `${key}=${value}`]);
}

/** A model and its options as arguments of `polyinfer-runner run`, and the bytes that those name. */
export function inModel(request: ModelProof): { readonly args: string[]; readonly inputs: Uint8Array[] } {
	const inputs: Uint8Array[] = [];
	const place = ({ path, bytes }: ModelFile): string => path ?? inputName(inputs.push(bytes) - 1);
	const [main, ...more] = request.files;
	const args = [
		main === undefined ? "" : place(main),
		...["--format", request.format],
		...more.flatMap((file) => ["--file", `${file.name}=${place(file)}`]),
		...(request.device === undefined ? [] : ["--device", request.device]),
		...inLoadOptions(request.loadOptions),
		...Object.entries(request.options).flatMap(([key, value]) => ["--option", `${key}=${value}`]),
		...(request.run ? [] : ["--open-only"]),
	];
	return { args, inputs };
}
