/** Every kernel, in the order of `native/kernel_list.h`. */
export const KERNEL_NAMES = [
	"picture_to_tensor",
	"argmax",
	"connected_components",
	"frame_to_tensor",
	"convert_color",
	"warp_picture",
	"instance_masks",
	"blend_colors",
	"nms_indices",
	"yolo_detections",
	"heatmap_peaks",
	"top_k",
] as const;

/** A function of `kernel.cc`. */
export type KernelName = (typeof KERNEL_NAMES)[number];
