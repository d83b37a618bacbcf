import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { busyMsOf } from "./others-share.ts";

test("everything runs unless suites are named", () => {
	expect(parseOptions([], ["sessions"])).toMatchObject({ suites: [], isQuick: false, rounds: 7 });
	expect(parseOptions(["sessions", "--quick"], ["sessions"])).toMatchObject({
		suites: ["sessions"],
		isQuick: true,
		rounds: 3,
	});
	expect(parseOptions(["--only", "tiny", "--rounds", "1"], [])).toMatchObject({ only: ["tiny"], rounds: 1 });
});

test.each([
	[["session"], "Expected one of sessions, ops but received session."],
	[["--rounds", "0"], "Expected `--rounds` of 1 and above but received 0."],
	[["--fast"], "Unknown option '--fast'"],
])("%j is refused", (argv, sentence) => {
	expect(() => parseOptions(argv, ["sessions", "ops"])).toThrow(sentence);
});

test("processors are busy in all that is not idle or waiting", () => {
	expect(busyMsOf("cpu  100 10 20 5000 300 1 2 3 50 0\ncpu0 1 1 1 1\n")).toBe(1360);
});
