import type { Segment } from "./speech-segments.ts";

const [width, height, left, top, plotWidth, plotHeight] = [800, 240, 48, 20, 732, 176];

/** A picture of the probability over time, with the segments behind it, as SVG. */
export function speechSvg(
	probabilities: readonly number[],
	segments: readonly Segment[],
	chunkSeconds: number,
	seconds: number,
): string {
	const x = (time: number): string => (left + (plotWidth * Math.min(time, seconds)) / seconds).toFixed(1);
	const y = (probability: number): string => (top + plotHeight * (1 - probability)).toFixed(1);
	const shade = ({ from, to }: Segment): string =>
		`<rect x="${x(from)}" y="${top}" width="${(Number(x(to)) - Number(x(from))).toFixed(1)}" height="${plotHeight}" fill="#bae6fd"/>`;
	const step = Math.max(1, Math.ceil(seconds / 12));
	const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		...segments.map(shade),
		`<path d="M${left} ${y(0.5)}h${plotWidth}" stroke="#94a3b8" stroke-dasharray="4 4"/>`,
		`<path d="M${left} ${top}v${plotHeight}h${plotWidth}" fill="none" stroke="#334155"/>`,
		`<polyline points="${probabilities.map((p, i) => `${x((i + 0.5) * chunkSeconds)},${y(p)}`).join(" ")}" fill="none" stroke="#0369a1" stroke-width="2"/>`,
		'<g font-family="DejaVu Sans, sans-serif" font-size="12" fill="#334155">',
		...[0, 0.5, 1].map((p) => `<text x="${left - 8}" y="${Number(y(p)) + 4}" text-anchor="end">${p}</text>`),
		...ticks.map((time) => `<text x="${x(time)}" y="${top + plotHeight + 18}" text-anchor="middle">${time} s</text>`),
		`<text x="${left + plotWidth / 2}" y="${height - 6}" text-anchor="middle">probability of speech</text>`,
		"</g>",
		"</svg>\n",
	].join("\n");
}
