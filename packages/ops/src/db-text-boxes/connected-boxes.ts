/** Bounds of one 8-connected region; right and bottom are just outside. */
export interface RegionBounds {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/**
 * Bounds of the 8-connected regions of `values > threshold`, in the order of their first pixel.
 * Goes through the rows once, joining each run of pixels with the runs of the row above that it touches.
 */
export function connectedBoxes(
	values: ArrayLike<number>,
	width: number,
	height: number,
	threshold: number,
): readonly RegionBounds[] {
	const regions = new RegionForest();
	let above: Run[] = [];
	for (let y = 0; y < height; y++) {
		const runs: Run[] = [];
		const row = y * width;
		let candidate = 0;
		for (let x = 0; x < width; x++) {
			if (!((values[row + x] as number) > threshold)) continue;
			const start = x;
			while (x < width && (values[row + x] as number) > threshold) x++;
			const region = regions.add(start, y, x);
			while (candidate < above.length && (above[candidate] as Run).end < start) candidate++;
			for (let i = candidate; i < above.length && (above[i] as Run).start <= x; i++)
				regions.join((above[i] as Run).region, region);
			runs.push({ start, end: x, region });
		}
		above = runs;
	}
	return regions.bounds();
}

/** Pixels `start` to `end` - 1 of one row. */
interface Run {
	readonly start: number;
	readonly end: number;
	readonly region: number;
}

/** Union-find; the root of a region is its first run and holds its bounds. */
class RegionForest {
	readonly #parents: number[] = [];
	readonly #bounds: { left: number; top: number; right: number; bottom: number }[] = [];

	add(left: number, y: number, right: number): number {
		this.#bounds.push({ left, top: y, right, bottom: y + 1 });
		return this.#parents.push(this.#parents.length) - 1;
	}

	join(a: number, b: number): void {
		const [x, y] = [this.#root(a), this.#root(b)];
		if (x === y) return;
		const [first, second] = x < y ? [x, y] : [y, x];
		this.#parents[second] = first;
		const into = this.#bounds[first] as RegionBounds & Record<string, number>;
		const from = this.#bounds[second] as RegionBounds;
		Object.assign(into, {
			left: Math.min(into.left, from.left),
			top: Math.min(into.top, from.top),
			right: Math.max(into.right, from.right),
			bottom: Math.max(into.bottom, from.bottom),
		});
	}

	bounds(): readonly RegionBounds[] {
		return this.#bounds.filter((_, region) => this.#parents[region] === region);
	}

	#root(region: number): number {
		let root = region;
		while (this.#parents[root] !== root) {
			const parent = this.#parents[root] as number;
			this.#parents[root] = this.#parents[parent] as number;
			root = parent;
		}
		return root;
	}
}
