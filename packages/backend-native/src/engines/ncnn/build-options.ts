/** Layers that converted nets do not have; a net that does is UNSUPPORTED, with the layer named. */
const LAYERS_LEFT_OUT = [
	"bnll",
	"celu",
	"convolution3d",
	"convolutiondepthwise3d",
	"deconvolution1d",
	"deconvolution3d",
	"deconvolutiondepthwise1d",
	"deconvolutiondepthwise3d",
	"deformableconv2d",
	"detectionoutput",
	"diag",
	"einsum",
	"fold",
	"gridsample",
	"inversespectrogram",
	"lrn",
	"mvn",
	"pooling3d",
	"priorbox",
	"proposal",
	"psroipooling",
	"reorg",
	"rnn",
	"roialign",
	"roipooling",
	"rotaryembed",
	"shrink",
	"spectrogram",
	"statisticspooling",
	"unfold",
	"yolodetectionoutput",
	"yolov3detectionoutput",
];

const ON = ["NCNN_SHARED_LIB"];

/**
 * Parts that are left out for size and time. Without standard input and output the library prints nothing; the checks of
 * layers' parameters (`NCNN_VALIDATION`) stay.
 */
const OFF = [
	"NCNN_STDIO",
	"NCNN_VULKAN",
	"NCNN_BUILD_TOOLS",
	"NCNN_BUILD_EXAMPLES",
	"NCNN_BUILD_BENCHMARK",
	"NCNN_BUILD_TESTS",
	"NCNN_INSTALL_SDK",
	"NCNN_AVX512",
	"NCNN_AVXVNNI",
	"NCNN_AVXNECONVERT",
	"NCNN_XOP",
	"NCNN_FMA4",
	"NCNN_INT8",
	"NCNN_WEIGHT_QUANT",
	"NCNN_BF16",
	"NCNN_PIXEL",
	"NCNN_PIXEL_ROTATE",
	"NCNN_PIXEL_AFFINE",
	"NCNN_PIXEL_DRAWING",
];

/** What CMake is told of ncnn; `version` is that of the sdist, `1.0.20261020`. */
export function ncnnBuildOptions(version: string): string[] {
	const layers = LAYERS_LEFT_OUT.map((layer) => `WITH_LAYER_${layer}`);
	return [
		"-DCMAKE_BUILD_TYPE=Release",
		`-DNCNN_VERSION=${version.split(".").at(-1)}`,
		...ON.map((name) => `-D${name}=ON`),
		...[...OFF, ...layers].map((name) => `-D${name}=OFF`),
	];
}
