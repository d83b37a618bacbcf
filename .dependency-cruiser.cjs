/** What each package may import: the table of ARCHITECTURE.md. A name with a slash is one entry of a package. */
const rooms = require("./scripts/check/rooms.json");

const entry = (name) => {
	const [folder, part] = name.split("/");
	return part ? `packages/${folder}/src/${part}(/|\\.ts$)` : `packages/${folder}/src/index\\.ts$`;
};
const tests = "\\.test\\.ts$|/testing/";

module.exports = {
	forbidden: [
		{ name: "not-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
		{ name: "no-circular", severity: "error", from: { pathNot: tests }, to: { circular: true } },
		{
			name: "core-is-pure",
			severity: "error",
			from: {
				path: "^packages/(core|model|conformance)/src",
				pathNot: `${tests}|^packages/model/src/node(/|\\.ts)|^packages/conformance/src/(node\\.ts|quiet/)`,
			},
			to: { dependencyTypes: ["core"] },
		},
		{
			name: "backends-by-dynamic-import",
			severity: "error",
			from: { path: "^packages/polyinfer/src", pathNot: tests },
			to: { path: "^packages/backend-", dependencyTypesNot: ["dynamic-import", "type-only"] },
		},
		...rooms.map((room) => ({
			name: `room-${room.package}`,
			severity: "error",
			from: { path: `^packages/${room.package}/src`, pathNot: tests },
			to: {
				path: "^(packages|models|examples)/",
				pathNot: [`^packages/${room.package}/`, ...room.may.map(entry)].join("|"),
			},
		})),
	],
	options: {
		tsConfig: { fileName: "tsconfig.base.json" },
		tsPreCompilationDeps: true,
		doNotFollow: { path: "node_modules" },
		exclude: { path: "/(dist|build)/|\\.cache/" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["polyinfer-source", "import", "node", "default"],
			mainFields: ["module", "main"],
		},
	},
};
