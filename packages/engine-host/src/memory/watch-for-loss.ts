let registry: FinalizationRegistry<string> | undefined;

/** With `POLYINFER_DEBUG=1`: warns of tensors that nobody disposed. */
export function watchForLoss(): FinalizationRegistry<string> | undefined {
	if (process.env.POLYINFER_DEBUG !== "1") return undefined;
	registry ??= new FinalizationRegistry((text) => process.emitWarning(text, "PolyinferWarning"));
	return registry;
}
