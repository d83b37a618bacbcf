import { machine } from "../machine.ts";

/** This machine in the words of `fetch.json`: `linux-x64`, `linux-x64-musl`, `darwin-arm64`. */
export function platformKey(): string {
	const { platform, libc } = machine();
	return libc !== null && !libc.startsWith("glibc") ? `${platform}-musl` : platform;
}
