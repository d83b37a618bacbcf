import { chmod, copyFile, rm, truncate } from "node:fs/promises";
import type { Fault } from "./fault.ts";
import { makeForArm64 } from "./make-for-arm64.ts";

/** What may be wrong with the addon and the engine libraries that come with Polyinfer. */
export const PART_FAULTS: readonly Fault[] = [
	{
		what: "the addon is missing",
		async inject(stand) {
			await rm(stand.addon);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: "npm install @polyinfer/engine-host-linux-x64, or in a checkout, with CMake and a C++ compiler: npm run build",
	},
	{
		what: "the addon named by a variable is missing",
		inject: (stand) => ({ env: { POLYINFER_ADDON: stand.path("none.node") } }),
		code: "UNAVAILABLE",
		stage: "find",
		fix: "unset POLYINFER_ADDON, or set it to the absolute path of a host.node",
	},
	{
		what: "the addon is cut short",
		async inject(stand) {
			await truncate(stand.addon, 100_000);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Fetch …/host.node again: it is not all there.",
	},
	{
		what: "the addon is for another processor",
		async inject(stand) {
			await makeForArm64(stand.addon);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Fetch the build for x64 of …/host.node.",
	},
	{
		what: "the addon is no addon",
		async inject(stand) {
			await copyFile(await stand.write("text", "no addon"), stand.addon);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "in a checkout: npm run build; else reinstall, or unset POLYINFER_ADDON",
	},
	{
		what: "the addon is of another release",
		inject: async (stand) => ({
			env: { POLYINFER_ADDON: await stand.write("host.cjs", "module.exports = { abi: 99 };") },
		}),
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Install all packages of Polyinfer in one version; in a checkout: npm run build",
	},
	{
		what: "the engine library is missing",
		async inject(stand) {
			await rm(stand.engine);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "find",
		fix: "Reinstall @polyinfer/engine-host-linux-x64, which holds the engine libraries; in a checkout: npm run build",
	},
	{
		what: "the engine library is cut short",
		async inject(stand) {
			await truncate(stand.engine, 20_000);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Fetch …/libpolyinfer_onnxruntime.so again: it is not all there.",
	},
	{
		what: "the engine library is none",
		needs: "compiler",
		async inject(stand) {
			await copyFile(await stand.compile("other.so", "int other;"), stand.engine);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Reinstall the package that holds libpolyinfer_onnxruntime.so.",
	},
	{
		what: "the engine library's table is of another release",
		needs: "compiler",
		async inject(stand) {
			const code = "const void* polyinfer_engine_get(unsigned abi) { (void)abi; return 0; }";
			await copyFile(await stand.compile("other.so", code), stand.engine);
			return {};
		},
		code: "UNAVAILABLE",
		stage: "load",
		fix: "Install @polyinfer/engine-host and what holds libpolyinfer_onnxruntime.so in the same version.",
	},
	{
		what: "no thread is to be had",
		needs: "compiler",
		act: "run without threads",
		async inject(stand) {
			const library = await stand.compile("no-threads.so", NO_THREADS, "-ldl");
			await chmod(library, 0o755);
			return { env: { LD_PRELOAD: library } };
		},
		code: "OUT_OF_MEMORY",
		stage: "run",
		fix: "Allow more threads: ulimit -u, or the limit of the container.",
	},
];

/** Threads that C++ code starts fail once NO_THREADS is set; Node's own do not. */
const NO_THREADS = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) {
  static int (*real)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  Dl_info caller;
  if (getenv("NO_THREADS") && dladdr(__builtin_return_address(0), &caller) && strstr(caller.dli_fname, "libstdc++"))
    return EAGAIN;
  if (!real) *(void**)&real = dlsym(RTLD_NEXT, "pthread_create");
  return real(thread, attributes, start, argument);
}`;
