import { parseArgs } from "node:util";

/** What `npm run bench -- gpu` is asked for. */
export interface PackOptions {
	readonly folder: string;
	/** Words of which a case's id has one; none: all cases. */
	readonly only: readonly string[];
	/** Compute capabilities without the point; PTX is of the first. */
	readonly architectures: readonly string[];
	/** Where runner and engine libraries are taken from. Default: what was built here. */
	readonly native: string | undefined;
	readonly hasModels: boolean;
}

/** Turing, Ampere, Ada, Hopper and Blackwell. */
const ARCHITECTURES = "75,80,86,89,90,120";

/** Throws an Error that says what was expected. */
export function parsePackOptions(words: readonly string[]): PackOptions {
	const { values } = parseArgs({
		args: [...words],
		options: {
			pack: { type: "string" },
			only: { type: "string", multiple: true, default: [] },
			architectures: { type: "string", default: ARCHITECTURES },
			native: { type: "string" },
			"no-models": { type: "boolean", default: false },
		},
	});
	const { pack: folder, only, architectures, native } = values;
	if (folder === undefined)
		throw new Error("Expected a folder: npm run bench -- gpu --pack <folder>, which a machine with a GPU then runs.");
	const numbers = architectures.split(",");
	const wrong = numbers.find((number) => !/^\d{2,3}$/.test(number));
	if (wrong !== undefined) throw new Error(`Expected architectures such as ${ARCHITECTURES} but received ${wrong}.`);
	return { folder, only, architectures: numbers, native, hasModels: !values["no-models"] };
}
