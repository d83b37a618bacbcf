import { join } from "node:path";
import { platforms, thisPlatform } from "../pack/platforms-table.mjs";
import { root } from "../run/root.mjs";
import { manifestOf } from "../run/workspace.mjs";

/** Manifests of the packages for other platforms, which are in every registry and never taken here. */
export const foreignManifests = () =>
	platforms
		.filter(({ name }) => name !== thisPlatform)
		.flatMap(({ name }) =>
			["engine-host", "backend-onnx"].map((owner) => manifestOf(join(root, "packages", owner, "npm", name))),
		);
