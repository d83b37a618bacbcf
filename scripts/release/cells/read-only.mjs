import { dirname, join } from "node:path";
import { outcomeOf } from "../project.mjs";

/** Arguments: folder to make read-only, folder to run in, command. */
const readOnly =
	'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$2" && shift 2 && ! touch here 2>/dev/null && exec "$@"';

/**
 * Project, home and temporary folder are on a disk that nobody can write to, root included: a mount of its own.
 *
 * @param {import("../project.mjs").Project} project
 */
export async function onReadOnlyDisk(project) {
	await project.install();
	const all = dirname(project.folder);
	const demo = [...project.shop.manager.exec, "polyinfer", "demo", "--json"];
	const own = process.getuid?.() === 0 ? [] : ["--map-root-user"];
	const unshare = ["unshare", ...own, "--mount", "sh", "-c", readOnly, "sh", all, project.folder];
	return outcomeOf(await project.must([...unshare, ...demo], { TMPDIR: join(all, "home") }));
}
