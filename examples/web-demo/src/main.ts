import { openCamera } from "./camera.ts";
import { ENGINES, type Engine } from "./engines.ts";
import { Panel } from "./panel.ts";
import { fetchPicture, pixelsOf } from "./pictures.ts";
import { classify } from "./tasks/classify.ts";
import { detectFaces } from "./tasks/detect-faces.ts";
import { readDisplay } from "./tasks/read-display.ts";
import type { Task } from "./tasks/task.ts";

const TASKS: readonly Task[] = [readDisplay, detectFaces, classify];

const part = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const [taskList, firstList, secondList] = ["task", "first", "second"].map((id) => part<HTMLSelectElement>(id)) as [
	HTMLSelectElement,
	HTMLSelectElement,
	HTMLSelectElement,
];
const fill = (list: HTMLSelectElement, options: readonly { id: string; name: string }[]): void =>
	list.replaceChildren(...options.map(({ id, name }) => new Option(name, id)));

let panels: readonly Panel[] = [];
let picture: ImageData | undefined;
let camera: { close(): void } | undefined;

const chosenTask = (): Task => TASKS.find(({ id }) => id === taskList.value) as Task;

/** One engine after the other, so that none is timed while another works. */
async function look(next: ImageData): Promise<void> {
	picture = next;
	for (const panel of panels) await panel.look(next);
}

/** Opens the chosen model on the chosen engines, and shows them the picture again. */
async function reopen(): Promise<void> {
	const old = panels;
	const engines = [firstList.value, secondList.value].map((id) => ENGINES.find((engine) => engine.id === id));
	panels = engines
		.filter((engine): engine is Engine => engine !== undefined)
		.map((one) => new Panel(chosenTask(), one));
	part("panels").replaceChildren(...panels.map(({ element }) => element));
	await Promise.all(old.map((panel) => panel.close()));
	if (picture) await look(picture);
}

/** What goes wrong before an engine is asked. */
async function attempt(work: () => Promise<void>): Promise<void> {
	try {
		part("hint").textContent = "Drop a picture anywhere.";
		await work();
	} catch (error) {
		part("hint").textContent = error instanceof Error ? error.message : String(error);
	}
}

const showSample = (): Promise<void> => attempt(async () => look(await fetchPicture(chosenTask().sample)));
const showFile = (file: File | undefined): Promise<void> =>
	attempt(async () => {
		if (!file) return;
		camera?.close();
		await look(
			await pixelsOf(file).catch(() => {
				throw new Error(`${file.name} is no picture that this browser reads.`);
			}),
		);
	});

async function toggleCamera(): Promise<void> {
	const button = part("camera");
	if (camera) {
		camera.close();
		camera = undefined;
	} else
		await attempt(async () => {
			camera = await openCamera(look);
		});
	button.setAttribute("aria-pressed", String(camera !== undefined));
}

fill(taskList, TASKS);
fill(firstList, ENGINES);
fill(secondList, [{ id: "", name: "nothing" }, ...ENGINES]);
const wanted = new URLSearchParams(location.search);
for (const [list, key] of [
	[taskList, "task"],
	[firstList, "engine"],
	[secondList, "beside"],
] as const)
	if ([...list.options].some(({ value }) => value === wanted.get(key))) list.value = wanted.get(key) as string;

taskList.addEventListener("change", () => {
	picture = undefined;
	void reopen().then(showSample);
});
for (const list of [firstList, secondList]) list.addEventListener("change", () => void reopen());
part("sample").addEventListener("click", () => void showSample());
part("camera").addEventListener("click", () => void toggleCamera());
part<HTMLInputElement>("file").addEventListener("change", ({ target }) => {
	void showFile((target as HTMLInputElement).files?.[0]);
});
for (const [event, isOver] of [
	["dragover", true],
	["dragleave", false],
	["drop", false],
] as const)
	document.body.addEventListener(event, (drag) => {
		drag.preventDefault();
		document.body.classList.toggle("dropping", isOver);
		if (event === "drop") void showFile(drag.dataTransfer?.files[0]);
	});

void reopen().then(showSample);
