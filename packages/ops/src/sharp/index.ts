export { type ReadPictureOptions, readPicture } from "./read-picture.ts";
