import { expect, test } from "vitest";
import { writeOnnx } from "../onnx/write-onnx.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { smallModel } from "../testing/small-model.ts";
import { detectFormat } from "./detect-format.ts";

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** A zip archive with stored, empty entries of these names, sizes in the directory only where `streamed`. */
function zip(names: readonly string[], content = ""): Uint8Array {
	const local = names.map((name) => {
		const header = new DataView(new ArrayBuffer(30));
		header.setUint32(0, 0x04034b50, true);
		header.setUint32(18, content.length, true);
		header.setUint16(26, name.length, true);
		return [...new Uint8Array(header.buffer), ...latin(name + content)];
	});
	const directory = names.map((name) => {
		const header = new DataView(new ArrayBuffer(46));
		header.setUint32(0, 0x02014b50, true);
		header.setUint16(28, name.length, true);
		return [...new Uint8Array(header.buffer), ...latin(name)];
	});
	return Uint8Array.from([...local.flat(), ...directory.flat(), ...latin(`PK\x05\x06${"\0".repeat(18)}`)]);
}

/** First bytes of a real MNN 3.6 file (a text-direction classifier). */
const mnn = hex(
	"200000001c00240008000000 0c001000140005000600180 01c0007000000 20001c00000000000003a41a08008c1a0800b00f0000900f000038000000".replaceAll(
		" ",
		"",
	),
);
const savedModel = new WireWriter()
	.int(1, 1)
	.message(2, new WireWriter().message(1, new WireWriter().string(5, "2.15.0")))
	.finish();
const graphDef = new WireWriter().message(1, new WireWriter().string(1, "x").string(2, "Placeholder")).finish();
const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

test.each([
	["onnx", writeOnnx(smallModel())],
	["onnx", new WireWriter().message(7, new WireWriter()).int(1, 8).finish()],
	["ort", latin("\x18\0\0\0ORTM\0\0\0\0")],
	["tflite", latin("\x1c\0\0\0TFL3\x14\0\x20\0")],
	["ncnn", utf8("7767517\n75 83\nInput            data             0 1 data\n")],
	["ncnn", latin("\xdd\x85\x76\x00\x4b\0\0\0\x53\0\0\0")],
	["mnn", mnn],
	["openvino", utf8('<?xml version="1.0"?>\n<net name="Model0" version="11">\n\t<layers>')],
	["openvino", utf8('\ufeff<?xml version="1.0" ?>\n<!-- a > b --><!-- c -->\n<net batch="1" name="x" version="10">')],
	["tfjs", utf8('{"format": "graph-model", "generatedBy": "2.3.0", "modelTopology": {"node": []}}')],
	["tfjs", utf8('{"weightsManifest":[{"paths":["group1-shard1of1.bin"]}]}')],
	["savedmodel", savedModel],
	["torchscript", zip(["net/data.pkl", "net/code/__torch__.py", "net/constants.pkl"])],
	["tensorrt", latin("ftrt\0\0\0\0\x01\x02")],
	["tensorrt", latin("ptrt\0\0\0\0\x01\x02")],
	["tensorrt", latin("vtrt\0\0\0\0\x01\x02")],
])("knows %s", (format, head) => {
	expect(detectFormat(head)).toEqual({ kind: "model", format });
});

test.each([
	["empty", new Uint8Array(0), /empty/],
	["git-lfs-pointer", utf8(lfs), /git lfs pull/],
	["html", utf8("<!DOCTYPE html><html><head><title>Sign in</title>"), /HTML page titled "Sign in"/],
	["html", utf8("\n<html lang=en><body>404"), /HTML/],
	["json-error", utf8('{"error":"Repository not found"}'), /"Repository not found"/],
	["json-error", utf8('{"message": "Bad credentials", "status": "401"}'), /"Bad credentials"/],
	["json", utf8('{"name":"x"}'), /JSON/],
	["xml", utf8("<svg></svg>"), /XML/],
	["png", latin("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), /picture/],
	["jpeg", latin("\xff\xd8\xff\xe0\0\x10JFIF"), /picture/],
	["gif", latin("GIF89a\x01\0\x01\0"), /picture/],
	["webp", latin("RIFF\x24\0\0\0WEBPVP8 "), /picture/],
	["pdf", latin("%PDF-1.7\n%\xe2"), /PDF/],
	["zip", zip(["a.txt", "b/c.onnx"]), /inside: a\.txt, b\/c\.onnx/],
	["zip", latin("PK\x03\x04"), /not a model; unpack/],
	["zip", latin(`PK\x05\x06${"\0".repeat(18)}`), /empty zip/],
	["gzip", latin("\x1f\x8b\x08\0"), /unpack/],
	["archive", latin("\x28\xb5\x2f\xfd\x24"), /unpack/],
	["pickle", latin("\x80\x04\x95\x10\0\0\0"), /pickle/],
	["pytorch-checkpoint", latin("\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."), /export the model to ONNX/],
	["pytorch-checkpoint", zip(["archive/data.pkl", "archive/version"]), /torch\.save/],
	["safetensors", latin('\x40\0\0\0\0\0\0\0{"__metadata__":{}}'), /safetensors/],
	["gguf", latin("GGUF\x03\0\0\0"), /GGUF/],
	["hdf5", latin("\x89HDF\r\n\x1a\n\0"), /HDF5/],
	["numpy", latin("\x93NUMPY\x01\0v\0{'descr'"), /NumPy/],
	["tensorflow-graph", graphDef, /TensorFlow graph/],
	["program", latin("\x7fELF\x02\x01\x01"), /ELF/],
	["text", utf8("hello world\nand more"), /starts with "hello world"/],
	["text", utf8("   \n"), /white space/],
	["unknown", hex("0001020304050607ff"), /first bytes are 00 01 02 03 04 05 06 07/],
])("names what is no model: %s", (what, head, message) => {
	const detection = detectFormat(head);
	expect(detection).toMatchObject({ kind: "other", what });
	expect(detection.kind === "other" && detection.message).toMatch(message);
});

test("a large TorchScript archive is known by its end", () => {
	const archive = zip(["net/data.pkl", "net/constants.pkl"], "weights ".repeat(1000));
	const head = archive.subarray(0, 100);
	expect(detectFormat(head)).toMatchObject({ what: "pytorch-checkpoint" });
	expect(detectFormat({ head, tail: archive.subarray(-300) })).toEqual({ kind: "model", format: "torchscript" });
});

test("a saved_model.pb is known by its name where its bytes leave a doubt", () => {
	const head = new WireWriter().int(1, 1).message(2, new WireWriter().string(2, "graph")).finish();
	expect(detectFormat(head)).toMatchObject({ format: "onnx" });
	expect(detectFormat({ head, name: "saved_model.pb" })).toMatchObject({ format: "savedmodel" });
});

test("every cut of a known file gives an answer", () => {
	for (const bytes of [writeOnnx(smallModel()), mnn, savedModel, graphDef, zip(["a/data.pkl"]), utf8(lfs)])
		for (let length = 0; length <= bytes.length; length++) detectFormat(bytes.subarray(0, length));
});

test("text made to be slow is answered at once", () => {
	const start = performance.now();
	for (const piece of ["<!---->", "<!--", "<title", '"error":', '"error" ', "<net ", "<net version ", "PK\x03\x04"])
		for (const lead of ["<", "{", "", '<?xml version="1.0"?>'])
			detectFormat(utf8((lead + piece.repeat(20_000)).slice(0, 65_536)));
	expect(performance.now() - start).toBeLessThan(2000);
});
