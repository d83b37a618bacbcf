import { expect, test } from "vitest";
import { cleanEnv } from "./clean-env.mjs";

test("drops what npm and pnpm add for the script they run", () => {
	const env = {
		PATH: "/bin",
		INIT_CWD: "/a",
		npm_lifecycle_event: "test",
		npm_package_name: "x",
		npm_execpath: "/npm",
		npm_command: "run-script",
		npm_config_user_agent: "npm/11",
		npm_config_local_prefix: "/a",
		npm_config_noproxy: "",
	};
	expect(cleanEnv(env)).toEqual({ PATH: "/bin" });
});

test("keeps what a user sets: registry, proxy, cache, cafile, noproxy", () => {
	const env = {
		npm_config_registry: "http://localhost/",
		NPM_CONFIG_CAFILE: "/ca",
		npm_config_cache: "/c",
		npm_config_noproxy: "localhost",
		HTTPS_PROXY: "http://localhost:1",
	};
	expect(cleanEnv(env)).toEqual(env);
});

test("leaves out names without a value", () => {
	expect(cleanEnv({ HOME: undefined })).toEqual({});
});
