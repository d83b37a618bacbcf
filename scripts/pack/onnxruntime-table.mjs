/**
 * What `@polyinfer/onnxruntime-<os>-<cpu>` is assembled from: the library of npm's onnxruntime-node, unchanged, and the
 * licence texts of PyPI's onnxruntime of the same version, since the npm tarball holds none.
 */
export const onnxRuntime = {
	version: "1.30.0",
	/** Of npm's tarball, as the lockfile has it: pnpm installs no other. */
	integrity: "sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==",
	/** Any wheel of the version holds the same texts; this one is asked for on every machine. */
	wheel: {
		tags: ["--implementation", "cp", "--python-version", "3.12", "--platform", "manylinux_2_28_x86_64"],
		sha256: "fa688e7891a6aa206636fe7372e27ee75fd17713289f6b4fc7b190e0a7de9328",
	},
	texts: {
		LICENSE: "2f07c72751aed99790b8a4869cf2311df85a860b22ded05fa22803587a48922c",
		"ThirdPartyNotices.txt": "143764b952fdb1a7c69ce653bfba74a7744d6a8a573bfb73e235fba356c83de3",
	},
	/** By platform: file in onnxruntime-node. */
	libraries: {
		"linux-x64": {
			from: "bin/napi-v6/linux/x64/libonnxruntime.so.1",
			sha256: "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23",
		},
		"linux-arm64": {
			from: "bin/napi-v6/linux/arm64/libonnxruntime.so.1",
			sha256: "1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76",
		},
		"darwin-arm64": {
			from: "bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib",
			sha256: "685d2be5dba1309c89d3a5324b7fd06a5c42f1a61bfea32d14c4cc28d072121d",
		},
		// DirectML.dll and what else lies beside it is for the GPU and only loaded for it.
		"win32-x64": {
			from: "bin/napi-v6/win32/x64/onnxruntime.dll",
			sha256: "508c362f5673483dd3a086379c392795b2e42d10d5e6f3f90ebd7ac21c97af67",
		},
	},
};
