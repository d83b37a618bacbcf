import type { Gap } from "@polyinfer/conformance";
import { litertGaps } from "./gaps.ts";

/** Function cases of the kit that LiteRT rejects with UNSUPPORTED in a browser. */
export const litertWebGaps: readonly Gap[] = [...litertGaps];
