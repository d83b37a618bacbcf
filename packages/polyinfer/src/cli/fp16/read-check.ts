import type { CommandArguments } from "../command.ts";
import { type FeedRequest, parseFeedRequest, parseShapeRequest } from "../feed-request.ts";
import { readCount, readNumber } from "../session-arguments.ts";
import { UsageError } from "../usage-error.ts";

/** Roundings of a deep net add up: twice what one tensor of float16 is allowed. */
const TOLERANCE = 0.02;

/** What `--check` compares, and how near is near enough. */
export interface CheckRequest {
	/** Pairs of made-up inputs. */
	readonly seeds: number;
	/** As a share of an output's range. */
	readonly tolerance: number;
	readonly requests: readonly FeedRequest[];
	/** Sizes of free axes, by input. */
	readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** Reads the options of `--check`; `undefined` where it is not given. Throws UsageError. */
export function readCheck(given: CommandArguments): CheckRequest | undefined {
	if (!("check" in given.values)) {
		for (const option of ["seeds", "tolerance", "input", "shape"])
			if (option in given.values) throw new UsageError(`\`--${option}\` goes with \`--check\`, which is missing.`);
		return undefined;
	}
	const shapes = (given.values.shape ?? []).map(parseShapeRequest).map(({ name, shape }) => [name, shape] as const);
	return {
		seeds: readCount(given, "seeds") ?? 1,
		tolerance: readNumber(given, "tolerance") ?? TOLERANCE,
		requests: (given.values.input ?? []).map(parseFeedRequest),
		shapes: Object.fromEntries(shapes),
	};
}
