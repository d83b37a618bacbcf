import { type Detection, type Detector, model, other } from "./detection.ts";

/** True where `bytes` has these characters (one byte each) at `at`. */
export function hasMagic(bytes: Uint8Array, magic: string, at = 0): boolean {
	if (bytes.length < at + magic.length) return false;
	for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic.charCodeAt(i)) return false;
	return true;
}

const picture = "is a picture, not a model; decode it and feed the pixels to a session";
const archive = "is a compressed archive, not a model; unpack it and name the model file inside";

/** First bytes that name a format on their own. */
const table: readonly (readonly [magic: string, at: number, detection: Detection])[] = [
	["TFL3", 4, model("tflite")],
	["ORTM", 4, model("ort")],
	["ftrt", 0, model("tensorrt")],
	["ptrt", 0, model("tensorrt")],
	["vtrt", 0, model("tensorrt")],
	["\xdd\x85\x76\x00", 0, model("ncnn")],
	["\x89PNG\r\n\x1a\n", 0, other("png", `It ${picture}.`)],
	["\xff\xd8\xff", 0, other("jpeg", `It ${picture}.`)],
	["GIF87a", 0, other("gif", `It ${picture}.`)],
	["GIF89a", 0, other("gif", `It ${picture}.`)],
	["%PDF-", 0, other("pdf", "It is a PDF document, not a model.")],
	["\x1f\x8b", 0, other("gzip", `It ${archive}.`)],
	["BZh", 0, other("archive", `It ${archive}.`)],
	["\xfd7zXZ\x00", 0, other("archive", `It ${archive}.`)],
	["\x28\xb5\x2f\xfd", 0, other("archive", `It ${archive}.`)],
	["7z\xbc\xaf\x27\x1c", 0, other("archive", `It ${archive}.`)],
	["Rar!\x1a\x07", 0, other("archive", `It ${archive}.`)],
	["ustar", 257, other("archive", `It ${archive}.`)],
	["GGUF", 0, other("gguf", "It is a GGUF file of llama.cpp, which is not supported.")],
	[
		"\x89HDF\r\n\x1a\n",
		0,
		other("hdf5", "It is an HDF5 file (Keras), which is not supported; export the model to ONNX."),
	],
	["\x93NUMPY", 0, other("numpy", "It is a NumPy array, not a model; feed it to a session as a tensor.")],
	["\x7fELF", 0, other("program", "It is a program or library (ELF), not a model.")],
	["MZ\x90\x00", 0, other("program", "It is a program or library (Windows), not a model.")],
];

/** Formats and files that their first bytes name. */
export const detectMagic: Detector = ({ head }) => {
	if (hasMagic(head, "RIFF") && hasMagic(head, "WEBP", 8)) return other("webp", `It ${picture}.`);
	return table.find(([magic, at]) => hasMagic(head, magic, at))?.[2];
};
