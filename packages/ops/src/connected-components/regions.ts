import type { Tensor } from "@polyinfer/core";

/** Where a map is foreground: where it is above `threshold`; bytes where they are not 0. */
export interface RegionRule {
	readonly width: number;
	readonly height: number;
	/** Whether pixels that share a corner only are neighbours. */
	readonly diagonal: boolean;
	readonly threshold: number;
}

/** What is known of `count` regions, by the order of their first pixels. Valid until the next run. */
export interface Regions {
	readonly count: number;
	/** Left, top, right and bottom of each; right and bottom are just outside. */
	readonly boxes: Int32Array;
	/** Of the pixels of each: how many, and the sums of their x and of their y. */
	readonly sums: Float64Array;
}

/** Finds the regions of a map, and writes the number of each pixel's, from 1, into `labels`, 0 where there is none. */
export type FindRegions = (map: Tensor, labels?: Int32Array) => Regions;
