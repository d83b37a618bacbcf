/**
 * What `@polyinfer/onnxruntime-<os>-<cpu>` is assembled from: the library of npm's onnxruntime-node, unchanged, and the
 * licence texts of PyPI's onnxruntime of the same version, since the npm tarball holds none.
 */
export const onnxRuntime = {
	version: "1.30.0",
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
	},
};
