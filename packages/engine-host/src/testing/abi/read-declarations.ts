/** What a C header declares, by name: `struct poly_run` with one text a member, and everything else with one text. */
export type Declarations = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the declarations of `polyinfer/engine.h`: structs, enumerators, tables of `XX(number, name, ...)`, values of macros,
 * function types and exported functions. Comments and line breaks do not count. Throws where a line is none of them, so that
 * nothing goes unseen.
 */
export function readDeclarations(header: string): Declarations {
	const found = new Map<string, readonly string[]>();
	const add = (name: string, parts: readonly string[]): void => {
		if (found.has(name)) throw new Error(`The header declares ${name} twice.`);
		found.set(name, parts);
	};
	const withoutComments = header.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/\\\n/g, " ");
	const code = withoutComments.replace(/^#[^\n]*$/gm, (line) => {
		const macro = /^#define (POLY_\w+)(\([^)]*\))?(?: (.*))?$/.exec(line.replace(/\s+/g, " ").trim());
		// What is exported, and how, is for the compiler.
		if (macro && macro[1] !== "POLY_EXPORT") add(`macro ${macro[1]}`, macroParts(macro[2] ?? "", macro[3] ?? ""));
		return "";
	});
	let rest = code.replace(/\s+/g, " ").trim();
	for (const wrapper of [/^extern "C" \{ /, / \}$/]) rest = rest.replace(wrapper, "");
	while (rest !== "") {
		const [whole, name, parts] = next(rest);
		add(name, parts);
		rest = rest.slice(whole.length).trim();
	}
	return found;
}

/** A table of `XX(...)` line by line, any other macro in one. */
function macroParts(parameters: string, body: string): string[] {
	const rows = body.match(/XX\([^)]*\)/g);
	return parameters === "(XX)" && rows ? rows : [`${parameters}${body}`.trim()];
}

/** The declaration at the front of `rest`: its text, its name, its parts. */
function next(rest: string): [whole: string, name: string, parts: readonly string[]] {
	const struct = /^(?:typedef )?struct (\w+) \{ ([^}]*)\} ?(\w*) ?;/.exec(rest);
	if (struct) {
		const members = (struct[2] ?? "").split(";").map((member) => member.trim());
		return [struct[0], `struct ${struct[1]}`, members.filter((member) => member !== "")];
	}
	const values = /^enum \{ ([^}]*)\} ?;/.exec(rest);
	if (values)
		return [
			values[0],
			"enum",
			(values[1] ?? "")
				.split(",")
				.map((value) => value.trim())
				.filter(Boolean),
		];
	const other = /^(?:typedef|POLY_EXPORT)[^;{}]*;/.exec(rest);
	if (!other) throw new Error(`Expected a declaration but found ${rest.slice(0, 80)}`);
	return [other[0], other[0].slice(0, -1), []];
}
