import type { OtherKind } from "./detection.ts";

const ADVICE: { readonly [K in OtherKind]?: string } = {
	empty: "Fetch or export the model again: nothing was written.",
	"git-lfs-pointer": "git lfs pull",
	html: "Open the address in a browser: it leads to a page, maybe a login, and not to the file.",
	"json-error": "Check the address and the login: the server answered with an error.",
	zip: "Unpack the archive and name the model inside.",
	gzip: "Unpack the archive and name the model inside.",
	archive: "Unpack the archive and name the model inside.",
	pickle: "Export the model to ONNX: torch.onnx.export",
	"pytorch-checkpoint": "Export the model to ONNX: torch.onnx.export",
};

/** What to do where a file of this kind came in the place of a model. */
export function adviceFor(what: OtherKind): string {
	return ADVICE[what] ?? "Name a model file: .onnx, .tflite, .xml (OpenVINO), .param (ncnn), .mnn, ...";
}
