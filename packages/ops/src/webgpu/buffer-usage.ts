/** Bits of `GPUBufferUsage`, which is a global of browsers only. */
export const BUFFER_USAGE = {
	mapRead: 0x1,
	copySource: 0x4,
	copyDestination: 0x8,
	uniform: 0x40,
	storage: 0x80,
} as const;
