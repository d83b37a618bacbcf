import type { Point, Quad } from "../picture/point.ts";

/** A turned rectangle. */
export interface RotatedBox {
	readonly centerX: number;
	readonly centerY: number;
	readonly width: number;
	readonly height: number;
	/** Clockwise in the picture. */
	readonly degrees: number;
}

/** The corners of a turned rectangle, in the order of a {@link Quad}. */
export function rotatedBoxCorners({ centerX, centerY, width, height, degrees }: RotatedBox): Quad {
	const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) / 2, Math.sin((degrees * Math.PI) / 180) / 2];
	const corner = (x: number, y: number): Point => [
		centerX + x * width * cos - y * height * sin,
		centerY + x * width * sin + y * height * cos,
	];
	return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** Size of an upright crop, and whether it was turned to get it. */
export interface CropSize {
	readonly width: number;
	readonly height: number;
	readonly isTurned: boolean;
}

/**
 * Definition: w is the longer of the upper and lower side, h of the left and right one, rounded down, at least 1. From
 * `h / w >= turnFrom` on the crop is turned counterclockwise by 90 degrees, which swaps the sides.
 */
export function cropSize(quad: Quad, turnFrom: number): CropSize {
	const [a, b, c, d] = quad;
	const w = Math.max(1, Math.floor(Math.max(distance(a, b), distance(c, d))));
	const h = Math.max(1, Math.floor(Math.max(distance(a, d), distance(b, c))));
	const isTurned = h / w >= turnFrom;
	return isTurned ? { width: h, height: w, isTurned } : { width: w, height: h, isTurned };
}

/**
 * Definition: where the corners go, in pixels of a target of `width` x `height` that holds the whole crop. In the crop itself
 * they are [0, 0], [w, 0], [w, h], [0, h], or turned [0, h - 1], [0, -1], [w, -1], [w, h - 1] with w and h as turned; crop
 * coordinate u is (u + 0.5) * width / w - 0.5 in the target, as a resize has it.
 */
export function cropCorners({ width: w, height: h, isTurned }: CropSize, width: number, height: number): Quad {
	const x = (u: number): number => (width === w ? u : ((u + 0.5) * width) / w - 0.5);
	const y = (v: number): number => (height === h ? v : ((v + 0.5) * height) / h - 0.5);
	const [left, right, top, bottom] = [x(0), x(w), y(isTurned ? -1 : 0), y(isTurned ? h - 1 : h)];
	if (isTurned)
		return [
			[left, bottom],
			[left, top],
			[right, top],
			[right, bottom],
		];
	return [
		[left, top],
		[right, top],
		[right, bottom],
		[left, bottom],
	];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
	return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}
