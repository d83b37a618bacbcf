import { type Declarations, readDeclarations } from "./read-declarations.ts";

/** Structs that are kept in arrays, handed over by value, or filled by one side and read by the other whole: they never change. */
const FIXED = ["poly_error", "poly_file", "poly_log", "poly_pair", "poly_sink", "poly_tensor", "poly_value"];

/**
 * What stops engines that were compiled against `past` from working with a host of `present`, or the other way round: one
 * sentence each, none if they work. Growing at the end, by structs that tell their size and by tables, breaks nothing.
 */
export function abiBreaks(past: string, present: string): string[] {
	const before = readDeclarations(past);
	const after = readDeclarations(present);
	return [...before].flatMap(([name, parts]) => compare(name, parts, after));
}

function compare(name: string, parts: readonly string[], after: Declarations): string[] {
	const now = after.get(name);
	if (now === undefined) return [`${name} is gone.`];
	// Enumerators are bound to their values, not to their places.
	if (name === "enum") return parts.filter((part) => !now.includes(part)).map((part) => `\`${part}\` is gone.`);
	const differs = parts.findIndex((part, index) => part !== now[index]);
	if (differs >= 0) return [`${name} had \`${parts[differs]}\` and has \`${now[differs] ?? "nothing"}\` in its place.`];
	if (FIXED.includes(name.replace("struct ", "")) && now.length !== parts.length)
		return [
			`${name} has grown by \`${now.slice(parts.length).join("; ")}\`, and whoever keeps it in an array sees another size.`,
		];
	return [];
}
