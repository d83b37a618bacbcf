/** A line as onnxruntime-web prints it, in colours or not. */
const LINE = /\[[VIWEF]:onnxruntime/;

type Sink = (line: string) => void;

const sinks = new Set<Sink>();

/**
 * Does `work`, which starts onnxruntime-web: it keeps the console's functions as it finds them then, so that its lines go to
 * {@link listen}ers for good. All other lines, and the console afterwards, are as before.
 */
export async function withConsoleCaught<T>(work: () => Promise<T>): Promise<T> {
	const names = ["debug", "log", "info", "warn", "error"] as const;
	const before = names.map((name) => [name, console[name]] as const);
	for (const [name, print] of before)
		console[name] = (...parts: unknown[]) => {
			const line = parts.join(" ");
			if (sinks.size > 0 && LINE.test(line)) for (const sink of sinks) sink(line);
			else print.apply(console, parts);
		};
	try {
		return await work();
	} finally {
		for (const [name, print] of before) console[name] = print;
	}
}

/** Does `work`, and gives `sink` the lines that onnxruntime-web prints meanwhile. */
export async function listen<T>(sink: Sink, work: () => Promise<T>): Promise<T> {
	sinks.add(sink);
	try {
		return await work();
	} finally {
		sinks.delete(sink);
	}
}
