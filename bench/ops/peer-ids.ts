/** Ids of the peers. */
export const OWN = "polyinfer";
export const WASM = "polyinfer-wasm";
export const OPENCV = "opencv";
export const OPENCV_REDUCE = "opencv-reduce";
export const OPENCV_PYTHON = "opencv-python";
export const PILLOW = "pillow";
export const TORCHVISION = "torchvision";
export const LIBYUV = "libyuv";
export const SHARP = "sharp";
export const OPENCV_JS = "opencv-js";
export const TFJS = "tfjs-wasm";
export const ONNXRUNTIME = "onnxruntime-node";
export const PLAIN = "js-plain";
export const TUNED = "js-tuned";
export const MEMORY = "memory";
