/** `y = x + [10, 20]` in OpenVINO's own format: the graph as XML, and the constant in a file of its own. */
export function irModel(): { readonly xml: Uint8Array; readonly bin: Uint8Array } {
	const port = (id: number, name = "") =>
		`<port id="${id}" precision="FP32"${name && ` names="${name}"`}><dim>2</dim></port>`;
	const layers = [
		`<layer id="0" name="x" type="Parameter" version="opset1"><data shape="2" element_type="f32"/><output>${port(0, "x")}</output></layer>`,
		`<layer id="1" name="c" type="Const" version="opset1"><data element_type="f32" shape="2" offset="0" size="8"/><output>${port(0)}</output></layer>`,
		`<layer id="2" name="y" type="Add" version="opset1"><data auto_broadcast="numpy"/><input>${port(0)}${port(1)}</input><output>${port(2, "y")}</output></layer>`,
		`<layer id="3" name="y/result" type="Result" version="opset1"><input>${port(0)}</input></layer>`,
	];
	const edge = (from: number, port: number, to: number, at: number) =>
		`<edge from-layer="${from}" from-port="${port}" to-layer="${to}" to-port="${at}"/>`;
	const edges = [edge(0, 0, 2, 0), edge(1, 0, 2, 1), edge(2, 2, 3, 0)];
	const xml = `<?xml version="1.0"?><net name="net" version="11"><layers>${layers.join("")}</layers><edges>${edges.join("")}</edges></net>`;
	return { xml: new TextEncoder().encode(xml), bin: new Uint8Array(Float32Array.of(10, 20).buffer) };
}
