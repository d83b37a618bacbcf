import { chmod, cp, link, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { addNet, loadNet } from "@polyinfer/conformance";
import { InferenceError, openSession } from "@polyinfer/core";
import { findRunner } from "@polyinfer/engine-host";
import { engineFolder, openCache } from "@polyinfer/engine-host/cache";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { CONFORMANCE_TARGETS } from "./testing/conformance-targets.ts";

let folder = "";
beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true }));

const isProgram = (path: string): boolean => /\.so(\.|$)|(^|\/)pnnx$/.test(path);

/** Every library and program that `polyinfer engines add` has put into an engine's folder, by its path below the cache. */
const files = (
	await Promise.all(
		CONFORMANCE_TARGETS.map(async (target) => {
			const root = dirname(engineFolder(target.backend.id, "0"));
			const all = (await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []))
				.filter((entry) => entry.isFile())
				.map((entry) => relative(root, join(entry.parentPath, entry.name)));
			return all.filter(isProgram).map((file) => ({ id: target.backend.id, root, file, all, target }));
		}),
	)
).flat();

/** The engine's folder in a cache of its own, without `file`, or with `content` in its place. Gives the cache's folder. */
async function spoil({ id, root, file, all }: (typeof files)[number], content: Buffer | undefined): Promise<string> {
	const cache = await mkdtemp(join(folder, "cache-"));
	const to = join(cache, "engines", id);
	for (const path of all.filter((name) => name !== file)) {
		await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 });
		await link(join(root, path), join(to, path)).catch(async (error: NodeJS.ErrnoException) => {
			if (error.code === "EXDEV") await cp(join(root, path), join(to, path));
			else if (error.code !== "EPERM" && error.code !== "EISDIR") throw error;
		});
	}
	if (content === undefined) return cache;
	await mkdir(dirname(join(to, file)), { recursive: true });
	await writeFile(join(to, file), content);
	await chmod(join(to, file), 0o755);
	return cache;
}

const faults = {
	removed: undefined,
	"cut off": Buffer.from("7f454c4602010100", "hex"),
	"something else": Buffer.from("<html>not a library</html>"),
};

const isSkipped = findRunner().status === "missing" || files.length === 0;

if (isSkipped) test.skip("broken files end in errors (needs the runner and polyinfer engines add)", () => undefined);

test.skipIf(isSkipped).each(files)(
	"a removed or broken file ends in an error with stage, reason and advice: $id, $file",
	async (one) => {
		const { backend, formats } = one.target;
		const model = await loadNet(addNet, formats[0] as "onnx");
		for (const [name, content] of Object.entries(faults)) {
			const cache = await spoil(one, content);
			vi.stubEnv("POLYINFER_CACHE", cache);
			const error: unknown = await openSession(backend, model, {}, { cache: openCache(cache) }).then(
				(session) => session.dispose().then(() => `${name}: nobody missed it`),
				(reason: unknown) => reason,
			);
			expect(error, name).toBeInstanceOf(InferenceError);
			expect(error, name).toMatchObject({
				code: "UNAVAILABLE",
				stage: expect.stringMatching(/^(find|load|convert|compile)$/),
				advice: expect.stringContaining(`npx polyinfer engines add ${one.id}`),
			});
		}
	},
);
