import { existsSync } from "node:fs";
import { findAddon } from "../addon.ts";
import { nullLibrary } from "../engines/null/engine.ts";

/** True where the addon and the null engine are built: tests of native behaviour are skipped without them. */
export const isBuilt: boolean = findAddon().status === "found" && existsSync(nullLibrary());

/** The reason of those skips, for the names of suites. */
export const NEEDS_BUILD = "(needs the native build)";
