/**
 * The part of the kit that needs Node: what a program does to the machine it runs on.
 * @module
 */
export { hasTracer, QUIET, quietMs, type Trace, type TraceOptions, traceProgram } from "./quiet/trace-program.ts";
