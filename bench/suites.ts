import { bindings } from "./bindings/suite.ts";
import { engines } from "./engines/suite.ts";
import type { SuiteEntry } from "./harness/suite.ts";
import { javascript } from "./javascript/suite.ts";
import { ops } from "./ops/suite.ts";
import { sessions } from "./sessions/suite.ts";
import { webgpu } from "./webgpu/suite.ts";

/** Every suite, in the order of the page. */
export const SUITES: readonly SuiteEntry[] = [sessions, engines, bindings, javascript, ops, webgpu];
