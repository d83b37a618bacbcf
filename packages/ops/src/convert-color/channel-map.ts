import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";

/** In a {@link ChannelMap}: gray made of red, green and blue. */
export const GRAY = -1;
/** In a {@link ChannelMap}: 255. */
export const OPAQUE = -2;

/** Where each channel of a target pixel comes from. */
export interface ChannelMap {
	/** A channel of the source, {@link GRAY} or {@link OPAQUE}. */
	readonly map: readonly number[];
	/** The source's channels of red, green and blue where gray is made of them. */
	readonly grayOf?: readonly [number, number, number];
}

/** From a format to another. */
export function channelMap(from: PictureFormat, to: PictureFormat): ChannelMap {
	if (from === "gray") return { map: channelsOf(to).map((channel) => (channel === "a" ? OPAQUE : 0)) };
	if (to === "gray") return { map: [GRAY], grayOf: [from.indexOf("r"), 1, from.indexOf("b")] };
	const given = channelsOf(from);
	return { map: channelsOf(to).map((channel) => (given.includes(channel) ? given.indexOf(channel) : OPAQUE)) };
}

function channelsOf(format: PictureFormat): readonly string[] {
	return PICTURE_CHANNELS[format] === 1 ? ["y"] : [...format];
}
