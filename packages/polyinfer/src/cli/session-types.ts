import { basename } from "node:path";
import { formatType, type ModelMetadata, type ValueInfo } from "@polyinfer/core";
import { printable } from "./printable.ts";

/** What {@link sessionTypes} declares. */
export interface TypedModel extends Pick<ModelMetadata, "inputs" | "outputs"> {
	/** What the names of the types begin with. */
	readonly name: string;
	readonly path: string;
	readonly sha256: string;
}

/** TypeScript source that declares `<name>Inputs`, `<name>Outputs` and `<name>Session` for `Session<I, O>`. */
export function sessionTypes({ name, path, sha256, inputs, outputs }: TypedModel): string {
	const file = comment(basename(path));
	return [
		`/** Types of ${file} (sha256 ${sha256}), written by \`polyinfer types\`. */`,
		'import type { Session } from "polyinfer";',
		"",
		`/** Element types of the inputs of ${file}, by name. */`,
		...declaration(`${name}Inputs`, inputs),
		"",
		`/** Element types of the outputs of ${file}, by name. */`,
		...declaration(`${name}Outputs`, outputs),
		"",
		`/** What \`createSession<${name}Inputs, ${name}Outputs>\` gives. */`,
		`export type ${name}Session = Session<${name}Inputs, ${name}Outputs>;`,
		"",
	].join("\n");
}

// A type alias, not an interface: only aliases fit an index signature.
function declaration(name: string, values: readonly ValueInfo[]): string[] {
	if (values.length === 0) return [`export type ${name} = Record<never, never>;`];
	return [
		`export type ${name} = {`,
		...values.flatMap(({ name: key, dtype, shape, dimNames, optional }) => [
			`\t/** ${comment(formatType(dtype, shape, dimNames))}${optional ? ", may be left out" : ""} */`,
			`\treadonly ${propertyName(key)}${optional ? "?" : ""}: "${dtype}";`,
		]),
		"};",
	];
}

/** `text` as a property name: bare where it is a plain identifier, else quoted. */
function propertyName(text: string): string {
	if (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text)) return text;
	return JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** `text` inside a comment, which it cannot end. */
function comment(text: string): string {
	return printable(text).replaceAll("*/", "* /");
}
