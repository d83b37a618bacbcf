/** What lines of strace tell. */
export interface Calls {
	/** Sockets of the Internet, and whatever was connected to. */
	readonly connections: readonly string[];
	/** Files and folders that were made, or opened to be written to. */
	readonly written: readonly string[];
	/** Files that tell one machine from another and were read. */
	readonly identified: readonly string[];
}

/** Nothing that stays: the bin, terminals, and what a process tells of itself. */
const FLEETING = ["/dev/", "/proc/"];

/** Sorts the lines of `strace -f`; what is below `mayWrite` is not told. Calls that failed count too. */
export function readTrace(text: string, mayWrite: readonly string[] = []): Calls {
	const connections = new Set<string>();
	const written = new Set<string>();
	const identified = new Set<string>();
	// Programs that were started elsewhere use relative paths; threads of theirs have ids of their own.
	let folder = "";
	for (const line of text.split("\n")) {
		const call = line.replace(/^\d+ +/, "");
		if (/^connect\(/.test(call) || (/^(socket|sendto|bind)\(/.test(call) && /AF_INET/.test(call)))
			connections.add(call);
		const told = /"([^"]*)"/.exec(call)?.[1];
		if (told === undefined) continue;
		if (/^chdir\(/.test(call)) folder = told;
		const path = told.startsWith("/") || folder === "" ? told : `${folder}/${told}`;
		if (path.endsWith("machine-id")) identified.add(path);
		const writes = /^open(at)?\(/.test(call)
			? /O_(WRONLY|RDWR|CREAT)/.test(call)
			: /^(creat|mkdir|rename|link|symlink)/.test(call);
		if (writes && ![...FLEETING, ...mayWrite.map((folder) => `${folder}/`)].some((allowed) => path.startsWith(allowed)))
			written.add(path);
	}
	return { connections: [...connections], written: [...written], identified: [...identified] };
}
