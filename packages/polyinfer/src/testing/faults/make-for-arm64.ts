import { open } from "node:fs/promises";

const MACHINE_AT = 18;
const ARM64 = 183;

/** Makes a library say that it is for arm64: `e_machine` of its ELF header. */
export async function makeForArm64(path: string): Promise<void> {
	const file = await open(path, "r+");
	await file.write(Uint8Array.of(ARM64, 0), 0, 2, MACHINE_AT);
	await file.close();
}
