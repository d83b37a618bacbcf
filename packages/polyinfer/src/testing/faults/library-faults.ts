import { chmod, mkdir, rm, symlink, truncate, unlink } from "node:fs/promises";
import { type Fault, onLibrary } from "./fault.ts";
import { makeForArm64 } from "./make-for-arm64.ts";

const OR = "or leave option `library` out";
const OLD = `#include <stddef.h>
static const void* get_api(unsigned version) { (void)version; return NULL; }
static const char* get_version(void) { return "1.17.3"; }
static const struct { const void* (*get_api)(unsigned); const char* (*get_version)(void); } base = {get_api, get_version};
const void* OrtGetApiBase(void) { return &base; }`;
const CALLS_GONE = "int gone(void); int call(void) { return gone(); }";

/** What may be wrong with the library of an engine's vendor. */
export const LIBRARY_FAULTS: readonly Fault[] = [
	{
		what: "the library named by an option was renamed",
		inject: (stand) => ({ options: onLibrary(stand.path("none.so")) }),
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Name a library that is there, ${OR}`,
	},
	{
		what: "the library named by a variable was renamed",
		inject: (stand) => ({ env: { POLYINFER_ONNXRUNTIME_LIBRARY: stand.path("none.so") } }),
		code: "UNAVAILABLE",
		stage: "find",
		fix: "Name a library that is there, or unset POLYINFER_ONNXRUNTIME_LIBRARY",
	},
	{
		what: "the package that holds the library is not installed",
		async inject(stand) {
			await unlink(stand.path("node_modules/onnxruntime-node"));
			return {};
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: "npm install onnxruntime-node --ignore-scripts",
	},
	{
		what: "the library's path is relative",
		inject: () => ({ options: onLibrary("libonnxruntime.so.1") }),
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Give an absolute path, which starts at the root, ${OR}`,
	},
	{
		what: "the library is a folder",
		async inject(stand) {
			await mkdir(stand.path("library.so"));
			return { options: onLibrary(stand.path("library.so")) };
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Name the library's file, not the folder that it is in, ${OR}`,
	},
	{
		what: "the library is a link to nothing",
		async inject(stand) {
			await symlink(stand.path("gone.so"), stand.path("library.so"));
			return { options: onLibrary(stand.path("library.so")) };
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Put …/gone.so back, or name a library that is there, ${OR}`,
	},
	{
		what: "the library is in a folder that everybody may write to",
		async inject(stand) {
			const library = await stand.copyOfLibrary();
			await chmod(stand.path("library"), 0o777);
			return { options: onLibrary(library) };
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: `chmod o-w …/library, ${OR}`,
	},
	{
		what: "the library is no library",
		inject: async (stand) => ({ options: onLibrary(await stand.write("library.so", "text")) }),
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Name another file: see \`file …/library.so\` for what this one is, ${OR}`,
	},
	{
		what: "the library is cut short",
		async inject(stand) {
			const library = await stand.copyOfLibrary();
			await truncate(library, 1 << 20);
			return { options: onLibrary(library) };
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Fetch …/library/libonnxruntime.so.1 again: it is not all there, ${OR}`,
	},
	{
		what: "the library is for another processor",
		async inject(stand) {
			const library = await stand.copyOfLibrary();
			await makeForArm64(library);
			return { options: onLibrary(library) };
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: `Fetch the build for x64 of …/library/libonnxruntime.so.1, ${OR}`,
	},
	{
		what: "the library is another one",
		needs: "compiler",
		inject: async (stand) => ({ options: onLibrary(await stand.compile("other.so", "int other;")) }),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Check that …/other.so is ONNX Runtime 1.23 or newer for this platform.",
	},
	{
		what: "the library is too old",
		needs: "compiler",
		inject: async (stand) => ({ options: onLibrary(await stand.compile("old.so", OLD)) }),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Name ONNX Runtime 1.23 or newer, or name none: npm install onnxruntime-node --ignore-scripts",
	},
	{
		what: "a library that the library needs is missing",
		needs: "compiler",
		async inject(stand) {
			await stand.compile("libgone.so", "int gone(void) { return 1; }");
			const library = await stand.compile("needy.so", CALLS_GONE, `-L${stand.folder}`, "-lgone");
			await rm(stand.path("libgone.so"));
			return { options: onLibrary(library) };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Install the library that holds libgone.so, or put it where the dynamic linker looks: ldd …/needy.so",
	},
	{
		what: "a library that the library needs is of another version",
		needs: "compiler",
		async inject(stand) {
			const build = async (version: string): Promise<unknown> => {
				const map = await stand.write("versions.map", `${version} { global: gone; };`);
				return stand.compile("libgone.so", "int gone(void) { return 1; }", `-Wl,--version-script=${map}`);
			};
			await build("GONE_2.0");
			const library = await stand.compile(
				"needy.so",
				CALLS_GONE,
				`-L${stand.folder}`,
				"-lgone",
				`-Wl,-rpath,${stand.folder}`,
			);
			await build("GONE_1.0");
			return { options: onLibrary(library) };
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Use a system or a library that has GONE_2.0, or an older build of needy.so.",
	},
	{
		what: "the library's symbol table names what nobody has",
		needs: "compiler",
		inject: async (stand) => ({ options: onLibrary(await stand.compile("needy.so", CALLS_GONE)) }),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Install libraries that belong together: the one with `gone` is of another version.",
	},
];
