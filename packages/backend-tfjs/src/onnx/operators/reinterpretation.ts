import { DTYPES, type DType, dtypeOfNumber, Tensor, type TensorData } from "@polyinfer/core";
import { intOf, type Node } from "@polyinfer/model";
import { fromTensor, toTensor } from "../host-tensor.ts";
import type { Operators } from "../operator.ts";

const target = (node: Node): DType | undefined => dtypeOfNumber(intOf(node, "to", 0));

/** Elements as another type of the same width, bit for bit. */
export const reinterpretation: Operators = {
	BitCast: {
		since: 26,
		gives: (_, node) => [target(node)],
		refuses: (node) => (target(node) === undefined ? `to element type ${intOf(node, "to", 0)}` : undefined),
		host: (call) => {
			const dtype = target(call.node) as DType;
			const { data, shape } = toTensor(call.host(0));
			const { buffer, byteOffset, length } = data as Uint8Array;
			const { array: Container } = DTYPES[dtype];
			const view = new (Container as Uint8ArrayConstructor)(buffer as ArrayBuffer, byteOffset, length);
			const { data: elements } = fromTensor(new Tensor(dtype, view as TensorData<DType>, shape) as Tensor);
			return call.giveHost(dtype, shape, elements);
		},
	},
};
