import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

const words =
	'<speak>The espresso is ready.<break time="1500ms"/>Please descale the machine in fourteen days.<break time="1000ms"/></speak>';

/** Has espeak-ng write two sentences with a pause of 1.5 s between them into a WAV file. False where there is no espeak-ng. */
export async function speak(path: string): Promise<boolean> {
	await mkdir(dirname(path), { recursive: true });
	try {
		await promisify(execFile)("espeak-ng", ["-v", "en", "-m", "-w", path, words], { timeout: 30_000 });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
		throw error;
	}
}
