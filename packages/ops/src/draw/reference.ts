import type { PixelView } from "../picture/pixel-view.ts";
import type { Point } from "../picture/point.ts";

/** A picture and the bytes that its pixels get. */
export interface Brush {
	readonly view: PixelView;
	readonly bytes: readonly number[];
}

/** Definition: the pixels (x, y) with left <= x < right and top <= y < bottom; all integers, cut at the picture's edges. */
export function fillRectangle(brush: Brush, left: number, top: number, right: number, bottom: number): void {
	const { view, bytes } = brush;
	const { data, offset, rowStep, pixelStep, channelStep } = view;
	const [from, to] = [Math.max(left, 0), Math.min(right, view.width)];
	const end = Math.min(bottom, view.height);
	for (let y = Math.max(top, 0); y < end; y++)
		for (let x = from, p = offset + y * rowStep + from * pixelStep; x < to; x++, p += pixelStep)
			for (let c = 0; c < bytes.length; c++) data[p + c * channelStep] = bytes[c] as number;
}

/**
 * Definition: with sides rounded (ties up), the pixels inside the box grown by floor(thickness / 2) at each side, but for
 * those inside the box shrunk by ceil(thickness / 2).
 */
export function drawFrame(brush: Brush, sides: readonly number[], thickness: number): void {
	const [left, top, right, bottom] = sides.map((side) => Math.round(side)) as [number, number, number, number];
	const [out, inside] = [Math.floor(thickness / 2), Math.ceil(thickness / 2)];
	const [l, t, r, b] = [left - out, top - out, right + out, bottom + out];
	const [innerTop, innerBottom] = [top + inside, Math.max(bottom - inside, top + inside)];
	fillRectangle(brush, l, t, r, Math.min(innerTop, b));
	fillRectangle(brush, l, Math.max(innerBottom, t), r, b);
	fillRectangle(brush, l, innerTop, Math.min(left + inside, r), Math.min(innerBottom, b));
	fillRectangle(brush, Math.max(right - inside, left + inside), innerTop, r, Math.min(innerBottom, b));
}

/**
 * Definition: the pixels (x, y) whose distance to the segment from a to b is at most thickness / 2, in float64: with
 * t = limit(((p - a) . (b - a)) / |b - a|^2) to 0..1, or 0 where a is b, the distance to a + t (b - a).
 */
export function drawSegment(brush: Brush, [ax, ay]: Point, [bx, by]: Point, thickness: number): void {
	const { width, height } = brush.view;
	const [dx, dy] = [bx - ax, by - ay];
	const length = dx * dx + dy * dy;
	const reach = thickness / 2;
	const isNear = (x: number, y: number): boolean => {
		const along = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
		const t = Math.max(0, Math.min(1, along));
		const [ex, ey] = [x - ax - t * dx, y - ay - t * dy];
		return ex * ex + ey * ey <= reach * reach;
	};
	const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
	const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by) + reach));
	for (let y = top; y <= bottom; y++) {
		// Where the segment passes rows as near as the line is thick.
		const [first, last] = dy === 0 ? [0, 1] : [(y - reach - 1 - ay) / dy, (y + reach + 1 - ay) / dy];
		const [u, v] = [Math.max(0, Math.min(first, last)), Math.min(1, Math.max(first, last))];
		const left = Math.max(0, Math.floor(ax + Math.min(u * dx, v * dx) - reach) - 1);
		const right = Math.min(width - 1, Math.ceil(ax + Math.max(u * dx, v * dx) + reach) + 1);
		for (let x = left; x <= right; x++) if (isNear(x, y)) fillRectangle(brush, x, y, x + 1, y + 1);
	}
}

/** Definition: the pixels (x, y) whose distance to the centre is at most `radius` and at least `hole`, in float64. */
export function drawRing(brush: Brush, [cx, cy]: Point, radius: number, hole: number): void {
	const { width, height } = brush.view;
	const bottom = Math.min(height - 1, Math.ceil(cy + radius));
	const right = Math.min(width - 1, Math.ceil(cx + radius));
	for (let y = Math.max(0, Math.floor(cy - radius)); y <= bottom; y++)
		for (let x = Math.max(0, Math.floor(cx - radius)); x <= right; x++) {
			const distance = (x - cx) * (x - cx) + (y - cy) * (y - cy);
			if (distance <= radius * radius && distance >= hole * hole) fillRectangle(brush, x, y, x + 1, y + 1);
		}
}
