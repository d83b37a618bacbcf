/** What one output of a case must be by the text of its operator, where ONNX's data says otherwise. */
export interface DisputedCase {
	readonly output: string;
	/** All elements, float32, in the shape that the data has. */
	readonly values: readonly number[];
	/** What the text says, and where it is discussed. */
	readonly reason: string;
}

const resize =
	"With `align_corners`, Resize's text counts the pixels of the resized tensor, which are whole; the data was made with a fractional width (onnx/onnx#2462)";

/** Cases whose data contradicts the text of their operator. An engine that follows either one is right. */
export const DISPUTED_CASES: Readonly<Record<string, DisputedCase>> = {
	test_maxunpool_export_with_output_shape: {
		output: "y",
		values: [0, 0, 0, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0, 7, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		reason:
			"By its text MaxUnpool undoes MaxPool, whose indices are places in the tensor before pooling: that of `output_shape`; the data counts them in a smaller one (onnx/onnx#2398)",
	},
	test_resize_downsample_scales_cubic_align_corners: {
		output: "Y",
		values: [1, 2.5, 4, 7, 8.5, 10, 13, 14.5, 16],
		reason: resize,
	},
	test_resize_downsample_scales_linear_align_corners: { output: "Y", values: [1, 4], reason: resize },
};
