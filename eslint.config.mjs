import tseslint from "typescript-eslint";

/** Biome lints everything else; this one rule needs types. */
export default tseslint.config({
	files: ["packages/*/src/**/*.ts", "models/src/**/*.ts", "{bench,examples}/**/*.ts", "scripts/**/*.{ts,mjs}"],
	ignores: ["**/dist/**", "**/build/**", ".cache/**", "scripts/packed/consumer.ts"],
	languageOptions: {
		parser: tseslint.parser,
		parserOptions: { project: ["./tsconfig.test.json"], tsconfigRootDir: import.meta.dirname },
	},
	linterOptions: { reportUnusedDisableDirectives: "off" },
	plugins: { "@typescript-eslint": tseslint.plugin },
	rules: { "@typescript-eslint/no-floating-promises": "error" },
});
