"""A peer in Python: main.py REQUEST SITE FOLDER ENGINE, of FOLDER/ENGINE_loop.py. Answers the request as harness/suite.ts says."""

import importlib
import json
import os
import sys
import time

MIN_SAMPLES = 15
MAX_SAMPLES = 5000
WARM_UP_S = 0.25
WARM_UP_CALLS = 3


def refuse_network(event, _):
    if event.startswith("socket."):
        raise RuntimeError(f"a peer may not use the network, but it did: {event}")


def time_of(run, calls, clock):
    started = clock()
    for _ in range(calls):
        run()
    return clock() - started


def warm_up(run, plan, clock):
    sample_s = plan["sampleMs"] / 1e3
    started = time.perf_counter()
    calls, done = 1, 0
    while done < min(WARM_UP_CALLS, plan.get("minSamples", WARM_UP_CALLS)) or time.perf_counter() - started < WARM_UP_S:
        seconds = time_of(run, calls, clock)
        done += calls
        if seconds < sample_s:
            wanted = calls * sample_s * 1.2 / seconds if seconds > 0 else calls * 2
            calls = min(calls * 2, int(wanted) + 1)
    return calls


def samples_of(run, plan, measure_ms):
    clock = time.process_time if plan["clock"] == "processor" else time.perf_counter
    calls = warm_up(run, plan, clock)
    samples = []
    started = time.perf_counter()
    while len(samples) < plan.get("minSamples", MIN_SAMPLES) or (
        time.perf_counter() - started < measure_ms / 1e3 and len(samples) < MAX_SAMPLES
    ):
        samples.append(time_of(run, calls, clock) / calls * 1e6)
    return samples


def answer(request, engine):
    with open(os.path.join(request["folder"], request["case"] + ".json"), encoding="utf-8") as file:
        plan = json.load(file)
    run, outputs_of, version = importlib.import_module(engine + "_loop").open_model(plan)
    response = {"samples": [], "facts": {"library": version, "Python": sys.version.split()[0]}}
    if request["task"] == "output":
        run()
        response["output"] = os.path.join(request["folder"], f"{request['case']}.{engine}-python.f32")
        with open(response["output"], "wb") as file:
            for output in outputs_of():
                file.write(output.tobytes())
    else:
        response["samples"] = samples_of(run, plan, request["measureMs"])
    return {**response, "cpuMs": time.process_time() * 1e3}


def main():
    sys.addaudithook(refuse_network)
    sys.path[:0] = [sys.argv[3], sys.argv[2]]
    # Engines print: the answer has a descriptor of its own.
    answers = os.dup(1)
    os.dup2(2, 1)
    os.write(answers, (json.dumps(answer(json.loads(sys.argv[1]), sys.argv[4])) + "\n").encode())
    os._exit(0)


main()
