import { describe, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import { testBackend } from "./test-backend.ts";

const fake = createFakeBackend();
await testBackend(fake, { runner: { describe, test }, only: "fast", counters: fake.counters });
