import type { Source } from "../source.ts";
import { npm } from "./npm.ts";
import { pypi } from "./pypi.ts";
import type { Registry } from "./registry.ts";

/** Every registry that sources name. */
export const REGISTRIES: Readonly<Record<Source["registry"], Registry>> = { npm, pypi };
