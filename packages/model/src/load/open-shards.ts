import { type Finding, InferenceError } from "@polyinfer/core";
import { leastBytesOf } from "../tfjs/check-shards.ts";
import { broken } from "../tfjs/json-fields.ts";
import type { TfjsModel } from "../tfjs/tfjs-model.ts";
import type { ByteSource } from "./byte-source.ts";
import type { Beside, Companions } from "./opened.ts";

/**
 * Opens the files that the weights of a TensorFlow.js model lie in, by the names that its manifest gives them. `beside`
 * opens one. Rejects with INVALID_ARGUMENT where the model came without a place for them, and with INVALID_MODEL where
 * one is not there, or all together cannot hold the weights.
 */
export async function openShards(
	{ groups }: TfjsModel,
	{ label }: ByteSource,
	beside: ((path: string) => Promise<Beside>) | undefined,
): Promise<Companions> {
	const paths = [...new Set(groups.flatMap((group) => group.paths))];
	if (paths.length > 0 && beside === undefined)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected the weights of ${label} in ${paths.slice(0, 3).join(", ")} but it came alone.`,
			{ advice: "Give its path or its URL, or a list of `File`s: model.json first, then the others by their names." },
		);
	const sources: { name: string; source: ByteSource }[] = [];
	const findings: Finding[] = [];
	try {
		for (const path of paths) {
			const { source, finding } = (await beside?.(path)) ?? {};
			if (finding) findings.push(finding);
			if (source) sources.push({ name: path, source });
			else if (!finding) throw broken(`Expected weights in ${path} beside ${label} but there is no such file.`);
		}
		const cameBytes = sources.reduce((sum, { source }) => sum + source.sizeBytes, 0);
		const leastBytes = groups.reduce((sum, group) => sum + leastBytesOf(group), 0);
		if (cameBytes < leastBytes && findings.length === 0)
			throw broken(
				`Expected ${leastBytes} bytes of weights, as weightsManifest says, but ${paths.slice(0, 3).join(", ") || "no file"} ${paths.length === 1 ? "has" : "have"} ${cameBytes}.`,
			);
		return { sources, findings };
	} catch (error) {
		await Promise.all(sources.map(({ source }) => source.close?.()));
		throw error;
	}
}
