import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openCache } from "../open-cache.ts";

// `node fill-slowly.mjs <folder> <word>`: asks for one artifact, fills it in two steps, prints what it got.
const [folder = "", word = ""] = process.argv.slice(2);
const { path, reused } = await openCache(folder).folder("test", { of: "both" }, async (into) => {
	await writeFile(join(into, "first"), "the same in both");
	await sleep(300);
	await writeFile(join(into, "second"), word);
});
console.log(JSON.stringify({ path, reused }));
