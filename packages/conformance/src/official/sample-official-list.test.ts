import { expect, test } from "vitest";
import { parseOfficialList } from "./official-list.ts";
import { sampleOfficialList } from "./sample-official-list.ts";
import { OFFICIAL_SELECTION } from "./selection.cases.ts";

test("takes the selection once, and the last case of each note beside it", () => {
	const [selected = ""] = OFFICIAL_SELECTION;
	const list = parseOfficialList(
		`test_a unsupported kernel\ntest_b pass\ntest_c unsupported kernel\ntest_d error mask\n${selected} unsupported own\n`,
	);
	expect(sampleOfficialList(list)).toEqual([...OFFICIAL_SELECTION, "test_c", "test_d"]);
});
