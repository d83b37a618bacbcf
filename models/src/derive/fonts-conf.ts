import type { Derivation } from "./derivation.ts";

/** A configuration of fontconfig that knows the fonts beside it and no others: text is drawn alike on every machine. */
export const fontsConf: Derivation = {
	recipe: 1,
	make: async () => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir prefix="relative">.</dir>
</fontconfig>
`,
};
