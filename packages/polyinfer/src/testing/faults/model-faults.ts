import { readFile } from "node:fs/promises";
import { externalWeights } from "./external-weights.ts";
import { type Fault, only } from "./fault.ts";
import { UNKNOWN } from "./nets.ts";

/** What may be wrong with a model's file. Before an engine is looked for there is no stage. */
export const MODEL_FAULTS: readonly Fault[] = [
	{
		what: "the model is not there",
		inject: (stand) => ({ model: stand.path("none.onnx") }),
		code: "INVALID_ARGUMENT",
		stage: "",
		fix: "Check the path: a relative one starts at …",
	},
	{
		what: "the model is a Git LFS pointer",
		inject: async (stand) => ({
			model: await stand.write("lfs.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
		}),
		code: "INVALID_MODEL",
		stage: "",
		fix: "git lfs pull",
	},
	{
		what: "the model is an HTML page",
		inject: async (stand) => ({
			model: await stand.write("page.onnx", "<!DOCTYPE html><html><body>404</body></html>"),
		}),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Open the address in a browser: it leads to a page, maybe a login, and not to the file.",
	},
	{
		what: "the model is packed",
		inject: async (stand) => ({ model: await stand.write("net.onnx", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0)) }),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Unpack the archive and name the model inside.",
	},
	{
		what: "the model is empty",
		inject: async (stand) => ({ model: await stand.write("empty.onnx", "") }),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Fetch or export the model again: nothing was written.",
	},
	{
		what: "the model is cut short",
		inject: async (stand) => ({ model: await stand.write("cut.onnx", (await readFile(stand.model)).subarray(0, 60)) }),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Fetch or export the model again, and compare its size and hash with the source's.",
	},
	{
		what: "a file with the model's weights is missing",
		inject: async (stand) => ({ model: await stand.write("net.onnx", externalWeights("weights.bin")) }),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Put the whole file beside the model, by this name.",
	},
	{
		what: "the model's weights lie out of its folder",
		inject: async (stand) => ({ model: await stand.write("net.onnx", externalWeights("../../etc/passwd")) }),
		code: "INVALID_MODEL",
		stage: "",
		fix: "Pass `trusted: true` if you made this model yourself, or trust who did as you trust a program.",
	},
	{
		what: "the engine lacks an operator of the model",
		inject: async (stand) => ({ model: await stand.write("unknown.onnx", UNKNOWN) }),
		code: "UNSUPPORTED",
		stage: "compile",
		fix: "Name another engine in `prefer`, or export the model with other operators or another opset.",
	},
	{
		what: "the engine does not read the model's format",
		inject: async (stand) => ({
			model: await stand.write("net.param", "7767517\n1 1\nInput data 0 1 data\n"),
			options: only("onnxruntime"),
		}),
		code: "UNSUPPORTED",
		stage: "find",
		fix: "Give the model as onnx or ort, or name an entry of `prefer` that takes ncnn.",
	},
];
