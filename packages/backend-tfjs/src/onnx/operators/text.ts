import { elementCount } from "@polyinfer/core";
import { stringOf, stringsOf } from "@polyinfer/model";
import { broadcast } from "../host/broadcast.ts";
import type { Operators } from "../operator.ts";
import { normalizeTexts, splitText } from "../text/texts.ts";

const CASES = ["NONE", "LOWER", "UPPER"];

/** Texts, which stay on the host. */
export const texts: Operators = {
	StringConcat: {
		host: (call) => {
			const { shape, data } = broadcast("string", call.host(0), call.host(1), (a, b) => `${a}${b}`);
			return call.giveHost("string", shape, data);
		},
	},
	StringSplit: {
		gives: () => ["string", "int64"],
		host: (call) => {
			const { shape, data } = call.host(0);
			const most = call.node.attributes.has("maxsplit") ? call.int("maxsplit", 0) : undefined;
			const parts = (data as string[]).map((text) => splitText(text, call.text("delimiter", ""), most));
			const width = parts.reduce((all, { length }) => Math.max(all, length), 0);
			const padded = call.fill("string", [...shape, width], elementCount(shape) * width, (i) => {
				return parts[Math.floor(i / width)]?.[i % width] ?? "";
			});
			return [
				padded,
				call.giveInt64(
					shape,
					parts.map(({ length }) => length),
				),
			];
		},
	},
	StringNormalizer: {
		since: 10,
		refuses: (node) => {
			const change = stringOf(node, "case_change_action", "NONE");
			return CASES.includes(change) ? undefined : `the case change ${change} is unknown`;
		},
		host: (call) => {
			const { shape, data } = call.host(0);
			const done = normalizeTexts(data as string[], {
				change: call.text("case_change_action", "NONE"),
				caseSensitive: call.int("is_case_sensitive", 0) === 1,
				stopWords: stringsOf(call.node, "stopwords", []),
			});
			return call.giveHost("string", shape.length === 2 ? [1, done.length] : [done.length], done);
		},
	},
};
