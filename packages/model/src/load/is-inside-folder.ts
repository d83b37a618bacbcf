/**
 * True for a relative path that does not leave the folder it is relative to, on any operating system: not absolute, no
 * drive or address, never above its start. Says nothing of links.
 */
export function isInsideFolder(path: string): boolean {
	if (path === "" || path.includes("\0") || /^([a-z][a-z0-9+.-]*:|[/\\~])/i.test(path)) return false;
	let depth = 0;
	for (const part of path.split(/[/\\]/)) {
		if (part === "..") depth--;
		else if (part !== "." && part !== "") depth++;
		if (depth < 0) return false;
	}
	return depth > 0;
}
