import { expect, test } from "vitest";
import { readTrace } from "./read-trace.ts";

test("lines of strace tell connections, what was written and what identifies the machine", () => {
	const trace = [
		'12 openat(AT_FDCWD, "/lib/libm.so.6", O_RDONLY|O_CLOEXEC) = 3',
		'12 openat(AT_FDCWD, "/etc/machine-id", O_RDONLY) = 3',
		'13 openat(AT_FDCWD, "/home/me/deviceid", O_WRONLY|O_CREAT, 0666) = -1 EACCES',
		'13 mkdir("/home/me/.cache", 0777) = 0',
		'13 openat(AT_FDCWD, "/cache/polyinfer/a", O_RDWR|O_CREAT, 0600) = 4',
		'13 openat(AT_FDCWD, "/dev/null", O_RDWR) = 4',
		"13 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5",
		"13 socketpair(AF_UNIX, SOCK_STREAM, 0, [5, 6]) = 0",
		'13 connect(5, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT',
		"",
	].join("\n");
	expect(readTrace(trace, ["/cache/polyinfer"])).toEqual({
		connections: [
			"socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5",
			'connect(5, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT',
		],
		written: ["/home/me/deviceid", "/home/me/.cache"],
		identified: ["/etc/machine-id"],
	});
});

test("a relative path lies in the folder that was last changed to", () => {
	const trace = [
		'12 openat(AT_FDCWD, "before", O_WRONLY|O_CREAT, 0666) = 3',
		'13 chdir("/cache/polyinfer/a") = 0',
		'14 openat(AT_FDCWD, "made.bin", O_WRONLY|O_CREAT, 0666) = 3',
		'15 chdir("/home/me") = 0',
		'15 creat("left.bin", 0666) = 3',
	].join("\n");
	expect(readTrace(trace, ["/cache/polyinfer"]).written).toEqual(["before", "/home/me/left.bin"]);
});
