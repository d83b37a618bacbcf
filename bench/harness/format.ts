import type { Spread } from "./ratios.ts";
import type { Gate, Unit } from "./suite.ts";

/** Three digits. */
export function number(value: number): string {
	if (!Number.isFinite(value)) return "-";
	return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Microseconds above a thousand are told in milliseconds. */
export function quantity(value: number, unit: Unit): string {
	if (unit === "us" && Math.abs(value) >= 1000) return `${number(value / 1000)} ms`;
	return `${number(value)} ${unit}`;
}

/** `3.4 (3.1 to 3.6)`, with `unit` behind each number. */
export function spread({ median, min, max }: Spread, show: (value: number) => string): string {
	return `${show(median)} (${show(min)} to ${show(max)})`;
}

/** How a gate's numbers are told. */
export function shower(gate: Gate, unit: Unit): (value: number) => string {
	if ("atLeast" in gate) return (value) => `${number(value)}x`;
	if ("addsAtMostShare" in gate) return (value) => `${number(value * 100)} %`;
	return (value) => quantity(value, unit);
}

/** What a gate asks for: `at least 3x`. */
export function demand(gate: Gate, unit: Unit): string {
	const show = shower(gate, unit);
	if ("atLeast" in gate) return `at least ${show(gate.atLeast)}`;
	if ("atMost" in gate) return `at most ${show(gate.atMost)}`;
	return `at most ${show("addsAtMost" in gate ? gate.addsAtMost : gate.addsAtMostShare)}`;
}
