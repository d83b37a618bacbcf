/** A compute pass of one dispatch, over `bindings` of group 0 by their numbers. */
export function dispatch(
	device: GPUDevice,
	commands: GPUCommandEncoder,
	pipeline: GPUComputePipeline,
	bindings: Readonly<Record<number, GPUBuffer>>,
	groups: readonly [x: number, y: number],
): void {
	const entries = Object.entries(bindings).map(([binding, buffer]) => ({
		binding: Number(binding),
		resource: { buffer },
	}));
	const pass = commands.beginComputePass();
	pass.setPipeline(pipeline);
	pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
	pass.dispatchWorkgroups(...groups);
	pass.end();
}
