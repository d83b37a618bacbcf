import type { Finding, ModelFormat } from "@polyinfer/core";

/**
 * What can be said of a file that Polyinfer does not read: a serialized TensorRT engine is machine code for a GPU
 * (`serialized-engine`); of all others nothing was checked (`unread-format`). Each is refused unless trusted; the latter
 * is admitted, too, where it opens in a process of its own.
 */
export function unreadFormat(format: ModelFormat): Finding[] {
	if (format === "onnx" || format === "tfjs") return [];
	if (format === "tensorrt")
		return [{ kind: "serialized-engine", message: "A serialized TensorRT engine is code for a GPU.", refused: true }];
	return [
		{
			kind: "unread-format",
			message: `Polyinfer does not look inside ${format} files, so nothing in it was checked.`,
			refused: true,
		},
	];
}
