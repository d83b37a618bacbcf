import type { HandMadeNet } from "./dense-net.ts";

/** Whole numbers below `limit`, the same for the same seed: Marsaglia's xorshift. */
function below(seed: number): (limit: number) => number {
	let state = (seed * 2_654_435_761) >>> 0 || 1;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state = (state ^ (state << 5)) >>> 0;
		return state % limit;
	};
}

type Next = (limit: number) => number;

const VALUES = ["0", "-1", "1", "2", "3", "7", "4096", "2147483647", "-2147483648", "1.5", "-233", "1e30"];

/** One number of one layer is another, half of the time; else a change of the text or of the weights. */
export function mutateNet(net: HandMadeNet, seed: number): HandMadeNet {
	const next = below(seed + 1);
	const kinds = [value, value, value, value, letter, layerGone, layersSwapped, weightsChanged];
	const change = kinds[next(kinds.length)] as (net: HandMadeNet, next: Next) => HandMadeNet;
	return change(net, next);
}

function value(net: HandMadeNet, next: Next): HandMadeNet {
	const places = [...net.param.matchAll(/(?<==)[-\d.e]+/g)];
	const place = places[next(places.length)];
	if (place === undefined) return net;
	const { index, 0: old } = place;
	return {
		...net,
		param: net.param.slice(0, index) + VALUES[next(VALUES.length)] + net.param.slice(index + old.length),
	};
}

function letter(net: HandMadeNet, next: Next): HandMadeNet {
	const at = next(net.param.length);
	return { ...net, param: net.param.slice(0, at) + String.fromCharCode(33 + next(90)) + net.param.slice(at + 1) };
}

function layerGone(net: HandMadeNet, next: Next): HandMadeNet {
	const [magic = "", counts = "", ...layers] = net.param.trimEnd().split("\n");
	layers.splice(next(layers.length), 1);
	return { ...net, param: [magic, `${layers.length} ${counts.split(" ")[1]}`, ...layers, ""].join("\n") };
}

function layersSwapped(net: HandMadeNet, next: Next): HandMadeNet {
	const [magic = "", counts = "", ...layers] = net.param.trimEnd().split("\n");
	const at = next(layers.length - 1);
	layers.splice(at, 2, layers[at + 1] as string, layers[at] as string);
	return { ...net, param: [magic, counts, ...layers, ""].join("\n") };
}

function weightsChanged(net: HandMadeNet, next: Next): HandMadeNet {
	const bin = net.bin.slice(0, next(4) === 0 ? next(net.bin.length) : net.bin.length);
	for (let flips = 8; flips > 0 && bin.length > 0; flips--) {
		const at = next(bin.length);
		bin[at] = (bin[at] as number) ^ (1 << next(8));
	}
	return { ...net, bin };
}
