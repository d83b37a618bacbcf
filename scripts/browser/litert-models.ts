import type { Backend, LoadedModel } from "../../packages/core/src/index.ts";
import { openSession, Tensor } from "../../packages/core/src/index.ts";

/** What a model gives for one made-up picture: all elements of all outputs, by name. */
export async function resultsOf(
	backend: Backend,
	model: LoadedModel,
	request: Parameters<typeof openSession>[3],
): Promise<Readonly<Record<string, readonly number[]>>> {
	const session = await openSession(backend, model, { trusted: true }, request);
	try {
		const [input] = session.inputs;
		const shape = input?.shape as readonly number[];
		const size = shape.reduce((product, dim) => product * dim, 1);
		const picture = Float32Array.from({ length: size }, (_, i) =>
			Math.fround(Math.sin(i * 0.37) * Math.cos(i * 0.011)),
		);
		const results = await session.run({ [input?.name as string]: new Tensor("float32", picture, shape) });
		return Object.fromEntries(
			Object.entries(results).map(([name, tensor]) => [name, [...((tensor as Tensor).data as Float32Array)]]),
		);
	} finally {
		await session.dispose();
	}
}
