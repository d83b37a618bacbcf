import { DeviceTensor } from "./device-tensor.ts";
import { InferenceError } from "./errors.ts";
import { outsideBounds } from "./input-bounds.ts";
import { insteadOf, suggestion } from "./nearest.ts";
import { ownValue } from "./own-value.ts";
import { formatType, shapeFits } from "./shape.ts";
import { Tensor, type TensorLike } from "./tensor.ts";
import type { InputBounds, ValueInfo } from "./value-info.ts";

type Given = Tensor | TensorLike | DeviceTensor;

/**
 * Feeds in the order of `inputs`, `undefined` for an optional one left out. `deviceTensors`: where tensors of a device may
 * lie; default: nowhere. Throws INVALID_ARGUMENT for a missing, extra or misfitting one, before any engine sees anything.
 */
export function checkFeeds(
	feeds: Readonly<Record<string, Given | undefined>>,
	inputs: readonly ValueInfo[],
	bounds: InputBounds,
): (Tensor | undefined)[];
export function checkFeeds(
	feeds: Readonly<Record<string, Given | undefined>>,
	inputs: readonly ValueInfo[],
	bounds: InputBounds,
	deviceTensors: string | undefined,
): (Tensor | DeviceTensor | undefined)[];
export function checkFeeds(
	feeds: Readonly<Record<string, Given | undefined>>,
	inputs: readonly ValueInfo[],
	bounds: InputBounds,
	deviceTensors?: string,
): (Tensor | DeviceTensor | undefined)[] {
	if (typeof feeds !== "object" || feeds === null)
		throw new InferenceError("INVALID_ARGUMENT", `Expected tensors by input name but received ${String(feeds)}.`);
	const tensors: (Tensor | DeviceTensor | undefined)[] = new Array(inputs.length);
	let taken = 0;
	for (let i = 0; i < inputs.length; i++) {
		const input = inputs[i] as ValueInfo;
		const given = ownValue(feeds, input.name);
		if (given !== undefined) {
			tensors[i] =
				given instanceof DeviceTensor && given.location === deviceTensors
					? checkDeviceTensor(given, input)
					: checkTensor(given, input, "input");
			const outside = outsideBounds(given.shape, ownValue(bounds, input.name));
			if (outside) throw misfit(input, "input", given, outside);
			taken++;
		} else if (!input.optional) {
			checkNames(feeds, inputs);
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Input \`${input.name}\` is missing: expected ${formatType(input.dtype, input.shape, input.dimNames)}.`,
				{ advice: `Feed \`${input.name}\` too.` },
			);
		}
	}
	if (Object.keys(feeds).length !== taken) checkNames(feeds, inputs);
	return tensors;
}

function checkNames(feeds: object, inputs: readonly ValueInfo[]): void {
	const names = inputs.map((input) => input.name);
	for (const name of Object.keys(feeds))
		if (!names.includes(name))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`\`${name}\` is no input of the model.${suggestion(name, names)} Inputs: ${names.map((n) => `\`${n}\``).join(", ")}.`,
				{ advice: insteadOf(name, names, "feed") },
			);
}

/** `given` as a CPU tensor that fits `value`, an input or output of the model. Throws INVALID_ARGUMENT. */
export function checkTensor(given: Given, value: ValueInfo, what: "input" | "output"): Tensor {
	if (typeof given !== "object" || given === null) throw noTensor(given, value, what);
	if (!(given instanceof Tensor) && "location" in given && given.location !== "cpu")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor in CPU memory for ${what} \`${value.name}\` but received one on ${given.location}: use \`await tensor.toCpu()\`.`,
		);
	if (given.dtype === undefined) throw noTensor(given, value, what);
	const tensor = Tensor.from(given as Tensor | TensorLike);
	if (tensor.dtype !== value.dtype || !shapeFits(tensor.shape, value.shape)) throw misfit(value, what, tensor);
	if (tensor.data.length !== tensor.size)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${tensor.size} elements for ${what} \`${value.name}\` but its memory holds ${tensor.data.length}: was it transferred or resized?`,
		);
	return tensor;
}

function noTensor(
	given: unknown,
	{ name, dtype, shape, dimNames }: ValueInfo,
	what: "input" | "output",
): InferenceError {
	const received =
		typeof given === "object" && given !== null ? `${given.constructor?.name ?? "an object"}` : String(given);
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected a tensor (${formatType(dtype, shape, dimNames)}) for ${what} \`${name}\` but received ${received}.`,
		{ advice: `Give \`new Tensor("${dtype}", data, shape)\` for \`${name}\`.` },
	);
}

function checkDeviceTensor(given: DeviceTensor, input: ValueInfo): DeviceTensor {
	if (given.dtype !== input.dtype || !shapeFits(given.shape, input.shape)) throw misfit(input, "input", given);
	return given;
}

function misfit(value: ValueInfo, what: "input" | "output", given: Given, why?: string): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${formatType(value.dtype, value.shape, value.dimNames)} for ${what} \`${value.name}\` but received ${formatType(given.dtype, given.shape)}${why ? `: ${why}` : ""}.`,
		{
			advice: `Make the tensor for \`${value.name}\` as \`session.${what}s\` says; \`npx polyinfer inspect\` prints it.`,
		},
	);
}
