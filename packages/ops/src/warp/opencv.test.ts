import { expect, test } from "vitest";
import type { PictureFormat } from "../picture/picture.ts";
import { hashOf } from "../testing/hash-of.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { warpAffine, warpPerspective } from "./index.ts";
import type { WarpBorder, WarpFilter } from "./warp-spec.ts";

/** Source, matrix, width, height, filter, border and its value, and the hash of what cv2 4.14 gives for the seed of the row. */
type Row = [[number, number, PictureFormat], number[], number, number, WarpFilter, WarpBorder, number[], number];

const rows: readonly Row[] = [
	[
		[114, 82, "rgb"],
		[
			1.28068504308, 0.0722279640235, 9.47134571994, 0.0336373179455, 1.60422013744, 32.7847276558, 0.00396510814679,
			0.00145412220209, 1.0,
		],
		102,
		134,
		"opencv4-bilinear",
		"constant",
		[11, 222, 33],
		2050958667,
	],
	[
		[101, 50, "gray"],
		[0.389499135549, 0.387329509032, 6.45064705122, -0.394371626782, 1.18020889005, 23.0223241875],
		51,
		42,
		"opencv4-bilinear",
		"constant",
		[11],
		1071569647,
	],
	[
		[66, 41, "rgba"],
		[
			0.947982473486, -0.391959889342, 17.2635114328, 0.0140728825319, 0.197311010913, -0.471065999277,
			-0.0056168114078, -0.015865842704, 1.0,
		],
		126,
		24,
		"opencv4-bilinear",
		"replicate",
		[11, 222, 33, 44],
		1089660824,
	],
	[
		[46, 69, "rgb"],
		[1.73764574834, -0.000579363092366, -3.52770219, -0.0477438160818, 0.0556633956314, 0.848366883185],
		57,
		3,
		"opencv4-nearest",
		"replicate",
		[11, 222, 33],
		3891371230,
	],
	[
		[1, 1, "gray"],
		[
			147.3746096, -1.46678843987, -2.23934239933, -43.2999558311, 83.9957564222, 21.1322478108, 0.111194560581,
			-0.339217499422, 1.0,
		],
		144,
		132,
		"opencv4-bilinear",
		"constant",
		[11],
		3537079646,
	],
	[
		[88, 56, "rgba"],
		[0.803978378388, -0.0258465444751, 17.0038587876, 0.0600638035625, 1.54574091825, -0.75942120827],
		96,
		90,
		"opencv4-bilinear",
		"constant",
		[11, 222, 33, 44],
		976331590,
	],
	[
		[63, 80, "rgb"],
		[
			2.48315886709, -1.12538886063, 20.6990849475, 0.185631743278, 0.844287999686, -0.343145650358, 0.0218481648389,
			-0.0144694623522, 1.0,
		],
		67,
		96,
		"opencv4-bilinear",
		"replicate",
		[11, 222, 33],
		2297178105,
	],
	[
		[20, 87, "gray"],
		[0.0651016019644, -0.0149936357219, 2.13611320156, -0.491778136616, 0.870399004061, -10.034335718],
		3,
		45,
		"opencv4-nearest",
		"replicate",
		[11],
		2767025482,
	],
	[
		[76, 39, "rgba"],
		[
			1.05390457686, 0.0436305993604, 4.6309305737, 0.224486501197, 2.11592988497, -10.3038006637, -0.00370766943422,
			-0.00434580509336, 1.0,
		],
		112,
		139,
		"opencv4-bilinear",
		"constant",
		[11, 222, 33, 44],
		3085447482,
	],
	[
		[91, 23, "rgb"],
		[-4.37243405918, 94.2000885962, 635.875145309, -60.7262302373, 977.470469955, 6784.97310943],
		145,
		131,
		"opencv4-bilinear",
		"constant",
		[11, 222, 33],
		3782170831,
	],
	[
		[61, 116, "gray"],
		[
			0.173739771085, -0.0519384261077, 3.82507359531, 0.0440196807145, 0.255247562674, -0.0524215402747,
			0.0027616047581, -0.00659924859904, 1.0,
		],
		17,
		99,
		"opencv4-bilinear",
		"replicate",
		[11],
		213320045,
	],
	[
		[73, 96, "rgba"],
		[1.80624590351, 0.337184453891, -11.3383983689, -0.425938838452, 1.27626505479, 29.5813101934],
		118,
		136,
		"opencv4-nearest",
		"replicate",
		[11, 222, 33, 44],
		2371766442,
	],
];

test.each(["reference", ...implementations] as const)("%s gives the bytes of cv2 4.14", (implementation) => {
	for (const [i, [[w, h, format], matrix, width, height, filter, border, value, hash]] of rows.entries()) {
		const warp = matrix.length === 6 ? warpAffine : warpPerspective;
		const picture = seededPicture(i + 1, w, h, format);
		const options = { matrix, width, height, filter, border, value, implementation };
		expect([i, hashOf(warp(picture, options).data)]).toEqual([i, hash]);
	}
});
