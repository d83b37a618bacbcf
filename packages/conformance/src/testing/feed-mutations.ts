import { InferenceError, Tensor, type TensorData, type TensorLike } from "@polyinfer/core";
import { type Mutation, openWith, withSessions } from "./mutation.ts";

type Feeds = Record<string, TensorLike>;

/** Core that mends wrong feeds instead of refusing them. */
function mending(what: string, mend: (feeds: Feeds) => Feeds, caught: readonly string[]): Mutation {
	return {
		what,
		open: openWith((session) => ({
			run: async (feeds, options) =>
				session.run((session.inputs[0]?.name === "a" ? mend({ ...(feeds as Feeds) }) : feeds) as never, options),
		})),
		caught,
	};
}

const isObject = (value: unknown): value is TensorLike => typeof value === "object" && value !== null;
const each = (feeds: Feeds, mend: (feed: TensorLike) => TensorLike): Feeds =>
	Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, isObject(feed) ? mend(feed) : feed]));
const zeros: TensorLike = { dtype: "float32", data: new Float32Array(6), shape: [2, 3] };
const isAdd = (feeds: Feeds): boolean => isObject(feeds.a) && feeds.a.shape?.join() === "2,3";

/** Runs whose feeds are computed with only later, when their owner may have changed them. */
const lateFeeds: Mutation = {
	what: "feeds that are read after run returned",
	backend: (fake) =>
		withSessions(fake, (session) => ({
			...session,
			run: async (feeds, outputs, signal) => {
				await undefined;
				return session.run(feeds, outputs, signal);
			},
		})),
	caught: ["overwritten", "transferred", "shrunk"].map((what) => `a feed may be ${what} as soon as run returns`),
};

