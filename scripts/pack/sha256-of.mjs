import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * SHA-256 of a file, lower-case hex.
 *
 * @param {string} path
 */
export const sha256Of = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
