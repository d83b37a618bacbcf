import type { Frame } from "../step.ts";

/** Frees what the constants of a graph, and of the graphs in it, have on the device. */
export function disposeFrame(frame: Frame): void {
	for (const [, value] of frame.constants) value.release();
	for (const { bodies } of frame.steps) for (const { frame: inner } of bodies.values()) disposeFrame(inner);
}
