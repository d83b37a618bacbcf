export type { Program } from "./program.ts";
