import type { Box } from "../picture/box.ts";
import type { Drawing } from "./drawing.ts";
import { placeLabel } from "./place-label.ts";

const FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace";
/** Width of a character of those fonts, in font sizes. */
const ADVANCE = 0.602;
const ACCENT = "#4cc9ff";
const INK = "#0b1210";

/** A drawing as an SVG of the picture's size, transparent where nothing is drawn. Sizes follow the picture's. */
export function overlaySvg(width: number, height: number, drawing: Drawing): string {
	const { boxes = [], labels = [], colors = [], keypoints = [] } = drawing;
	const font = Math.max(11, Math.round(Math.min(width, height) / 32));
	const line = Math.max(2, Math.round(font / 7));
	const parts: string[] = [];
	for (const [i, box] of boxes.entries()) parts.push(frame(box, colors[i] ?? ACCENT, line));
	const taken: Box[] = [...boxes];
	for (const [i, box] of boxes.entries()) {
		const label = labels[i];
		if (!label) continue;
		const size = { width: textWidth(label, font) + font * 0.8, height: font * 1.45 };
		const place = placeLabel(box, size, { width, height }, taken);
		taken.push(place);
		parts.push(tag(place, label, colors[i] ?? ACCENT, font));
	}
	for (const [x, y] of keypoints)
		parts.push(
			`<circle cx="${x}" cy="${y}" r="${line * 1.8}" fill="${ACCENT}" stroke="${INK}" stroke-width="${line * 0.6}"/>`,
		);
	parts.push(...caption(drawing.caption ?? [], height, font));
	const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT}">`;
	return `${head}${parts.join("")}</svg>`;
}

/** Two strokes: the dark one underneath keeps the colour legible on any ground. */
function frame([left, top, right, bottom]: Box, color: string, line: number): string {
	const shape = `x="${left}" y="${top}" width="${Math.max(0, right - left)}" height="${Math.max(0, bottom - top)}" rx="${line}" fill="none"`;
	return `<rect ${shape} stroke="${INK}" stroke-opacity="0.6" stroke-width="${line * 2}"/><rect ${shape} stroke="${color}" stroke-width="${line}"/>`;
}

function tag([left, top, right, bottom]: Box, label: string, color: string, font: number): string {
	const ink = isDark(color) ? "#ffffff" : INK;
	return (
		`<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="${font * 0.25}" fill="${color}" fill-opacity="0.92"/>` +
		`<text x="${left + font * 0.4}" y="${top + font * 1.07}" font-size="${font}" fill="${ink}" xml:space="preserve">${escapeXml(label)}</text>`
	);
}

function caption(text: string | readonly string[], height: number, font: number): string[] {
	const lines = typeof text === "string" ? text.split("\n") : text;
	if (lines.length === 0) return [];
	const sizes = lines.map((_, i) => (i === 0 ? font * 1.5 : font * 1.1));
	const pad = font * 0.9;
	const wide = Math.max(...lines.map((line, i) => textWidth(line, sizes[i] as number))) + 2 * pad;
	const high = sizes.reduce((sum, size) => sum + size * 1.35, 0) + 1.5 * pad;
	const top = height - high - pad;
	const parts = [
		`<rect x="${pad}" y="${top}" width="${wide}" height="${high}" rx="${font * 0.5}" fill="${INK}" fill-opacity="0.82"/>`,
	];
	let y = top + pad * 0.75;
	for (const [i, line] of lines.entries()) {
		const size = sizes[i] as number;
		y += size * 1.35;
		parts.push(
			`<text x="${2 * pad}" y="${y - size * 0.35}" font-size="${size}" fill="${i === 0 ? ACCENT : "#e9efec"}" xml:space="preserve">${escapeXml(line)}</text>`,
		);
	}
	return parts;
}

/** East Asian characters count as two. */
function textWidth(text: string, font: number): number {
	let cells = 0;
	for (const character of text)
		cells += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1;
	return cells * ADVANCE * font;
}

function isDark(color: string): boolean {
	const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
	return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

const entities: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

/** Text for XML: markup escaped, characters that XML does not allow replaced by U+FFFD. */
function escapeXml(text: string): string {
	return text
		.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
		.replace(/[&<>"']/g, (character) => entities[character] as string);
}
