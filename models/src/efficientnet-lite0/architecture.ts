/** One convolution with its batch normalisation, as PyTorch's state dict names them. */
export interface ConvLayer {
	/** Name of the convolution's weight, without `.weight`. */
	readonly conv: string;
	/** Name of the batch normalisation. */
	readonly norm: string;
	/** Side of the square kernel. */
	readonly kernel: number;
	readonly stride: number;
	/** Channels of the output. */
	readonly channels: number;
	/** Channels of the input. */
	readonly inputChannels: number;
	/** One filter a channel. */
	readonly depthwise: boolean;
	/** ReLU6 follows. */
	readonly activation: boolean;
}

/** Convolutions in a row; `residual`: their input is added to their output. */
export interface Block {
	readonly layers: readonly ConvLayer[];
	readonly residual: boolean;
}

/** Side of the input picture in pixels. */
export const INPUT_SIDE = 224;
/** Classes of ImageNet. */
export const CLASSES = 1000;

// Repeats, kernel, stride, expansion, input and output channels. Source: Tan and Le, "EfficientNet" (2019), table 1,
// without squeeze and excitation and with a stem and a head of fixed width, as in TensorFlow's "lite" variants.
const stages = [
	[1, 3, 1, 1, 32, 16],
	[2, 3, 2, 6, 16, 24],
	[2, 5, 2, 6, 24, 40],
	[3, 3, 2, 6, 40, 80],
	[3, 5, 1, 6, 80, 112],
	[4, 5, 2, 6, 112, 192],
	[1, 3, 1, 6, 192, 320],
] as const;

/** EfficientNet-lite0 from the picture to the last features, in order; a pooling and a linear layer `_fc` follow. */
export function efficientnetLite0(): Block[] {
	const blocks: Block[] = [single(layer("_conv_stem", "_bn0", 3, 32, { kernel: 3, stride: 2 }))];
	let number = 0;
	for (const [repeats, kernel, stride, expansion, from, to] of stages)
		for (let i = 0; i < repeats; i++)
			blocks.push(
				invertedResidual(`_blocks.${number++}.`, kernel, i === 0 ? stride : 1, expansion, i === 0 ? from : to, to),
			);
	blocks.push(single(layer("_conv_head", "_bn1", 320, 1280, {})));
	return blocks;
}

function invertedResidual(
	prefix: string,
	kernel: number,
	stride: number,
	expansion: number,
	from: number,
	to: number,
): Block {
	const wide = from * expansion;
	const layers = [
		layer(`${prefix}_depthwise_conv`, `${prefix}_bn1`, wide, wide, { kernel, stride, depthwise: true }),
		layer(`${prefix}_project_conv`, `${prefix}_bn2`, wide, to, { activation: false }),
	];
	if (expansion > 1) layers.unshift(layer(`${prefix}_expand_conv`, `${prefix}_bn0`, from, wide, {}));
	return { layers, residual: stride === 1 && from === to };
}

function layer(
	conv: string,
	norm: string,
	inputChannels: number,
	channels: number,
	special: Partial<ConvLayer>,
): ConvLayer {
	return {
		conv,
		norm,
		kernel: 1,
		stride: 1,
		channels,
		inputChannels,
		depthwise: false,
		activation: true,
		...special,
	};
}

function single(layer: ConvLayer): Block {
	return { layers: [layer], residual: false };
}
