import { testDevices } from "./testing/test-devices.ts";

await testDevices("fast");
