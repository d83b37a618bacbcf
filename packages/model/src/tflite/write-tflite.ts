import { InferenceError } from "@polyinfer/core";
import { type FlatFields, type FlatNumber, type FlatObject, writeFlatBuffer } from "./flatbuffer.ts";
import {
	TFLITE_OPERATORS,
	TFLITE_TYPES,
	type TfliteModel,
	type TfliteOperator,
	type TfliteOperatorName,
	type TfliteTensor,
} from "./tflite-model.ts";

/** Of the schema. */
const VERSION = 3;
const MARK = "TFL3";

/**
 * The bytes of a `.tflite` file with one graph and no signature: inputs and outputs have the names of their tensors.
 * Throws INVALID_ARGUMENT for options that an operator lacks, UNSUPPORTED for files of 2 GiB and above.
 */
export function writeTflite(model: TfliteModel): Uint8Array {
	const { tensors, inputs, outputs, operators } = model;
	const used = [...new Set(operators.map(({ operator }) => operator))];
	const constants = tensors.filter(({ data }) => data !== undefined);
	const bufferOf = new Map(constants.map((tensor, i) => [tensor, i + 1]));
	const graph: FlatFields = {
		0: list(tensors.map((tensor) => tensorFields(tensor, bufferOf.get(tensor) ?? 0))),
		1: numbers(inputs),
		2: numbers(outputs),
		3: list(operators.map((one) => operatorFields(one, used.indexOf(one.operator)))),
		4: { kind: "text", text: "main" },
	};
	return writeFlatBuffer(
		{
			0: int(VERSION),
			1: list(used.map(codeFields)),
			2: list([graph]),
			// The first buffer is empty: it is that of tensors which are no constants.
			4: list([
				{},
				...constants.map(({ data = new Uint8Array() }) => ({ 0: { kind: "bytes", bytes: data } }) as const),
			]),
		},
		MARK,
	);
}

function tensorFields({ name, dtype, shape }: TfliteTensor, buffer: number): FlatFields {
	const isFree = shape.includes(null);
	return {
		0: numbers(shape.map((size) => size ?? 1)),
		1: byte(TFLITE_TYPES[dtype]),
		2: int(buffer),
		3: { kind: "text", text: name },
		7: isFree ? numbers(shape.map((size) => size ?? -1)) : undefined,
		8: byte(1),
	};
}

/** Old readers look at the first field, which holds 127 at most. */
function codeFields(operator: TfliteOperatorName): FlatFields {
	const { code, version } = TFLITE_OPERATORS[operator];
	return { 0: byte(Math.min(code, 127)), 2: int(version), 3: int(code) };
}

function operatorFields({ operator, inputs, outputs, options = {} }: TfliteOperator, code: number): FlatFields {
	const schema = TFLITE_OPERATORS[operator];
	const fields: Record<number, FlatNumber> = {};
	for (const [name, value] of Object.entries(options)) {
		const field = schema.fields[name];
		if (!field)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`${operator} has the options ${Object.keys(schema.fields)} but no \`${name}\`.`,
			);
		fields[field[0]] = { type: field[1], value };
	}
	const hasOptions = schema.options !== 0;
	return {
		0: int(code),
		1: numbers(inputs),
		2: numbers(outputs),
		3: hasOptions ? byte(schema.options) : undefined,
		4: hasOptions ? { kind: "table", fields } : undefined,
	};
}

const int = (value: number): FlatNumber => ({ type: "int32", value });
const byte = (value: number): FlatNumber => ({ type: "int8", value });
const numbers = (values: readonly number[]): FlatObject => ({ kind: "numbers", values });
const list = (items: readonly FlatFields[]): FlatObject => ({ kind: "tables", items });
