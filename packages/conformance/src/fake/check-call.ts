import { formatType, type OutputRequest, shapeFits, Tensor, type ValueInfo } from "@polyinfer/core";

/** What is wrong with the arguments of a run, as sentences: core must have checked them. */
export function checkCall(
	method: string,
	feeds: readonly (Tensor | undefined)[],
	outputs: readonly OutputRequest[],
	inputInfos: readonly ValueInfo[],
	outputInfos: readonly ValueInfo[],
): string[] {
	const breaches: string[] = [];
	if (feeds.length !== inputInfos.length)
		breaches.push(`${method} was given ${feeds.length} feeds for ${inputInfos.length} inputs`);
	if (outputs.length !== outputInfos.length)
		breaches.push(`${method} was given ${outputs.length} requests for ${outputInfos.length} outputs`);
	inputInfos.forEach((info, i) => {
		const feed = feeds[i];
		if (feed === undefined && info.optional) return;
		const breach = misfit(feed, info);
		if (breach) breaches.push(`${method} was given ${breach} for input \`${info.name}\``);
	});
	outputInfos.forEach((info, i) => {
		const request = outputs[i];
		if (request === "new" || request === "skip") return;
		const breach = misfit(request, info);
		if (breach) breaches.push(`${method} was given ${breach} for output \`${info.name}\``);
	});
	return breaches;
}

function misfit(tensor: unknown, { dtype, shape }: ValueInfo): string | undefined {
	if (!(tensor instanceof Tensor)) return "no tensor";
	if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape)) return formatType(tensor.dtype, tensor.shape);
	return tensor.data.length === tensor.size ? undefined : `${tensor.data.length} elements`;
}
