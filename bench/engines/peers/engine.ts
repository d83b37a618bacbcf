import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSession, type PreferEntry, type Session, type Tensor } from "polyinfer";
import { answerRequest } from "../../harness/answer-request.ts";
import type { Request } from "../../harness/suite.ts";
import { CALLERS } from "../cases.ts";
import { feedsOf } from "../feeds.ts";
import { filesFile } from "../files-file.ts";
import { type EngineNet, netOf } from "../nets.ts";

type Feeds = Record<string, Tensor>;

const engine = process.argv[3] as PreferEntry & string;

await answerRequest(async (request) => {
	const net = netOf(request.case);
	const opening = performance.now();
	const session = await open(net, request.folder);
	const load = performance.now() - opening;
	const feeds = feedsOf(net);
	const { library, conversions } = session.report;
	const facts = { version: library?.version ?? "", ...(conversions[0] ? { converted: conversions[0] } : {}) };
	if (request.task === "output") return { samples: [], output: await writeOutputs(request, session, feeds), facts };
	const starting = performance.now();
	await session.run(feeds);
	const first = performance.now() - starting;
	await callers(session, feeds, 1, 250);
	const alone = await callers(session, feeds, 1, request.measureMs);
	const values: Record<string, number> = { load, first, cpu: alone.cpuMs, perCoreSecond: 1000 / alone.cpuMs };
	values.callers1 = alone.perSecond;
	for (const count of CALLERS)
		values[`callers${count}`] = (await callers(session, feeds, count, request.measureMs)).perSecond;
	values.rss = process.resourceUsage().maxRSS / 1000;
	return { samples: alone.timesUs, values, facts };
});

/** The first file that the engine takes. */
function open(net: EngineNet, folder: string): Promise<Session> {
	const files = JSON.parse(readFileSync(filesFile(folder, net.id), "utf8")) as Record<string, string>;
	const inputs = Object.fromEntries(net.inputs.map(({ name, shape }) => [name, { shape }]));
	return createSession(files, { prefer: engine, threads: 1, maxConcurrency: 2, inputs });
}

/** All outputs as float32, by name. */
async function writeOutputs(request: Request, session: Session, feeds: Feeds): Promise<string> {
	const results = await session.run(feeds);
	const names = Object.keys(results).sort();
	const path = join(request.folder, `${request.case}.${engine}.f32`);
	writeFileSync(path, Buffer.concat(names.map((name) => bytesOf(results[name] as Tensor))));
	return path;
}

function bytesOf(tensor: Tensor): Uint8Array {
	const { buffer, byteOffset, byteLength } = tensor.toFloat32();
	return new Uint8Array(buffer, byteOffset, byteLength);
}

/** So many callers, each of which runs again as soon as its run is done, for so long. */
async function callers(
	session: Session,
	feeds: Feeds,
	count: number,
	ms: number,
): Promise<{ timesUs: number[]; perSecond: number; cpuMs: number }> {
	const timesUs: number[] = [];
	const cpu = process.cpuUsage();
	const started = performance.now();
	const call = async (): Promise<void> => {
		for (let done = 0; done < 3 || performance.now() - started < ms; done++) {
			const begin = performance.now();
			await session.run(feeds);
			timesUs.push((performance.now() - begin) * 1000);
		}
	};
	await Promise.all(Array.from({ length: count }, call));
	const elapsedMs = performance.now() - started;
	const { user, system } = process.cpuUsage(cpu);
	return {
		timesUs,
		perSecond: (timesUs.length / elapsedMs) * 1000,
		cpuMs: (user + system) / 1000 / timesUs.length,
	};
}
