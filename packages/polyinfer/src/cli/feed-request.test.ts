import { expect, test } from "vitest";
import { parseFeedRequest, parseShapeRequest } from "./feed-request.ts";

test.each([
	["x=random", { name: "x", source: "random" }],
	["x=zeros:1,3,8,8", { name: "x", source: "zeros", shape: [1, 3, 8, 8] }],
	["x=random:[]", { name: "x", source: "random", shape: [] }],
	["x=random:[2,3]", { name: "x", source: "random", shape: [2, 3] }],
	["input:0=a/b.npy", { name: "input:0", source: "a/b.npy" }],
	["x=C:\\a.npy:4", { name: "x", source: "C:\\a.npy", shape: [4] }],
	["x=a=b.npy", { name: "x", source: "a=b.npy" }],
])("reads %s", (text, request) => {
	expect(parseFeedRequest(text)).toEqual(request);
});

test.each(["x", "=random", "x=", "x=randm", "x=a.bin", "x=random:1,-2"])("refuses %s", (text) => {
	expect(() => parseFeedRequest(text)).toThrow(expect.objectContaining({ name: "UsageError" }));
});

test("reads a shape, with or without brackets", () => {
	expect(parseShapeRequest("x=1,3,224,224")).toEqual({ name: "x", shape: [1, 3, 224, 224] });
	expect(parseShapeRequest("x=[]")).toEqual({ name: "x", shape: [] });
});

test.each(["x", "x=a", "x=1,,2", "x=1.5", "x=99999999999999999999"])("refuses the shape %s", (text) => {
	expect(() => parseShapeRequest(text)).toThrow(expect.objectContaining({ name: "UsageError" }));
});
