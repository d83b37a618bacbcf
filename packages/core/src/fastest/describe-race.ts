import type { Raced } from "../report.ts";

/** `fastest of 2: openvino (CPU) 3.1 ms, onnxruntime (cpu) 4 ms a run`. */
export function describeRace(race: readonly Raced[]): string {
	const times = race.map(({ backend, device, medianMs }) => `${backend} (${device}) ${inDigits(medianMs)} ms`);
	return `fastest of ${race.length}: ${times.join(", ")} a run`;
}

function inDigits(ms: number): string {
	return String(Number(ms.toPrecision(3)));
}
