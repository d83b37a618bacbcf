import { checkLibrary } from "./check-library.ts";

/** Where a vendor's library was found, or why none was and the line to type. */
export type LibrarySearch =
	| {
			readonly status: "found";
			/** Absolute and canonical. */
			readonly path: string;
			/** What led to it: `"option"`, `"environment"`, or the name of a {@link LibraryPlace}. */
			readonly source: string;
			/** As its place says; unknown for a path that the user gave. */
			readonly version?: string;
			/** Further files that came with it, absolute, by name: converters and the like. */
			readonly tools?: Readonly<Record<string, string>>;
	  }
	| { readonly status: "missing"; readonly reason: string; readonly advice: string };

/** What one place holds: files to look at, the preferred one first, or why it holds none. */
export type PlaceContent =
	| {
			readonly paths: readonly string[];
			/** What is said of none of them being usable where `paths` is empty. */
			readonly reason?: string;
			readonly version?: string;
			readonly tools?: Readonly<Record<string, string>>;
	  }
	| { readonly paths: readonly []; readonly reason: string };

/** One place where a library may be. */
export interface LibraryPlace {
	/** What texts call it, such as a package's name. */
	readonly name: string;
	/** Looks into it. Loads nothing, never rejects. */
	look(): Promise<PlaceContent>;
}

/** What {@link findLibrary} looks for. */
export interface LibraryRequest {
	/** The library in texts: `"ONNX Runtime"`. */
	readonly title: string;
	/** How the file is called here: `"libonnxruntime.so.1"`. */
	readonly fileName: string;
	/** The path that the caller gave, if any. */
	readonly library?: string | undefined;
	/** The variable that names a library: `"POLYINFER_ONNXRUNTIME_LIBRARY"`. */
	readonly variable: string;
	/** Default: `process.env`. */
	readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
	/** Where else to look, in this order. */
	readonly places: readonly LibraryPlace[];
	/** The line to type where it is nowhere. */
	readonly advice: string;
}

/**
 * Finds a vendor's shared library: the caller's path, else the variable's, else the first place that holds a usable one.
 * A path that somebody named is never replaced by another. Loads nothing.
 */
export async function findLibrary(request: LibraryRequest): Promise<LibrarySearch> {
	const { title, library, variable, environment = process.env, places, advice } = request;
	if (library !== undefined) return named(library, "option", "option `library`", "leave option `library` out");
	const path = environment[variable];
	if (path) return named(path, "environment", variable, `unset ${variable}`);
	const refused: string[] = [];
	for (const { name, look } of places) {
		const { paths, reason, ...facts } = await look();
		let last = reason ?? `${name} holds no ${request.fileName}`;
		for (const candidate of paths) {
			const checked = await checkLibrary(candidate);
			if (checked.ok) return { status: "found", path: checked.path, source: name, ...facts };
			last = checked.reason;
		}
		refused.push(last);
	}
	return { status: "missing", reason: `${title}'s library was not found: ${refused.join("; ")}`, advice };
}

async function named(path: string, source: string, where: string, without: string): Promise<LibrarySearch> {
	const checked = await checkLibrary(path);
	if (checked.ok) return { status: "found", path: checked.path, source };
	return {
		status: "missing",
		reason: `The library named by ${where} cannot be used: ${checked.reason}`,
		advice: `${checked.advice.replace(/\.$/, "")}, or ${without}`,
	};
}
