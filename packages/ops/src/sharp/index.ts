export { drawPicture } from "./draw-picture.ts";
export type { Drawing } from "./drawing.ts";
export { type ReadPictureOptions, readPicture, type SharpPipeline } from "./read-picture.ts";
export { writePicture } from "./write-picture.ts";
