import type { Finding } from "@polyinfer/core";
import { isInsideFolder } from "../load/is-inside-folder.ts";
import { Meter, type Sliced } from "../slices.ts";
import type { Survey } from "../survey.ts";

/** With this in front, ONNX Runtime takes an offset for an address in its own memory. */
const MEMORY_ADDRESS = "*/";

/**
 * Other files that weights lie in: `external-path` for each that is named by a path out of the model's folder, or where
 * there is no such folder, since the model is none of a file system.
 */
export function* externalPaths({ external }: Survey, hasFolder: boolean): Sliced<Finding[]> {
	const meter = new Meter();
	const findings: Finding[] = [];
	for (const [location, { weight }] of external) {
		const problem = problemOf(location, hasFolder);
		if (problem !== undefined) {
			const quoted = JSON.stringify(location.slice(0, 500));
			findings.push({
				kind: "external-path",
				message: `Weight \`${weight}\` lies ${problem} ${quoted}.`,
				refused: true,
			});
			// One is enough to refuse the model; a thousand would only be a long text.
			return findings;
		}
		if (meter.due(5)) yield;
	}
	return findings;
}

function problemOf(location: string, hasFolder: boolean): string | undefined {
	if (location.startsWith(MEMORY_ADDRESS)) return "at an address in memory, by the unsafe path";
	if (!isInsideFolder(location)) return "outside the model's folder, at the unsafe path";
	return hasFolder ? undefined : "in another file, but the model was not given as a file and has no folder to look in:";
}
