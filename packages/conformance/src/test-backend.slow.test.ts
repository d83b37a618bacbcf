import { describe, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import { testBackend } from "./test-backend.ts";

const fake = createFakeBackend({ runMs: (net) => (net.name.startsWith("slow") ? 120 : 0) });
await testBackend(fake, { runner: { describe, test }, only: "slow", counters: fake.counters });
