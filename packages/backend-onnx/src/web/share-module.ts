type Result = WebAssembly.WebAssemblyInstantiatedSource;

/**
 * Makes WebAssembly that this worker compiles from now on known to the returned function, or does not compile at all but
 * takes `given`. It changes functions that all scripts here see: only for workers of ours, where there are no others.
 */
export function shareModule(given: WebAssembly.Module | undefined): () => WebAssembly.Module | undefined {
	const { instantiate, instantiateStreaming } = WebAssembly;
	let compiled: WebAssembly.Module | undefined;
	const take = async (imports: WebAssembly.Imports | undefined, compile: () => Promise<Result>): Promise<Result> => {
		if (given) return { module: given, instance: await instantiate(given, imports) };
		const result = await compile();
		compiled = result.module;
		return result;
	};
	WebAssembly.instantiate = ((source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) =>
		source instanceof WebAssembly.Module
			? instantiate(source, imports)
			: take(imports, () => instantiate(source, imports))) as typeof instantiate;
	WebAssembly.instantiateStreaming = (source, imports) => take(imports, () => instantiateStreaming(source, imports));
	return () => compiled;
}
