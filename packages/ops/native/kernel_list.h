// Every kernel, in the order of `src/kernels/kernel-names.ts`.
#define POLY_KERNEL_LIST(X) \
  X(picture_to_tensor) \
  X(argmax) \
  X(connected_components) \
  X(frame_to_tensor) \
  X(convert_color) \
  X(warp_picture) \
  X(instance_masks) \
  X(blend_colors) \
  X(nms_indices) \
  X(yolo_detections) \
  X(heatmap_peaks) \
  X(top_k)
