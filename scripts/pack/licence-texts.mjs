import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { must } from "../run/command.mjs";
import { cache } from "../run/root.mjs";
import { Stop } from "../run/stop.mjs";
import { onnxRuntime } from "./onnxruntime-table.mjs";
import { pipWheel } from "./pip-wheel.mjs";
import { sha256Of } from "./sha256-of.mjs";

const names = Object.keys(onnxRuntime.texts);
/** Arguments: wheel, folder for the files, files. */
const unzip =
	"import sys, zipfile; w = zipfile.ZipFile(sys.argv[1]); \
[open(sys.argv[2] + '/' + n, 'wb').write(w.read('onnxruntime/' + n)) for n in sys.argv[3:]]";

/**
 * ONNX Runtime's LICENSE and ThirdPartyNotices.txt, by pip once, then from the cache.
 *
 * @returns {Promise<string>} folder that holds them, each checked
 */
export async function licenceTexts() {
	const folder = join(cache, "onnxruntime-texts", onnxRuntime.version);
	if (names.every((name) => existsSync(join(folder, name)))) return checked(folder);
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, "wheel-"));
	try {
		const { version, wheel: pinned } = onnxRuntime;
		const why = "whose licence texts are packed with its library";
		const wheel = await pipWheel({ name: "onnxruntime", version, ...pinned, why }, work);
		const texts = join(work, "texts");
		mkdirSync(texts);
		await must("python3", ["-c", unzip, wheel, texts, ...names], { show: false });
		checked(texts);
		mkdirSync(join(cache, "onnxruntime-texts"), { recursive: true });
		rmSync(folder, { recursive: true, force: true });
		renameSync(texts, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return folder;
}

/** @param {string} folder */
function checked(folder) {
	for (const [name, expected] of Object.entries(onnxRuntime.texts)) {
		const found = sha256Of(join(folder, name));
		if (found !== expected) throw new Stop(`Expected sha256 ${expected} of ${join(folder, name)} but found ${found}.`);
	}
	return folder;
}
