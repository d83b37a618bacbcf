export { litert } from "./engines/litert/web/backend.ts";
export type { LitertWebOptions } from "./engines/litert/web/options.ts";
