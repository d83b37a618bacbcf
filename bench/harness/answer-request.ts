import type { Request, Response } from "./suite.ts";

/**
 * The main function of a peer written in JavaScript: reads the request, prints the response as the last line and ends
 * the process, whatever the peer has left open.
 */
export async function answerRequest(answer: (request: Request) => Promise<Omit<Response, "cpuMs">>): Promise<void> {
	const request = JSON.parse(process.argv[2] ?? "null") as Request;
	const response = await answer(request);
	const { user, system } = process.cpuUsage();
	const line = `${JSON.stringify({ ...response, cpuMs: (user + system) / 1000 } satisfies Response)}\n`;
	process.stdout.write(line, () => process.exit(0));
}
