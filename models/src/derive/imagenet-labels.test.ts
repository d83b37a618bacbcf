import { expect, test } from "vitest";
import { readLabels } from "./imagenet-labels.ts";

const script = (count: number): string =>
	`exports.X = {\n${Array.from({ length: count }, (_, i) => `    ${i}: 'class ${i}'`).join(",\n")}\n};`;

test("reads 1000 labels in order", () => {
	const labels = readLabels(script(1000));
	expect(labels).toHaveLength(1000);
	expect(labels[999]).toBe("class 999");
});

test("joins texts that go over two lines and takes both kinds of quotes", () => {
	const text = script(1000)
		.replace("'class 1'", "'hen, ' +\n        'frondosa'")
		.replace("'class 2'", `"potter's wheel"`)
		.replace("'class 3'", "'jack-o\\'-lantern'");
	expect(readLabels(text).slice(1, 4)).toEqual(["hen, frondosa", "potter's wheel", "jack-o'-lantern"]);
});

test("rejects another number of labels, and labels out of order", () => {
	expect(() => readLabels(script(999))).toThrow("Expected 1000 labels in order but found 999.");
	expect(() => readLabels(script(1000).replace("500:", "501:"))).toThrow("found 500");
});
