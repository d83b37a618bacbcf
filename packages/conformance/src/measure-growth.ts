/** What is held now, in bytes; a figure is left out where the host does not tell it. */
export interface Memory {
	/** Resident, as the system counts. */
	readonly process?: number;
	/** Heap and buffers of JavaScript. */
	readonly JavaScript?: number;
}

interface Host {
	readonly process?: { memoryUsage?(): { rss: number; heapUsed: number; external: number } };
	readonly gc?: () => void;
}

const host = globalThis as Host;

/** How memory grew with the turns of a piece of work. */
export interface Growth {
	/** `"process"`: what the system counts as resident. `"JavaScript"`: heap and buffers, after a collection. */
	readonly where: "process" | "JavaScript";
	readonly turns: number;
	/** Slope of the least-squares line through the memory after each round. */
	readonly bytesPerTurn: number;
	/** Standard error of the slope. */
	readonly errorBytesPerTurn: number;
}

/** How long {@link measureGrowth} works. */
export interface GrowthOptions {
	/** Of all rounds together, warm-up included. */
	readonly ms: number;
	/** Rounds after the warm-up. Default: 12. */
	readonly rounds?: number;
	/** Whether what half the rounds and each further one have shown is enough. Default: all rounds are measured. */
	readonly isEnough?: (growths: readonly Growth[]) => boolean;
	/** Tells what is held. Default: Node's own figures, nothing on other hosts. */
	readonly memory?: () => Promise<Memory>;
}

/** Of the time: what fills pools and caches, which is no leak. */
const WARM_UP_SHARE = 0.3;

/**
 * Does `turn` again and again and measures memory between short rounds of it. Gives the slope in bytes a turn, of the
 * process and, where the host can collect garbage (`--expose-gc`), of JavaScript; none where the host tells nothing.
 */
export async function measureGrowth(
	turn: (number: number) => Promise<unknown> | undefined,
	{ ms, rounds = 12, isEnough = () => false, memory = ownMemory }: GrowthOptions,
): Promise<readonly Growth[]> {
	const start = performance.now();
	let turns = 0;
	const warmUpMs = ms * WARM_UP_SHARE;
	while (turns === 0 || performance.now() - start < warmUpMs) await turn(turns++);
	const perTurnMs = (performance.now() - start) / turns;
	const perRound = Math.max(1, Math.floor((ms - warmUpMs) / rounds / perTurnMs));
	const samples = [await settled(memory)];
	const growths = (): readonly Growth[] => growthsOf(samples, perRound);
	// On a machine that others keep busy turns become slower: half the rounds are enough then.
	const isLate = (): boolean => performance.now() - start > 2 * ms;
	const isDone = (): boolean => samples.length > rounds / 2 && (isLate() || isEnough(growths()));
	for (let round = 0; round < rounds && !isDone(); round++) {
		for (let i = 0; i < perRound; i++) await turn(turns++);
		samples.push(await settled(memory));
	}
	return growths();
}

/** Of what was held before and after each round of so many turns. */
function growthsOf(samples: readonly Memory[], perRound: number): readonly Growth[] {
	return (Object.keys(samples[0] as object) as Growth["where"][]).map((where) => {
		const line = fitLine(samples.map((sample) => sample[where] ?? 0));
		return {
			where,
			turns: (samples.length - 1) * perRound,
			bytesPerTurn: line.slope / perRound,
			errorBytesPerTurn: line.error / perRound,
		};
	});
}

/** What is held after finalizers have run. */
async function settled(memory: () => Promise<Memory>): Promise<Memory> {
	for (let i = 0; i < 2; i++) {
		host.gc?.();
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	return memory();
}

async function ownMemory(): Promise<Memory> {
	const usage = host.process?.memoryUsage?.();
	if (!usage) return {};
	// Without a collection, what JavaScript holds says nothing.
	return { process: usage.rss, ...(host.gc ? { JavaScript: usage.heapUsed + usage.external } : {}) };
}

/** The least-squares line through values at 0, 1, 2, ...: its slope and the slope's standard error. */
export function fitLine(values: readonly number[]): { readonly slope: number; readonly error: number } {
	const { length } = values;
	const [centre, mean] = [(length - 1) / 2, values.reduce((sum, value) => sum + value, 0) / length];
	let [across, spread] = [0, 0];
	values.forEach((value, i) => {
		across += (i - centre) * (value - mean);
		spread += (i - centre) ** 2;
	});
	const slope = across / spread;
	const residual = values.reduce((sum, value, i) => sum + (value - mean - slope * (i - centre)) ** 2, 0);
	return { slope, error: Math.sqrt(residual / Math.max(1, length - 2) / spread) };
}
