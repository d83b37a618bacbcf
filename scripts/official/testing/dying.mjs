// Stands in for run-cases.mjs: passes every case but `dies`, where it is killed, `leaves`, where it exits, and `hangs`,
// where it says no more.
process.on("message", (/** @type {{ names: readonly string[] }} */ { names }) => {
	for (const name of names) {
		process.send?.({ start: name });
		if (name === "dies") process.kill(process.pid, "SIGSEGV");
		if (name === "leaves") process.exit(3);
		if (name === "hangs") return;
		process.send?.({ result: { name, outcome: "pass" } });
	}
	process.disconnect();
});
