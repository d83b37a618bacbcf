import choose from "./choose.cuh";
import chooseInPanels from "./choose_in_panels.cuh";
import overlap from "./overlap.cuh";
import rules from "./rules.cuh";
import scoreKeys from "./score_keys.cuh";
import sortedRuns from "./sorted_runs.cuh";

/** What kernels include that make keys of scores. */
export const KEY_TEXTS: Readonly<Record<string, string>> = { "../nms-indices/score_keys.cuh": scoreKeys };

/** What kernels include that sort keys. */
export const SORT_TEXTS: Readonly<Record<string, string>> = {
	...KEY_TEXTS,
	"../nms-indices/sorted_runs.cuh": sortedRuns,
};

/** What kernels include that choose among candidates. */
export const CHOOSE_TEXTS: Readonly<Record<string, string>> = {
	...SORT_TEXTS,
	"../nms-indices/overlap.cuh": overlap,
	"../nms-indices/rules.cuh": rules,
	"../nms-indices/choose.cuh": choose,
	"../nms-indices/choose_in_panels.cuh": chooseInPanels,
};
