// `npm start`, `npm test`, `npm run demo`, `npm run bench`, `npm run check`, `npm run build`: install and build what changed, then do the job.
// This file keeps to syntax that an old Node can read, so that it can say what is missing instead of failing to parse.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	console.error(`Node 20.19 or newer is needed, this is ${process.version}. Type:`);
	console.error("  npx --yes node@20 scripts/run.mjs start     (or install Node 20 with your package manager)");
	process.exit(1);
}
const { main } = await import("./run/jobs.mjs");
process.exitCode = await main(process.argv.slice(2));