/** Wrong feeds that are taken, right ones that are not, and feeds' memory misused. */
export const FEED_MUTATIONS: readonly Mutation[] = [
	mending("missing feeds are zeros", (feeds) => (isAdd(feeds) && !feeds.B ? { b: zeros, ...feeds } : feeds), [
		"a missing feed is refused",
		"a run that fails does not hold up the next",
	]),
	mending("extra feeds are dropped", ({ c: _, ...feeds }) => feeds, ["an extra feed is refused"]),
	mending("names are compared without case", ({ B, ...feeds }) => (B ? { ...feeds, b: B } : feeds), [
		"a feed of another name is refused",
	]),
	mending(
		"feeds of another dtype are cast",
		(feeds) =>
			each(feeds, (feed) =>
				feed.dtype === "float64"
					? { ...feed, dtype: "float32", data: Float32Array.from(feed.data as Float64Array) }
					: feed,
			),
		["a feed of another dtype is refused"],
	),
	mending(
		"feeds of another shape are reshaped",
		(feeds) =>
			each(feeds, (feed) => (feed.shape?.join() === "3,2" ? { ...feed, data: feed.data, shape: [2, 3] } : feed)),
		["a feed of another shape is refused"],
	),
	mending(
		"feeds of another rank are reshaped",
		(feeds) =>
			each(feeds, (feed) =>
				feed.shape?.join() === "6" ? { dtype: feed.dtype, data: feed.data, shape: [2, 3] } : feed,
			),
		["a feed of another rank is refused"],
	),
	mending("short feeds are padded", (feeds) => each(feeds, (feed) => (feed.data?.length === 5 ? zeros : feed)), [
		"a feed with too few elements is refused",
	]),
	mending("long feeds are cut", (feeds) => each(feeds, (feed) => (feed.data?.length === 7 ? zeros : feed)), [
		"a feed with too many elements is refused",
	]),
	mending("lists are taken as data", (feeds) => each(feeds, (feed) => (Array.isArray(feed.data) ? zeros : feed)), [
		"a feed in another container is refused",
	]),
	mending(
		"unknown dtypes are taken for float32",
		(feeds) => each(feeds, (feed) => ((feed.dtype as string) === "float8" ? zeros : feed)),
		["a feed of an unknown dtype is refused"],
	),
	mending(
		"typed arrays are taken as tensors",
		(feeds) => each(feeds, (feed) => (feed instanceof Float32Array ? zeros : feed)),
		["a feed that is no tensor is refused"],
	),
	mending("null is zeros", (feeds) => ("b" in feeds && feeds.b === null ? { ...feeds, b: zeros } : feeds), [
		"a feed that is null is refused",
	]),
	mending("no feeds are zeros", (feeds) => (Object.keys(feeds).length === 0 ? { a: zeros, b: zeros } : feeds), [
		"a run without feeds is refused",
	]),
	mending(
		"tensors elsewhere are zeros",
		(feeds) => each(feeds, (feed) => ("location" in feed && feed.location === "elsewhere" ? zeros : feed)),
		["a feed on a device that the session does not run on is refused"],
	),
	mending(
		"plain objects are not taken",
		(feeds) => each(feeds, (feed) => (isAdd(feeds) && !(feed instanceof Tensor) ? { ...feed, dtype: "bool" } : feed)),
		["plain objects are taken as feeds"],
	),
	mending(
		"views are taken for the whole memory",
		(feeds) =>
			each(feeds, (feed) =>
				feed instanceof Tensor &&
				feed.dtype === "float32" &&
				feed.data.byteOffset > 0 &&
				feed.data.buffer.byteLength === 128
					? new Tensor("float32", new Float32Array(feed.data.buffer, 0, feed.size), feed.shape)
					: feed,
			),
		["feeds may be views into larger memory"],
	),
	mending(
		"the same tensor twice is refused",
		(feeds) => (feeds.a === feeds.b && isAdd(feeds) && Object.keys(feeds).length === 2 ? {} : feeds),
		["a feed may be given twice"],
	),
	{
		what: "feeds that are written to",
		open: openWith((session) => ({
			run: async (feeds, options) => {
				const results = await session.run(feeds as never, options);
				for (const feed of Object.values((feeds ?? {}) as Feeds))
					if (feed.dtype === "float32") (feed.data as Float32Array).fill(7);
				return results;
			},
		})),
		caught: ["feeds are left as they are"],
		andOthers: true,
	},
	lateFeeds,
	{
		what: "shared memory that is not taken",
		open: openWith((session) => ({
			run: async (feeds, options) => {
				const data = (feeds as Feeds | undefined)?.x?.data;
				if (ArrayBuffer.isView(data) && data.buffer instanceof SharedArrayBuffer)
					throw new InferenceError("INVALID_ARGUMENT", "Expected memory that is not shared.");
				return session.run(feeds, options);
			},
		})),
		caught: ["a SharedArrayBuffer may be a feed"],
	},
	{
		what: "allocated memory that is not zeroed",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				allocate: (dtype, shape) => {
					const tensor = session.allocate?.(dtype, shape) as Tensor;
					if (dtype === "float32") (tensor.data as Float32Array).fill(3);
					return tensor;
				},
			})),
		caught: ["allocated tensors are zeroed, and may be feeds"],
	},
	{
		what: "allocated memory that goes with its session",
		backend: (fake) =>
			withSessions(fake, (session) => {
				const blocks: Tensor[] = [];
				return {
					...session,
					allocate: (dtype, shape) => {
						const tensor = session.allocate?.(dtype, shape) as Tensor;
						blocks.push(tensor);
						return tensor;
					},
					dispose: async () => {
						for (const block of blocks) block.dispose();
						await session.dispose();
					},
				};
			}),
		caught: ["an allocated tensor outlives its session"],
	},
	{
		what: "pooled memory that is used again during a run",
		fake: { runMs: (net) => (net.name === "big-output" ? 1 : 0) },
		backend: (fake) =>
			withSessions(fake, (session) => {
				const free: TensorData[] = [];
				return {
					...session,
					allocate: (dtype, shape) => {
						const data = (free.pop() ?? session.allocate?.(dtype, shape).data) as Float32Array;
						return new Tensor(dtype, data.fill(0) as never, shape, () => free.push(data));
					},
				};
			}),
		caught: ["an allocated feed that is disposed during its run does no harm"],
	},
];
