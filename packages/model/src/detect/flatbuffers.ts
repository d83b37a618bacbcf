import { type Detector, model } from "./detection.ts";

/** Fields of MNN's `Net` table that must be there (MNN_generated.h): the operators and the tensors' names. */
const MNN_FIELDS = { operators: 3, tensorNames: 7 } as const;
/** `Net` has not more fields than this, nor do versions to come by far. */
const MAX_FIELDS = 64;

/** MNN models: FlatBuffers without an identifier, known by the fields of their root table. */
export const detectMnn: Detector = ({ head }) => {
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const fields = rootFields(view);
	if (fields === undefined) return undefined;
	const { operators, tensorNames } = MNN_FIELDS;
	return fields[operators] && fields[tensorNames] ? model("mnn") : undefined;
};

/** Offset of each field in a FlatBuffer's root table, 0 where it is left out; `undefined`: not a FlatBuffer. */
function rootFields(view: DataView): number[] | undefined {
	const size = view.byteLength;
	if (size < 12) return undefined;
	const root = view.getUint32(0, true);
	if (root < 4 || root % 4 !== 0 || root > size - 4) return undefined;
	const vtable = root - view.getInt32(root, true);
	if (vtable < 4 || vtable % 2 !== 0 || vtable > size - 4) return undefined;
	const vtableBytes = view.getUint16(vtable, true);
	const tableBytes = view.getUint16(vtable + 2, true);
	const count = (vtableBytes - 4) / 2;
	if (vtableBytes % 2 !== 0 || count < 1 || count > MAX_FIELDS || vtable + vtableBytes > size) return undefined;
	const fields = Array.from({ length: count }, (_, i) => view.getUint16(vtable + 4 + 2 * i, true));
	return fields.every((offset) => offset === 0 || (offset >= 4 && offset < tableBytes)) ? fields : undefined;
}
