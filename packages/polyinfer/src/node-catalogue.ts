import type { Catalogue } from "@polyinfer/core";
import { createCatalogue, NODE_WORDS } from "./catalogue.ts";
import { importPackage } from "./import-package.ts";

/** The catalogue of the Node entry. */
export const nodeCatalogue: Catalogue = createCatalogue(
	NODE_WORDS,
	{ defaultPrefer: ["cpu"], raced: ["gpu", "npu", "cpu"] },
	(folder) => (folder === "backend-onnx" ? import("@polyinfer/backend-onnx") : importPackage(folder)),
);
