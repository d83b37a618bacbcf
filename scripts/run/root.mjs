import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository, without a trailing slash. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Ignored folder for everything that can be made again. */
export const cache = join(root, ".cache");
