import { testEngines } from "./testing/test-engines.ts";

await testEngines("slow");
