import { dirname } from "node:path";
import ts from "typescript";

/** Every flag that a user may have set, on: what passes here passes anywhere. */
const STRICTEST: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2022,
	lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
	module: ts.ModuleKind.NodeNext,
	moduleResolution: ts.ModuleResolutionKind.NodeNext,
	customConditions: ["polyinfer-source"],
	allowImportingTsExtensions: true,
	strict: true,
	noUncheckedIndexedAccess: true,
	exactOptionalPropertyTypes: true,
	noPropertyAccessFromIndexSignature: true,
	noImplicitOverride: true,
	noImplicitReturns: true,
	noFallthroughCasesInSwitch: true,
	noUnusedLocals: true,
	noUnusedParameters: true,
	allowUnreachableCode: false,
	allowUnusedLabels: false,
	verbatimModuleSyntax: true,
	isolatedModules: true,
	erasableSyntaxOnly: true,
	skipLibCheck: true,
	types: ["node"],
	noEmit: true,
};

/**
 * What the compiler says of `sources`, by absolute path of files that need not exist; imports resolve from there.
 * Each fault is `file:line: text`.
 */
export function compile(sources: Readonly<Record<string, string>>, options: ts.CompilerOptions = {}): string[] {
	const settings = { ...STRICTEST, ...options };
	const host = ts.createCompilerHost(settings);
	const { fileExists, readFile, getSourceFile, directoryExists } = host;
	const given = (path: string): string | undefined => (Object.hasOwn(sources, path) ? sources[path] : undefined);
	const folders = new Set(Object.keys(sources).map((path) => dirname(path)));
	host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? true);
	host.fileExists = (path) => given(path) !== undefined || fileExists(path);
	host.readFile = (path) => given(path) ?? readFile(path);
	host.getSourceFile = (path, languageVersion, ...rest) => {
		const source = given(path);
		return source === undefined
			? getSourceFile(path, languageVersion, ...rest)
			: ts.createSourceFile(path, source, languageVersion);
	};
	const program = ts.createProgram(Object.keys(sources), settings, host);
	return Object.keys(sources).flatMap((path) => {
		const file = program.getSourceFile(path);
		if (!file) return [`${path}: was not read`];
		const faults = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
		return faults.map(({ start, messageText }) => {
			const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
			return `${path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
		});
	});
}
