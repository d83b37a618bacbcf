import type { Attribute, Graph, ValueType, Weight } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";
import { readType } from "./read-type.ts";
import { ATTRIBUTE, ATTRIBUTE_TYPE } from "./schema.ts";

/** The fields of one `AttributeProto`, as far as the file has them. */
export interface AttributeFields {
	name?: string;
	type?: number;
	float?: number;
	int?: bigint;
	string?: Uint8Array;
	tensor?: Weight;
	graph?: Graph;
	valueType?: ValueType;
	floats?: Float32Array;
	ints?: BigInt64Array;
	strings?: Uint8Array[];
	tensors?: Weight[];
	graphs?: Graph[];
	valueTypes?: ValueType[];
	reference?: string;
	sparseTensor?: Uint8Array;
	sparseTensors?: Uint8Array[];
}

/** Reads a field that is neither a tensor, a graph nor a list of numbers; passes over unknown ones. */
export function readAttributeField(reader: WireReader, fields: AttributeFields): void {
	switch (reader.field) {
		case ATTRIBUTE.name:
			fields.name = reader.word("name");
			break;
		case ATTRIBUTE.type:
			fields.type = reader.int("type");
			break;
		case ATTRIBUTE.float:
			fields.float = reader.float("f");
			break;
		case ATTRIBUTE.int:
			fields.int = reader.int64("i");
			break;
		case ATTRIBUTE.string:
			fields.string = reader.bytes("s");
			break;
		case ATTRIBUTE.strings:
			reader.charge(100);
			fields.strings ??= [];
			fields.strings.push(reader.bytes("strings"));
			break;
		case ATTRIBUTE.valueType:
			reader.once(fields.valueType, "tp");
			fields.valueType = readType(reader.message("tp"));
			break;
		case ATTRIBUTE.valueTypes:
			fields.valueTypes ??= [];
			fields.valueTypes.push(readType(reader.message("type_protos", fields.valueTypes.length)));
			break;
		case ATTRIBUTE.reference:
			fields.reference = reader.name("ref_attr_name");
			break;
		case ATTRIBUTE.sparseTensor:
			reader.once(fields.sparseTensor, "sparse_tensor");
			fields.sparseTensor = reader.bytes("sparse_tensor");
			break;
		case ATTRIBUTE.sparseTensors:
			reader.charge(100);
			fields.sparseTensors ??= [];
			fields.sparseTensors.push(reader.bytes("sparse_tensors"));
			break;
		default:
			reader.skip();
	}
}

/** The attribute of `fields.type`; files before IR version 2 have no type, there the one field that is present tells. */
export function attributeOf(reader: WireReader, fields: AttributeFields): Attribute {
	const { reference, type = ATTRIBUTE_TYPE.undefined } = fields;
	if (reference !== undefined && reference !== "") return { kind: "reference", name: reference, type };
	const made = makers[type]?.(fields);
	if (made !== undefined) return made;
	if (type === ATTRIBUTE_TYPE.undefined) {
		const present = fieldTypes.filter(([field]) => fields[field] !== undefined);
		const only = present.length === 1 ? makers[present[0]?.[1] ?? 0]?.(fields) : undefined;
		if (only !== undefined) return only;
	}
	return reader.fail(`expected an attribute of a known type with its content but received type ${type}`, "type");
}

type Maker = (fields: AttributeFields) => Attribute | undefined;

/** By `AttributeType`. A number or text that is missing is 0 or empty, as protobuf leaves such values out. */
const makers: { readonly [type: number]: Maker | undefined } = {
	[ATTRIBUTE_TYPE.float]: ({ float = 0 }) => ({ kind: "float", value: float }),
	[ATTRIBUTE_TYPE.int]: ({ int = 0n }) => ({ kind: "int", value: int }),
	[ATTRIBUTE_TYPE.string]: ({ string = new Uint8Array(0) }) => ({ kind: "string", value: string }),
	[ATTRIBUTE_TYPE.tensor]: ({ tensor }) => tensor && { kind: "tensor", value: tensor },
	[ATTRIBUTE_TYPE.graph]: ({ graph }) => graph && { kind: "graph", value: graph },
	[ATTRIBUTE_TYPE.valueType]: ({ valueType }) => valueType && { kind: "type", value: valueType },
	[ATTRIBUTE_TYPE.floats]: ({ floats = new Float32Array(0) }) => ({ kind: "floats", value: floats }),
	[ATTRIBUTE_TYPE.ints]: ({ ints = new BigInt64Array(0) }) => ({ kind: "ints", value: ints }),
	[ATTRIBUTE_TYPE.strings]: ({ strings = [] }) => ({ kind: "strings", value: strings }),
	[ATTRIBUTE_TYPE.tensors]: ({ tensors = [] }) => ({ kind: "tensors", value: tensors }),
	[ATTRIBUTE_TYPE.graphs]: ({ graphs = [] }) => ({ kind: "graphs", value: graphs }),
	[ATTRIBUTE_TYPE.valueTypes]: ({ valueTypes = [] }) => ({ kind: "types", value: valueTypes }),
	[ATTRIBUTE_TYPE.sparseTensor]: ({ sparseTensor }) =>
		sparseTensor && { kind: "sparse-tensors", single: true, value: [sparseTensor] },
	[ATTRIBUTE_TYPE.sparseTensors]: ({ sparseTensors = [] }) => ({
		kind: "sparse-tensors",
		single: false,
		value: sparseTensors,
	}),
};

/** The field that holds the content of each type. */
const fieldTypes = Object.entries(ATTRIBUTE_TYPE).filter(([field]) => field !== "undefined") as [
	keyof AttributeFields,
	number,
][];
