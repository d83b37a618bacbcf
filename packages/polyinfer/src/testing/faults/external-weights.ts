/** An ONNX model, y = x + w, whose weights lie in another file: fields of ModelProto, written by hand. */
export function externalWeights(location: string): Uint8Array {
	const field = (number: number, value: readonly number[] | string): number[] => {
		const content = typeof value === "string" ? [...Buffer.from(value)] : value;
		return [(number << 3) | 2, content.length, ...content];
	};
	const int = (number: number, value: number): number[] => [number << 3, value];
	const entry = field(13, [...field(1, "location"), ...field(2, location)]);
	const weight = [...int(1, 2), ...int(2, 1), ...field(8, "w"), ...entry, ...int(14, 1)];
	const shape = field(2, field(1, int(1, 2)));
	const value = (name: string): number[] => [...field(1, name), ...field(2, field(1, [...int(1, 1), ...shape]))];
	const node = [...field(1, "x"), ...field(1, "w"), ...field(2, "y"), ...field(4, "Add")];
	const graph = [
		...field(1, node),
		...field(2, "g"),
		...field(5, weight),
		...field(11, value("x")),
		...field(12, value("y")),
	];
	return Uint8Array.from([...int(1, 8), ...field(7, graph), ...field(8, [...field(1, ""), ...int(2, 17)])]);
}
