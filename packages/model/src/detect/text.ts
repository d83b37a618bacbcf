import { decodeTextLeniently } from "../protobuf/decode-text.ts";
import { type Detection, type Detector, model, other } from "./detection.ts";

/** Text looked at, at most. */
const TEXT_BYTES = 64 * 1024;
/** Characters in which an HTML page's title is looked for. */
const TITLE_WITHIN = 4096;

/** Models and other files that are text. */
export const detectText: Detector = ({ head }) => {
	const text = readText(head);
	if (text === undefined) return undefined;
	const start = text.trimStart();
	if (start === "") return other("text", "It holds nothing but white space, not a model.");
	if (start.startsWith("version https://git-lfs"))
		return other("git-lfs-pointer", "It is a Git LFS pointer, not the model itself; type `git lfs pull` to fetch it.");
	if (/^7767517\s/.test(start)) return model("ncnn");
	if (start.startsWith("<")) return detectMarkup(start);
	if (start.startsWith("{") || start.startsWith("[")) return detectJson(start);
	const first = start.split("\n", 1)[0]?.slice(0, 60) ?? "";
	return other("text", `It is text, not a model; it starts with "${first.trimEnd()}".`);
};

function detectMarkup(start: string): Detection {
	const root = skipProlog(start);
	if (/^<net\s[^>]*\bversion\s*=/.test(root)) return model("openvino");
	if (/^<(!doctype\s+html|html|head|body)[\s>]/i.test(root)) {
		const title = /<title[^>]*>([^<]{1,80})/i.exec(root.slice(0, TITLE_WITHIN))?.[1]?.trim();
		const named = title ? ` titled "${title}"` : "";
		return other(
			"html",
			`It is an HTML page${named}, not a model; the download went to a web page instead of the file.`,
		);
	}
	return other("xml", "It is XML, but no OpenVINO model: there is no <net> element with a version.");
}

/** From the first element on: without the XML declaration and comments. */
function skipProlog(text: string): string {
	let at = 0;
	for (;;) {
		while (/\s/.test(text.charAt(at))) at++;
		const end = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : undefined;
		const found = end === undefined ? -1 : text.indexOf(end, at);
		if (end === undefined || found < 0) return text.slice(at);
		at = found + end.length;
	}
}

function detectJson(start: string): Detection {
	if (/"(modelTopology|weightsManifest)"\s*:/.test(start)) return model("tfjs");
	const reason = /"(error|message|detail)"\s*:\s*"([^"]{1,120})"/.exec(start)?.[2];
	if (reason !== undefined || /"(error|errors)"\s*:/.test(start)) {
		const said = reason === undefined ? "" : `: "${reason}"`;
		return other(
			"json-error",
			`It is a server's error message in JSON${said}, not a model; check the address and the login.`,
		);
	}
	return other("json", "It is JSON, but no TensorFlow.js model: there is no modelTopology or weightsManifest.");
}

/** The first characters, or `undefined` where the bytes are not UTF-8 text without control characters. */
function readText(head: Uint8Array): string | undefined {
	const bytes = head.subarray(0, TEXT_BYTES);
	const control = bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13);
	if (bytes.length === 0 || control) return undefined;
	const text = decodeTextLeniently(bytes).replace(/^\ufeff/, "");
	const last = text.length > 4 ? text.slice(0, -3) : text;
	return last.includes("\ufffd") ? undefined : text;
}
