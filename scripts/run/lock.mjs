import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cache } from "./root.mjs";

const file = join(cache, "building.pid");

/**
 * Only one process at a time installs and builds in this folder; another one waits for it.
 *
 * @param {() => Promise<void>} work
 */
export async function alone(work) {
	mkdirSync(cache, { recursive: true });
	for (let said = false; !take(); said = true) {
		if (!said) console.log("Waiting for another build in this folder; if there is none, delete .cache/building.pid.");
		await sleep(200);
	}
	try {
		await work();
	} finally {
		rmSync(file, { force: true });
	}
}

/** @returns {boolean} whether the lock is ours now */
function take() {
	try {
		writeFileSync(file, String(process.pid), { flag: "wx" });
		return true;
	} catch {
		if (!holderLives(file)) removeStale();
		return false;
	}
}

/** Moved away before it is deleted: another process may have replaced it by its own since we looked. */
function removeStale() {
	const aside = `${file}.${process.pid}`;
	try {
		renameSync(file, aside);
		if (holderLives(aside)) renameSync(aside, file);
		else rmSync(aside);
	} catch {
		// Another process was first.
	}
}

/**
 * @param {string} path of a lock
 * @returns {boolean}
 */
function holderLives(path) {
	try {
		const pid = Number(readFileSync(path, "utf8"));
		// Written a moment after it is created: an empty file is a lock that is being taken.
		if (pid === 0) return true;
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
	}
}
