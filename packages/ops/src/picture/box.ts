/**
 * An axis-aligned box in pixels, x to the right and y down; right and bottom are just outside.
 * `[0, 0, width, height]` is a whole picture.
 */
export type Box = readonly [left: number, top: number, right: number, bottom: number];
