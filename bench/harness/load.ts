import { number } from "./format.ts";
import type { RoundResult } from "./result.ts";
import { median } from "./statistics.ts";

/** Others may use this share of the processors on a machine that is called quiet. */
const QUIET_SHARE = 0.1;

/** What other processes did while these ran, in words; `undefined` where the machine was quiet. */
export function loadOf(rounds: readonly RoundResult[]): string | undefined {
	const shares = rounds.flatMap(({ othersShare }) => (othersShare === null ? [] : [othersShare]));
	if (shares.length === 0) return undefined;
	const share = median(shares);
	return share <= QUIET_SHARE ? undefined : `others used ${number(share * 100)} % of the processors`;
}
