/** Memory of the kernel's `KeptBoxes`: its chains, and a block of eight for each box where no two are of one class. */
export function keptBytes(most: number): number {
	return 4096 + 224 * most;
}
