import { check } from "./assert.ts";
import { type Growth, type GrowthOptions, measureGrowth } from "./measure-growth.ts";

/** What {@link expectNoGrowth} allows. */
export interface NoGrowthOptions extends GrowthOptions {
	/** The most that may stay of a turn, on average. */
	readonly bytesPerTurn: number;
}

/** A slope must be above its bound by so many standard errors to be a leak, and below it to be none at half the time. */
const CERTAIN = 3;
/** Growth below this, over all turns, is the allocators' own; of JavaScript, that of compiled code and the like. */
const LEAST_GROWTH_BYTES: { readonly [W in Growth["where"]]: number } = { process: 6 << 20, JavaScript: 1 << 19 };
/** A leak leaks again; a step of an allocator or of another program's does not. */
const TRIES = 3;

/**
 * Rejects where memory grows by more than `bytesPerTurn` with each turn: surely, by more than allocators do, and each of
 * three times that it is measured. Gives what was measured last.
 */
export async function expectNoGrowth(
	turn: (number: number) => Promise<unknown> | undefined,
	options: NoGrowthOptions,
): Promise<readonly Growth[]> {
	let growths: readonly Growth[] = [];
	let grown: Growth | undefined;
	for (let i = 0; i < TRIES && (i === 0 || grown !== undefined); i++) {
		const isEnough = (so: readonly Growth[]): boolean => so.every((growth) => isNoLeak(growth, options.bytesPerTurn));
		growths = await measureGrowth(turn, { isEnough, ...options });
		grown = growths.find((growth) => isLeak(growth, options.bytesPerTurn));
	}
	const told = grown && `${Math.round(grown.bytesPerTurn)} ± ${Math.round(grown.errorBytesPerTurn)}`;
	check(
		grown === undefined,
		`Expected at most ${options.bytesPerTurn} bytes a turn to stay (${grown?.where}) but ${told} did, over ${grown?.turns} turns.`,
	);
	return growths;
}

function isLeak({ where, turns, bytesPerTurn, errorBytesPerTurn }: Growth, allowed: number): boolean {
	return bytesPerTurn - CERTAIN * errorBytesPerTurn > allowed && bytesPerTurn * turns > LEAST_GROWTH_BYTES[where];
}

/** As surely as a leak is one. */
function isNoLeak({ bytesPerTurn, errorBytesPerTurn }: Growth, allowed: number): boolean {
	return bytesPerTurn + CERTAIN * errorBytesPerTurn < allowed;
}
