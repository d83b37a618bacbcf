import { expect, test } from "vitest";
import { officialDocument } from "./official-document.ts";
import { parseOfficialList } from "./official-list.ts";

test("counts outcomes and reasons by column, with an example", () => {
	const notes = [{ id: "kernel", outcome: "unsupported", reason: "lacks the kernel" }] as const;
	const text = officialDocument([
		{
			title: "one",
			list: parseOfficialList("test_a pass\ntest_c unsupported kernel\ntest_b unsupported kernel\n"),
			notes,
		},
		{ title: "two", list: parseOfficialList("test_a disputed\n"), notes },
	]);
	expect(text).toContain("| outcome |  | one | two |");
	expect(text).toMatch(/\| pass \| [^|]+ \| 1 \| 0 \|/);
	expect(text).toMatch(/\| disputed \| [^|]+ \| 0 \| 1 \|/);
	expect(text).toContain("| unsupported | lacks the kernel | 2 | 0 | `test_b` |");
	expect(text).toContain("| all |  | 3 | 1 |");
});
